/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report-send - posts the fields of a form by HTTPS, and says what came back
 *
 *	{"url": "https://...", "fields": {"license_keys": "...", ...}, "proxy": "http://...",
 *	 "proxy_login": "user:password", "ca_file": "...", "timeout": 30, "connect_timeout": 10, "tries": 3}
 *
 * on standard input becomes
 *
 *	{"status": 200, "answer": "...", "tries": 1}, or with "error" and no "status" where nothing came
 *
 * on standard output. A program of its own, so that nothing else has to load libcurl. What may pass
 * (no connection, a server that is overloaded) is tried again; a certificate that is not good, or an
 * answer that is a refusal, stays.
 */
#include <curl/curl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_ANSWER 65536

struct answer {
	char text[MAX_ANSWER + 1];
	size_t len;
};

static const char *text_of(json_t *order, const char *name)
{
	return json_string_value(json_object_get(order, name));
}

static long number_of(json_t *order, const char *name)
{
	return (long)json_integer_value(json_object_get(order, name));
}

/* What is longer is cut: it is for people. */
static size_t keep(char *data, size_t size, size_t count, void *into)
{
	struct answer *a = into;
	const size_t n = size * count, room = MAX_ANSWER - a->len;

	memcpy(a->text + a->len, data, n < room ? n : room);
	a->len += n < room ? n : room;
	return n;
}

/* name=value&..., percent-encoded. NULL: no memory. */
static char *encode(CURL *curl, json_t *fields)
{
	char *body = calloc(1, 1);
	const char *name;
	json_t *value;

	json_object_foreach(fields, name, value) {
		char *escaped = curl_easy_escape(curl, json_string_value(value), 0);
		char *longer = NULL;

		if (body && escaped &&
		    asprintf(&longer, "%s%s%s=%s", body, *body ? "&" : "", name, escaped) < 0)
			longer = NULL;
		curl_free(escaped);
		free(body);
		body = longer;
	}
	return body;
}

static void set_text(CURL *curl, CURLoption option, const char *value)
{
	if (value && *value)
		curl_easy_setopt(curl, option, value);
}

static void set_up(CURL *curl, json_t *order, const char *body, struct answer *answer, char *error)
{
	curl_easy_setopt(curl, CURLOPT_URL, text_of(order, "url"));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	set_text(curl, CURLOPT_CAINFO, text_of(order, "ca_file"));
	set_text(curl, CURLOPT_PROXY, text_of(order, "proxy"));
	set_text(curl, CURLOPT_PROXYUSERPWD, text_of(order, "proxy_login"));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, number_of(order, "timeout"));
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, number_of(order, "connect_timeout"));
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "prov-report/" PROV_VERSION);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
}

/* The same again may work, without anybody doing anything. */
static bool may_pass(CURLcode code, long status)
{
	switch (code) {
	case CURLE_OK:
		return status == 429 || status == 408 || status >= 500;
	case CURLE_COULDNT_RESOLVE_PROXY: case CURLE_COULDNT_RESOLVE_HOST: case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT: case CURLE_GOT_NOTHING: case CURLE_SEND_ERROR: case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
		return true;
	default:
		return false;
	}
}

/* What is no UTF-8 is for no eyes beyond ASCII. */
static json_t *clean(struct answer *answer)
{
	json_t *text = json_stringn(answer->text, answer->len);

	for (size_t i = 0; !text && i < answer->len; i++)
		if (answer->text[i] < ' ')
			answer->text[i] = '?';
	return text ? text : json_stringn(answer->text, answer->len);
}

static void report(CURL *curl, CURLcode code, const char *error, struct answer *answer, long tries)
{
	json_t *out = json_pack("{sI}", "tries", (json_int_t)tries);
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK) {
		json_object_set_new(out, "status", json_integer(status));
		json_object_set_new(out, "answer", clean(answer));
	} else {
		json_object_set_new(out, "error", json_string(*error ? error : curl_easy_strerror(code)));
	}
	json_dumpf(out, stdout, JSON_ENSURE_ASCII);
	json_decref(out);
}

/* Waits 1, 2, 4, ... seconds in between. */
static int post(CURL *curl, json_t *order)
{
	static struct answer answer;
	char error[CURL_ERROR_SIZE] = "";
	char *body = encode(curl, json_object_get(order, "fields"));
	long status = 0, tries = 0;
	CURLcode code;

	if (!body)
		return 1;
	set_up(curl, order, body, &answer, error);
	do {
		if (tries)
			sleep(1U << (tries - 1));
		answer.len = 0;
		error[0] = '\0';
		code = curl_easy_perform(curl);
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	} while (++tries < number_of(order, "tries") && may_pass(code, status));
	report(curl, code, error, &answer, tries);
	free(body);
	return fflush(stdout) == 0 ? 0 : 1;
}

int main(void)
{
	json_t *order = json_loadf(stdin, 0, NULL);
	CURL *curl = NULL;
	int rc = 1;

	if (order && text_of(order, "url") && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		curl = curl_easy_init();
	if (curl)
		rc = post(curl, order);
	curl_easy_cleanup(curl);
	json_decref(order);
	curl_global_cleanup();
	return rc;
}
