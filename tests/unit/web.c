/* SPDX-License-Identifier: Apache-2.0 */
/* web.c - what provweb makes of Dovecot's answers, of wrong passwords, and of what browsers say */
#include <string.h>

#include "libprov/web/web.h"
#include "sql/prov_sql.h"
#include "tests/lib/tap.h"

static void line(const char *text, int want, enum prov_web_verdict verdict)
{
	struct prov_web_answer a = { .verdict = PROV_WEB_UNKNOWN };
	struct prov_err err = PROV_ERR_INIT;
	int rc = prov_web_dovecot_parse(text, strlen(text), &a, &err);

	ok(rc == want && a.verdict == verdict, "%s", text);
}

static void dovecot(void)
{
	line("OK\t1\tuser=c1u3", 1, PROV_WEB_RIGHT);
	line("OK\t1\tx=y\tuser=c2147483647u2147483647\tz", 1, PROV_WEB_RIGHT);
	line("OK\t1\tuser=c1u3@company", 1, PROV_WEB_RIGHT);
	line("OK\t1\tuser=c1u3\tnologin\treason=No.", 1, PROV_WEB_BARRED);
	line("OK\t1\tnologin=y\tuser=odd", 1, PROV_WEB_BARRED);
	line("OK\t1\tuser=c1u3\tx=nologin", 1, PROV_WEB_RIGHT);
	line("OK\t1\tuser=anna@acme.example", -1, PROV_WEB_UNKNOWN);
	line("OK\t1\tuser=c1u3x", -1, PROV_WEB_UNKNOWN);
	line("OK\t1\tuser=c1u99999999999", -1, PROV_WEB_UNKNOWN);
	line("OK\t1\tuser=c0u3", -1, PROV_WEB_UNKNOWN);
	line("OK\t1", -1, PROV_WEB_UNKNOWN);
	line("OK\t2\tuser=c1u3", 0, PROV_WEB_UNKNOWN);
	line("FAIL\t1", 1, PROV_WEB_WRONG);
	line("FAIL\t1\tuser=x\treason=temp", 1, PROV_WEB_WRONG);
	line("FAIL\t1\tuser=x\ttemp", 1, PROV_WEB_UNKNOWN);
	line("FAIL\t1\tuser=x\tcode=temp_fail\tcode=user_disabled", 1, PROV_WEB_UNKNOWN);
	line("FAIL\t1\tuser=x\tcode=user_disabled", 1, PROV_WEB_BARRED);
	line("FAIL\t11", 0, PROV_WEB_UNKNOWN);
	line("CONT\t1\tabc", -1, PROV_WEB_UNKNOWN);
	line("VERSION\t1\t2", 0, PROV_WEB_UNKNOWN);
	line("VERSION\t2\t0", -1, PROV_WEB_UNKNOWN);
	line("", 0, PROV_WEB_UNKNOWN);
}

static struct prov_web_limit *limit;

static int wrong(const char *account, const char *address, const char *password, long long now)
{
	int wait = prov_web_limit_try(limit, account, address, now);

	if (wait == 0)
		prov_web_limit_end(limit, account, address, password, PROV_WEB_WRONG, now);
	return wait;
}

