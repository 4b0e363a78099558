/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_route.c - what is answered to which request
 *
 * A session is asked for at the database with each request, so it ends with what ends it. Passwords are
 * Dovecot's to judge. What cannot be found out is 503, and never "wrong password".
 */
#include <openssl/evp.h>
#include <stdlib.h>

#include "bin/web/web.h"

#define DOVECOT_MS 30000

/* ---- small things ---- */

static void tell(const struct prov_err *err)
{
	struct prov_str line = PROV_STR_INIT;

	prov_plain_add(&line, err->msg);
	fprintf(stderr, "provweb: %s\n", line.p);
	prov_str_fini(&line);
}

static void page(const struct web_request *r, unsigned status, enum web_page what, struct web_reply *reply)
{
	enum prov_web_language language = prov_web_language(r->accept_language);

	reply->status = status;
	reply->type = "text/html; charset=utf-8";
	web_page_write(&reply->body, what, language, &r->field);
}

static void go_to(struct web_reply *reply, const char *path)
{
	reply->status = 303;
	web_reply_header(reply, "Location", "%s", path);
}

static void set_cookie(struct web_reply *reply, const char *session)
{
	web_reply_header(reply, "Set-Cookie", WEB_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict%s",
			 session, session[0] ? "" : "; Max-Age=0");
}

static const char *landing(const struct web_server *s, const struct web_request *r)
{
	const char *next = r->field.next;

	return next && prov_web_trust_path(next) ? next : s->config->web_landing;
}

static bool is_post(const struct web_request *r)
{
	return strcmp(r->method, "POST") == 0;
}

static bool is_ours(const struct web_server *s, const struct web_request *r)
{
	return prov_web_trust_post(s->config->web_url, r->host, r->origin, r->site);
}

/* ---- sessions ---- */

/* 1, 0, or -1, which has been told. */
static int find_session(struct web_server *s, const char *session, struct prov_web_user *user)
{
	struct prov_err err = PROV_ERR_INIT;
	struct prov_sql *db;
	int rc;

	if (!session)
		return 0;
	db = web_pool_take(s->pool, &err);
	rc = db ? prov_web_session_find(db, session, user, &err) : -1;
	if (db)
		web_pool_give(s->pool, db);
	if (rc < 0)
		tell(&err);
	return rc;
}

/* The one that a browser had before goes. */
static int open_session(struct web_server *s, const struct web_request *r, const struct prov_web_user *user,
			char *session)
{
	struct prov_err err = PROV_ERR_INIT;
	struct prov_sql *db = web_pool_take(s->pool, &err);
	struct prov_web_user who = { 0, 0 };
	int rc = -1;

	if (db && user)
		rc = prov_web_session_open(db, s->config, user, session, &err);
	else if (db)
		rc = prov_web_session_redeem(db, s->config, r->field.token, session, &who, &err);
	if (rc > 0 && r->session && prov_web_session_close(db, r->session, &err) < 0)
		rc = -1;
	if (db)
		web_pool_give(s->pool, db);
	if (rc < 0)
		tell(&err);
	return rc;
}

/* ---- passwords ---- */

/* As the limit knows accounts: names are compared without case. */
static char *account_of(const char *user)
{
	struct prov_str s = PROV_STR_INIT;

	if (prov_utf8_is_valid(user, strlen(user)))
		prov_utf8_lower(&s, user, strlen(user));
	return prov_str_take(&s);
}

static void judge(const struct web_server *s, const struct prov_web_asked *asked,
		  struct prov_web_answer *answer)
{
	struct prov_err err = PROV_ERR_INIT;

	if (prov_web_dovecot_ask(s->config->web_dovecot, asked, DOVECOT_MS, answer, &err) < 0)
		tell(&err);
	else if (answer->verdict == PROV_WEB_WRONG)
		fprintf(stderr, "provweb: wrong password from %s\n",
			asked->address[0] ? asked->address : "-");
}

/* 0, and *answer; or the seconds to wait. Nobody is asked about what is empty. */
static int verify(struct web_server *s, const struct web_request *r, const char *user, const char *password,
		  struct prov_web_answer *answer)
{
	const struct prov_web_asked asked = { user, password, r->address };
	PROV_CLEANUP(prov_freep) char *account = account_of(user ? user : "");
	int wait;

