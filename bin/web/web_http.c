/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_http.c - HTTP, by libmicrohttpd, which reads headers, cookies, forms and passwords
 *
 * A thread for each connection: one that waits for a directory holds up no other. nginx is in front, and the
 * only one that reaches the socket: what it says of the client's address is true.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdlib.h>

#include "bin/web/web.h"

#define CONNECTIONS 256
#define IDLE_SECONDS 60
#define FORM_MOST 16384		/* bytes of a form */

struct web_http {
	struct MHD_Daemon *daemon;
};

/* A request while it comes in. */
struct exchange {
	struct MHD_PostProcessor *form;
	struct web_fields field;
	char *password;			/* of the header Authorization */
	size_t read;
};

/* ---- what comes in ---- */

static char **field_of(struct web_fields *f, const char *name)
{
	const struct { const char *name; char **value; } all[] = {
		{ "user", &f->user }, { "password", &f->password }, { "t", &f->token }, { "next", &f->next },
	};

	for (size_t i = 0; i < COUNT(all); i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i].value;
	return NULL;
}

/* A piece of a value, from byte off on. One with a NUL in it is cut there, and fits nothing. */
static enum MHD_Result take_piece(void *cls, enum MHD_ValueKind kind, const char *name, const char *file,
				  const char *type, const char *coding, const char *data, uint64_t off,
				  size_t size)
{
	struct exchange *x = cls;
	char **value = name ? field_of(&x->field, name) : NULL;
	char *both;

	(void)kind, (void)file, (void)type, (void)coding;
	if (!value || (off == 0 && *value))	/* the first of two counts */
		return MHD_YES;
	both = prov_asprintf("%s%.*s", off ? *value : "", (int)size, data ? data : "");
	prov_secret_freep(value);
	*value = both;
	return MHD_YES;
}

static void take_query(struct MHD_Connection *c, struct exchange *x)
{
	static const char *const names[] = { "t", "next" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *value = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, names[i]);

		if (value)
			*field_of(&x->field, names[i]) = prov_strdup(value);
	}
}

static const char *header(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

static const char *address_of(struct MHD_Connection *c)
{
	const char *address = header(c, "X-Real-IP");
	unsigned char bytes[16];

	if (!address)
		return "";
	return inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1 ?
		address : "";
}

static bool is_form(struct MHD_Connection *c, const char *method)
{
	return strcmp(method, "POST") == 0 && header(c, MHD_HTTP_HEADER_CONTENT_TYPE);
}

/* ---- what goes out ---- */

static enum MHD_Result send_reply(struct MHD_Connection *c, const struct web_reply *reply)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(reply->body.len, reply->body.p,
									 MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result = MHD_NO;

	if (!response)
		return MHD_NO;
	for (size_t i = 0; i < reply->header_count; i++)
		MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
	result = MHD_queue_response(c, reply->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result answer(struct web_server *server, struct MHD_Connection *c, const char *url,
			      const char *method, struct exchange *x)
{
	struct web_reply reply = { .body = PROV_STR_INIT };
	char *user = MHD_basic_auth_get_username_password(c, &x->password);
	struct web_request r = {
		.method = method, .path = url, .user = user, .password = x->password, .field = x->field,
		.session = MHD_lookup_connection_value(c, MHD_COOKIE_KIND, WEB_COOKIE),
		.host = header(c, MHD_HTTP_HEADER_HOST), .origin = header(c, "Origin"),
		.site = header(c, "Sec-Fetch-Site"), .address = address_of(c),
		.accept_language = header(c, MHD_HTTP_HEADER_ACCEPT_LANGUAGE),
	};
	enum MHD_Result result;

	web_route(server, &r, &reply);
	result = send_reply(c, &reply);
	web_reply_fini(&reply);
	MHD_free(user);
	return result;
}

/* ---- from the first byte to the last ---- */

static enum MHD_Result begin(struct MHD_Connection *c, const char *method, void **state)
{
	struct exchange *x = prov_alloc(sizeof(*x));

	*state = x;
	if (is_form(c, method))
		x->form = MHD_create_post_processor(c, 1024, take_piece, x);
	else
		take_query(c, x);
	return MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *c, const char *url, const char *method,
			      const char *version, const char *data, size_t *size, void **state)
{
	struct exchange *x = *state;

	(void)version;
	if (!x)
		return begin(c, method, state);
	if (*size == 0)
		return answer(cls, c, url, method, x);
	x->read += *size;
	if (x->read > FORM_MOST)
		return MHD_NO;
	if (x->form)
		MHD_post_process(x->form, data, *size);
	*size = 0;
	return MHD_YES;
}

static void finish(void *cls, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *state;

	(void)cls, (void)c, (void)why;
	if (!x)
		return;
	if (x->form)
		MHD_destroy_post_processor(x->form);
	free(x->field.user);
	prov_secret_freep(&x->field.password);
	prov_secret_freep(&x->field.token);
	free(x->field.next);
	if (x->password)
		prov_secret_wipe(x->password);
	MHD_free(x->password);
	free(x);
	*state = NULL;
}

struct web_http *web_http_start(struct web_server *server, int fd, struct prov_err *err)
{
	struct web_http *http = prov_alloc(sizeof(*http));

	http->daemon = MHD_start_daemon(MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD |
		MHD_USE_THREAD_PER_CONNECTION, 0, NULL, NULL, handle, server,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_THREAD_STACK_SIZE, (size_t)262144,
		MHD_OPTION_NOTIFY_COMPLETED, finish, NULL, MHD_OPTION_END);
	if (http->daemon)
		return http;
	free(http);
	prov_fail(err, PROV_E_IO, "libmicrohttpd cannot serve the socket");
	return NULL;
}

void web_http_stop(struct web_http *http)
{
	MHD_stop_daemon(http->daemon);
	free(http);
}