static void limits(void)
{
	char word[32];
	int n = 0;

	limit = prov_web_limit_new(3, 10, 300);
	ok(!wrong("a", "1", "x", 0) && !wrong("a", "2", "y", 0) && !wrong("a", "3", "z", 0),
	   "three wrong ones");
	is_int(prov_web_limit_try(limit, "a", "4", 0), 101, "then an account waits, from everywhere");
	is_int(prov_web_limit_try(limit, "b", "1", 0), 0, "another one does not");
	is_int(prov_web_limit_try(limit, "a", "4", 101000), 0, "one is forgotten by and by");
	ok(prov_web_limit_try(limit, "a", "4", 101000) > 0, "and counts while it is tried");
	prov_web_limit_end(limit, "a", "4", "right", PROV_WEB_RIGHT, 101000);
	is_int(prov_web_limit_try(limit, "a", "4", 101000), 0, "until it was right");
	prov_web_limit_end(limit, "a", "4", "x", PROV_WEB_UNKNOWN, 101000);
	is_int(prov_web_limit_try(limit, "a", "4", 101000), 0, "or nobody could say");
	for (n = 0; n < 20 && !wrong("c", "5", "old", 0); n++)
		continue;
	is_int(n, 20, "the same one again is none");
	for (n = 0; n < 20; n++) {
		snprintf(word, sizeof(word), "n%d", n);
		if (wrong(word, "6", word, 0))
			break;
	}
	is_int(n, 10, "an address has ten, whatever the account");
	for (n = 0; n < 100000; n++) {
		snprintf(word, sizeof(word), "m%d", n);
		wrong(word, word, word, 0);
	}
	ok(prov_web_limit_try(limit, "a", "7", 0) > 0, "a hundred thousand others make no room for guesses");
	prov_web_limit_free(limit);
}

static void trust(void)
{
	const char *url = "https://m.example", *host = "m.example";

	ok(prov_web_trust_post(url, host, url, NULL), "a form of ours");
	ok(prov_web_trust_post(url, "x", url, "same-origin"), "whatever the header Host");
	ok(prov_web_trust_post(url, host, "null", "same-origin"), "without a Referer");
	ok(!prov_web_trust_post(url, host, "null", NULL), "but not if that is all that is said");
	ok(prov_web_trust_post("", host, url, NULL), "where web.url is not set, that of the host");
	ok(!prov_web_trust_post("", host, "https://m.example.evil", NULL), "and no other");
	ok(!prov_web_trust_post(url, host, "https://m.example.evil", "same-origin"), "another one");
	ok(!prov_web_trust_post(url, host, url, "same-site"), "another one of this site");
	ok(prov_web_trust_is_foreign("cross-site") && prov_web_trust_is_foreign("same-site"), "foreign");
	ok(!prov_web_trust_is_foreign("none") && !prov_web_trust_is_foreign("same-origin") &&
	   !prov_web_trust_is_foreign(NULL), "and not");
	ok(prov_web_trust_path("/SOGo/so/x?a=b%20c") && prov_web_trust_path("/"), "paths");
	ok(!prov_web_trust_path("//x") && !prov_web_trust_path("/\\x") && !prov_web_trust_path("") &&
	   !prov_web_trust_path("x") && !prov_web_trust_path("/a b") && !prov_web_trust_path("/\x01"),
	   "and none");
}

static void language_of(const char *header, enum prov_web_language want)
{
	ok(prov_web_language(header) == want, "%s is %s", header ? header : "nothing",
	   want == PROV_WEB_GERMAN ? "German" : "English");
}

static void language(void)
{
	language_of(NULL, PROV_WEB_ENGLISH);
	language_of("", PROV_WEB_ENGLISH);
	language_of("DE", PROV_WEB_GERMAN);
	language_of("de-CH", PROV_WEB_GERMAN);
	language_of("fr;q=1,de;q=0.1,*", PROV_WEB_GERMAN);
	language_of("de;q=0.8, en;q=0.9", PROV_WEB_ENGLISH);
	language_of("de;q=0", PROV_WEB_ENGLISH);
	language_of("deu", PROV_WEB_ENGLISH);
}

int main(void)
{
	char *as = prov_sql_conninfo_as("host='a b' user=prov passfile=/x dbname='it''s'", "prov_web");
	char *uri = prov_sql_conninfo_as("postgresql://prov@h:5/d?target_session_attrs=read-write",
					 "prov_web");

	dovecot();
	limits();
	trust();
	language();
	ok(!as, "a conninfo that is none");
	free(as);
	as = prov_sql_conninfo_as("host='a b' user=prov dbname='it\\'s'", "prov_web");
	is_str(as, "dbname='it\\'s' host='a b' user='prov_web'", "a conninfo of another user");
	is_str(uri, "dbname='d' host='h' port='5' target_session_attrs='read-write' user='prov_web'",
	       "also of a URI");
	free(as);
	free(uri);
	return done();
}