	*answer = (struct prov_web_answer){ .verdict = PROV_WEB_WRONG };
	if (!account[0] || !password || !password[0])
		return 0;
	wait = prov_web_limit_try(s->limit, account, r->address, prov_clock_ms());
	if (wait > 0)
		return wait;
	judge(s, &asked, answer);
	prov_web_limit_end(s->limit, account, r->address, password, answer->verdict, prov_clock_ms());
	return 0;
}

/* ---- pages ---- */

static void show_login(struct web_server *s, const struct web_request *r, struct web_reply *reply)
{
	struct prov_web_user user;
	int rc = find_session(s, r->session, &user);

	if (rc > 0)
		go_to(reply, landing(s, r));
	else
		page(r, rc < 0 ? 503 : 200, rc < 0 ? WEB_PAGE_AWAY : WEB_PAGE_LOGIN, reply);
}

static void enter(struct web_server *s, const struct web_request *r, const struct prov_web_user *user,
		  struct web_reply *reply)
{
	char session[PROV_TOKEN_BYTES];
	int rc = open_session(s, r, user, session);

	if (rc > 0) {
		set_cookie(reply, session);
		go_to(reply, landing(s, r));
	} else if (rc < 0) {
		page(r, 503, WEB_PAGE_AWAY, reply);
	} else {
		page(r, 403, user ? WEB_PAGE_BARRED : WEB_PAGE_STALE, reply);
	}
	explicit_bzero(session, sizeof(session));
}

static void log_in(struct web_server *s, const struct web_request *r, struct web_reply *reply)
{
	struct prov_web_answer answer;

	if (!is_post(r)) {
		show_login(s, r, reply);
		return;
	}
	reply->retry = verify(s, r, r->field.user, r->field.password, &answer);
	if (reply->retry)
		page(r, 429, WEB_PAGE_MANY, reply);
	else if (answer.verdict == PROV_WEB_RIGHT)
		enter(s, r, &(const struct prov_web_user){ answer.context, answer.uid }, reply);
	else if (answer.verdict == PROV_WEB_UNKNOWN)
		page(r, 503, WEB_PAGE_AWAY, reply);
	else
		page(r, 403, answer.verdict == PROV_WEB_WRONG ? WEB_PAGE_WRONG : WEB_PAGE_BARRED, reply);
}

/* Looking at the page asks nobody: what follows links finds out nothing, and uses nothing up. */
static void log_in_once(struct web_server *s, const struct web_request *r, struct web_reply *reply)
{
	if (!r->field.token)
		page(r, 403, WEB_PAGE_STALE, reply);
	else if (is_post(r))
		enter(s, r, NULL, reply);
	else
		page(r, 200, WEB_PAGE_ONCE, reply);
}

static void log_out(struct web_server *s, const struct web_request *r, struct web_reply *reply)
{
	struct prov_err err = PROV_ERR_INIT;
	struct prov_sql *db;
	int rc;

	if (!is_post(r)) {
		page(r, 200, WEB_PAGE_LOGOUT, reply);
		return;
	}
	db = r->session ? web_pool_take(s->pool, &err) : NULL;
	rc = db ? prov_web_session_close(db, r->session, &err) : r->session ? -1 : 0;
	if (db)
		web_pool_give(s->pool, db);
	if (rc < 0)
		tell(&err);
	else
		set_cookie(reply, "");
	page(r, rc < 0 ? 503 : 200, rc < 0 ? WEB_PAGE_AWAY : WEB_PAGE_LEFT, reply);
}

static void style(struct web_server *s, const struct web_request *r, struct web_reply *reply)
{
	(void)s;
	(void)r;
	reply->status = 200;
	reply->type = "text/css; charset=utf-8";
	prov_str_add(&reply->body, web_page_style);
}

/* ---- the check, for nginx alone ---- */

