/* SPDX-License-Identifier: Apache-2.0 */
/*
 * onetime.c - one-time logins
 *
 * The line of the log says that there was one, and not with what: so there is an answer to "who has been in
 * my account", and nothing to steal.
 */
#include <prov/onetime.h>

#include "libprov/model/object.h"

struct onetime {
	const struct prov_user_ref *ref;
	char token[PROV_TOKEN_BYTES], hash[PROV_DIGEST_HEX + 1];
};

static int find(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	return prov_user_row_find_object(db, o, ((struct onetime *)o->data)->ref, err);
}

static int check(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_WEB_MAY_LOG_IN, PROV_ARGS(o->cid, o->uid), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return prov_auth_no_context(err, o->context);
	if (!prov_sql_true(res, 0, 1))
		return prov_fail(err, PROV_E_INVALID, "context %lld is disabled", o->context);
	if (!prov_sql_true(res, 0, 0))
		return prov_fail(err, PROV_E_INVALID, "user %lld in context %lld is disabled", o->id,
				 o->context);
	return 0;
}

static int check_url(const char *url, struct prov_err *err)
{
	if (url && url[0])
		return 0;
	prov_fail(err, PROV_E_CONFIG, "web.url is not set: it is not known where people reach provweb");
	return prov_err_hint(err, "web: { url = \"https://mail.example.com\"; }; in prov.conf");
}

static int build(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	struct onetime *t = o->data;

	o->before = json_object();
	o->after = json_pack("{s:b}", "one_time_login", 1);
	if (check_url(o->call->session->config->web_url, err) < 0 || check(db, o, err) < 0)
		return -1;
	prov_token_make(o->context, t->token);
	return prov_token_hash(t->token, t->hash, err);
}

static int write(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct onetime *t = o->data;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_CONTEXT_BUMP, PROV_ARGS(o->cid), &o->numbers },
		{ PROV_Q_WEB_DROP_TOKENS, PROV_ARGS(o->cid), NULL },
		{ PROV_Q_WEB_ADD_TOKEN, PROV_ARGS(o->cid, t->hash, o->uid,
			PROV_INT(o->call->session->config->web_token)), NULL },
	};

	return prov_object_write(db, o, steps, COUNT(steps), err);
}

int prov_onetime_make(struct prov_call *call, long long context, const struct prov_user_ref *ref,
		      long long *id, char **url, struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "user", .find = find, .build = build, .write = write,
	};
	struct onetime t = { .ref = ref };
	struct prov_object o = { .kind = &kind, .action = PROV_CHANGE, .call = call, .data = &t,
				 .context = context };
	const char *web = call->session->config->web_url;
	int rc;

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return -1;
	rc = prov_object_run(&o, err);
	if (rc == 0) {
		*url = prov_asprintf("%s/login/once?t=%s", web, t.token);
		*id = o.id;
	}
	prov_secret_wipe(t.token);
	return rc;
}
