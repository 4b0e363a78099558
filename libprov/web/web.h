/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web/web.h - what provweb decides, without HTTP and without the database
 */
#ifndef PROV_WEB_H
#define PROV_WEB_H

#include "libprov/base/base.h"

/* ---- web_dovecot.c: who is right about a password; by the protocol of Dovecot's auth clients ---- */

enum prov_web_verdict {
	PROV_WEB_RIGHT,
	PROV_WEB_WRONG,			/* name or password */
	PROV_WEB_BARRED,		/* both are right, and the account may not log in here */
	PROV_WEB_UNKNOWN		/* nobody can say now: Dovecot, or a directory, is away */
};

struct prov_web_asked {
	const char *user, *password;	/* neither is empty */
	const char *address;		/* of the client; "" where it is not known */
};

struct prov_web_answer {
	enum prov_web_verdict verdict;
	long long context, uid;		/* of RIGHT */
};

/* A line of Dovecot, without its end, that may answer request number 1. 1: *answer is set, 0: it is about
 * something else, -1: it is none that can be understood (INTERNAL). */
int prov_web_dovecot_parse(const char *line, size_t len, struct prov_web_answer *answer,
	struct prov_err *err);
/* Asks at socket, for ms milliseconds at most. UNAVAILABLE, TIMEOUT, INTERNAL: nobody can say, and why;
 * *answer is UNKNOWN then. */
int prov_web_dovecot_ask(const char *socket, const struct prov_web_asked *asked, int ms,
	struct prov_web_answer *answer, struct prov_err *err);

/* ---- web_limit.c: how often passwords may be wrong, by account and by address ---- */

struct prov_web_limit;
/* So many failures of an account and of an address are allowed at once; each is forgotten by and by, all of
 * them in so many seconds. */
struct prov_web_limit *prov_web_limit_new(int account, int address, int seconds);
void prov_web_limit_free(struct prov_web_limit *limit);
/* Before a password is tried: 0, and it counts as wrong until prov_web_limit_end() knows more, so that
 * many at once are no way around; or the seconds until it may be. now: prov_clock_ms(). */
int prov_web_limit_try(struct prov_web_limit *limit, const char *account, const char *address, long long now);
/* What came out. A password that was wrong before is not counted again: programs try an old one for ever. */
void prov_web_limit_end(struct prov_web_limit *limit, const char *account, const char *address,
	const char *password, enum prov_web_verdict verdict, long long now);

/* ---- web_trust.c: what a browser says of where a request comes from, and where it may go ---- */

/* Is a request that changes something from a page of ours? url: web.url, "" where it is not set; host: of
 * the request; NULL: the header is not there. */
bool prov_web_trust_post(const char *url, const char *host, const char *origin, const char *site);
/* A request whose cookie must not count: another site's page has made it. site: Sec-Fetch-Site, or NULL. */
bool prov_web_trust_is_foreign(const char *site);
/* May somebody be sent to this path, that came with a request? One of this host, in plain ASCII. */
bool prov_web_trust_path(const char *path);

/* ---- web_language.c ---- */

enum prov_web_language { PROV_WEB_ENGLISH, PROV_WEB_GERMAN };
/* Which one is preferred by Accept-Language; NULL: the header is not there. */
enum prov_web_language prov_web_language(const char *header);

#endif