static void admit(struct web_reply *reply, const struct prov_web_user *user, const char *secret)
{
	PROV_CLEANUP(prov_secret_freep) char *pair = prov_asprintf("c%lldu%lld:%s", user->context, user->uid,
								   secret);
	size_t len = strlen(pair);
	PROV_CLEANUP(prov_secret_freep) char *coded = prov_alloc(4 * (len / 3 + 1) + 1);

	EVP_EncodeBlock((unsigned char *)coded, (const unsigned char *)pair, (int)len);
	reply->status = 200;
	web_reply_header(reply, "X-Remote-User", "c%lldu%lld", user->context, user->uid);
	web_reply_header(reply, "X-Authorization", "Basic %s", coded);
	web_reply_header(reply, "X-Auth-Type", "Basic");
}

static void challenge(struct web_reply *reply)
{
	reply->status = 401;
	web_reply_header(reply, "WWW-Authenticate", "Basic realm=\"Mail\", charset=\"UTF-8\"");
}

static void check_password(struct web_server *s, const struct web_request *r, struct web_reply *reply)
{
	struct prov_web_answer answer;
	struct prov_web_user user;

	reply->retry = verify(s, r, r->user, r->password, &answer);
	user = (struct prov_web_user){ answer.context, answer.uid };
	if (reply->retry || answer.verdict == PROV_WEB_BARRED)
		reply->status = 403;
	else if (answer.verdict == PROV_WEB_RIGHT)
		admit(reply, &user, r->password);
	else if (answer.verdict == PROV_WEB_UNKNOWN)
		reply->status = 503;
	else
		challenge(reply);
}

/* A session, or else a password. required: one of them has to be there. */
static void check(struct web_server *s, const struct web_request *r, bool required, struct web_reply *reply)
{
	struct prov_web_user user;
	int rc = prov_web_trust_is_foreign(r->site) ? 0 : find_session(s, r->session, &user);

	if (rc > 0)
		admit(reply, &user, r->session);
	else if (rc < 0)
		reply->status = 503;
	else if (r->user)
		check_password(s, r, reply);
	else if (required)
		challenge(reply);
	else
		reply->status = 200;
}

static void check_any(struct web_server *s, const struct web_request *r, struct web_reply *reply)
{
	check(s, r, false, reply);
}

static void check_required(struct web_server *s, const struct web_request *r, struct web_reply *reply)
{
	check(s, r, true, reply);
}

/* ---- all ---- */

static const struct route {
	const char *path;
	bool posts;
	void (*answer)(struct web_server *s, const struct web_request *r, struct web_reply *reply);
} routes[] = {
	{ "/login", true, log_in }, { "/login/once", true, log_in_once }, { "/logout", true, log_out },
	{ "/login/style.css", false, style },
	{ "/check", false, check_any }, { "/check/required", false, check_required },
};

static const struct route *find(const char *path)
{
	for (size_t i = 0; i < COUNT(routes); i++)
		if (strcmp(routes[i].path, path) == 0)
			return &routes[i];
	return NULL;
}

static void add_headers(struct web_reply *reply)
{
	static const char csp[] = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
		"frame-ancestors 'none'; base-uri 'none'";

	web_reply_header(reply, "Cache-Control", "no-store");
	web_reply_header(reply, "Referrer-Policy", "no-referrer");
	web_reply_header(reply, "X-Content-Type-Options", "nosniff");
	web_reply_header(reply, "Content-Security-Policy", "%s", csp);
	if (reply->type)
		web_reply_header(reply, "Content-Type", "%s", reply->type);
	if (reply->retry)
		web_reply_header(reply, "Retry-After", "%d", reply->retry);
}

void web_route(struct web_server *s, const struct web_request *r, struct web_reply *reply)
{
	const struct route *route = find(r->path);
	bool reads = strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0;

	if (!route) {
		page(r, 404, WEB_PAGE_MISSING, reply);
	} else if (!reads && !(is_post(r) && route->posts)) {
		reply->status = 405;
		web_reply_header(reply, "Allow", route->posts ? "GET, HEAD, POST" : "GET, HEAD");
	} else if (is_post(r) && !is_ours(s, r)) {
		page(r, 403, WEB_PAGE_FOREIGN, reply);
	} else {
		route->answer(s, r, reply);
	}
	add_headers(reply);
}
