/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/web/web.h - provweb: pages for people who log in, and the check for nginx
 *
 *	provweb.c	the program: settings, socket, start and end
 *	web_http.c	HTTP, by libmicrohttpd; nothing else knows that library
 *	web_route.c	what is answered to which request
 *	web_page.c	HTML and words
 *	web_pool.c	connections to the database, which threads share
 */
#ifndef WEB_H
#define WEB_H

#include <prov/config.h>

#include "libprov/model/web_session.h"
#include "libprov/web/web.h"

#define WEB_COOKIE "__Host-prov"

struct web_pool;

/* What all requests share. */
struct web_server {
	const struct prov_config *config;
	struct web_pool *pool;
	struct prov_web_limit *limit;
};

/* What a request says; NULL: nothing. */
struct web_request {
	const char *method, *path;
	const char *session;		/* the cookie */
	const char *user, *password;	/* of the header Authorization: Basic */
	const char *host, *origin, *site, *accept_language;
	const char *address;		/* of the client; "" where nginx does not say it */
	struct web_fields {		/* of the query or the form; who made it frees them */
		char *user, *password, *token, *next;
	} field;
};

struct web_header {
	const char *name;
	char *value;
};

struct web_reply {
	unsigned status;
	const char *type;		/* of the body */
	struct prov_str body;
	struct web_header headers[12];
	size_t header_count;
	int retry;			/* seconds, or 0 */
};

/* web_reply.c: the value is printed and kept. */
void web_reply_header(struct web_reply *reply, const char *name, const char *fmt, ...) PROV_PRINTF(3, 4);
void web_reply_fini(struct web_reply *reply);

/* web_pool.c: connections are made when they are needed. take: NULL, with the error, or what has to be given
 * back. */
struct web_pool *web_pool_new(const struct prov_config *config);
void web_pool_free(struct web_pool *pool);
struct prov_sql *web_pool_take(struct web_pool *pool, struct prov_err *err);
void web_pool_give(struct web_pool *pool, struct prov_sql *db);

/* web_route.c: any number of threads at once */
void web_route(struct web_server *server, const struct web_request *request, struct web_reply *reply);

/* web_page.c */
enum web_page {
	WEB_PAGE_LOGIN, WEB_PAGE_ONCE, WEB_PAGE_LOGOUT,
	/* the login page with a message */
	WEB_PAGE_WRONG, WEB_PAGE_BARRED, WEB_PAGE_MANY, WEB_PAGE_AWAY, WEB_PAGE_LEFT,
	/* pages without a form */
	WEB_PAGE_STALE, WEB_PAGE_FOREIGN, WEB_PAGE_MISSING
};
void web_page_write(struct prov_str *out, enum web_page page, enum prov_web_language language,
	const struct web_fields *field);
extern const char web_page_style[];

/* web_http.c: serves fd, which listens, until web_http_stop(). NULL: IO. */
struct web_http;
struct web_http *web_http_start(struct web_server *server, int fd, struct prov_err *err);
void web_http_stop(struct web_http *http);

#endif
