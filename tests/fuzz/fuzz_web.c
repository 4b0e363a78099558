/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_web.c - any bytes as a line of Dovecot, as what a browser says, and as a token: an answer is
 * one of those that there are, and only a line that begins with OK is "right"
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/web/web.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_thing)
{
	if (!true_thing)
		abort();
}

static void as_line(const char *text, size_t size)
{
	struct prov_web_answer a = { .verdict = PROV_WEB_UNKNOWN };
	struct prov_err err = PROV_ERR_INIT;
	int rc = prov_web_dovecot_parse(text, size, &a, &err);

	must((rc < 0) == (err.code != PROV_OK));
	must(rc == 1 || a.verdict == PROV_WEB_UNKNOWN);
	if (a.verdict != PROV_WEB_RIGHT)
		return;
	must(size > 5 && memcmp(text, "OK\t1\t", 5) == 0);
	must(a.context > 0 && a.context <= INT32_MAX && a.uid > 0 && a.uid <= INT32_MAX);
	must(!memmem(text, size, "\tnologin\t", 9));
}

/* What is a path of ours stays on this host, and is one line. */
static void as_words(const char *text)
{
	char hash[PROV_DIGEST_HEX + 1];
	long long context = 0;

	if (prov_web_trust_path(text))
		must(text[0] == '/' && text[1] != '/' && !strpbrk(text, "\r\n\\"));
	must(!prov_web_trust_post("https://a.example", "a.example", text, "cross-site"));
	must(!prov_web_trust_post("https://a.example", NULL, text, NULL) ||
	     strcmp(text, "https://a.example") == 0);
	must(!prov_web_trust_post("", "a.example", text, NULL) || strcmp(text, "https://a.example") == 0);
	must(prov_web_language(text) == PROV_WEB_ENGLISH || strcasestr(text, "de"));
	if (prov_token_read(text, &context, hash))
		must(context > 0 && strlen(hash) == PROV_DIGEST_HEX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = prov_strndup((const char *)data, size);

	as_line((const char *)data, size);
	as_words(text);
	free(text);
	return 0;
}
