/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_session.c - sessions of people in the web: asked for at each request, so that they end with what ends
 * them
 */
#include "libprov/model/web_session.h"

#define SECONDS 10

/* A role that only reads has to say that it writes here: each statement has a transaction. */
struct work {
	enum prov_query query;
	struct prov_sql_args args;
	long long uid;			/* 0: nobody's */
};

static int call(struct prov_sql *db, void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct work *w = data;

	if (prov_sql_exec(db, w->query, w->args, &res, err) < 0)
		return -1;
	w->uid = prov_sql_rows(res) ? prov_sql_number(res, 0, 0) : 0;
	return 0;
}

static int run(struct prov_sql *db, struct work *w, struct prov_err *err)
{
	if (prov_sql_call(db, SECONDS, err) < 0)
		return -1;
	return prov_sql_tx(db, &(const struct prov_sql_work){ call, NULL, w }, err);
}

struct prov_sql *prov_web_session_connect(const struct prov_config *config, struct prov_err *err)
{
	struct prov_sql_params params = prov_session_sql_params(config, "provweb", false);

	params.role = PROV_SQL_WEB;
	params.any_version = params.starts_nothing = true;
	params.patience = 0;
	params.timeout = SECONDS;
	return prov_sql_open(&params, err);
}

int prov_web_session_redeem(struct prov_sql *db, const struct prov_config *config, const char *token,
			    char *session, struct prov_web_user *user, struct prov_err *err)
{
	char hash[PROV_DIGEST_HEX + 1], fresh[PROV_DIGEST_HEX + 1];
	struct work w = { .query = PROV_Q_WEB_REDEEM };

	if (!prov_token_read(token, &user->context, hash))
		return 0;
	prov_token_make(user->context, session);
	if (prov_token_hash(session, fresh, err) < 0)
		return -1;
	w.args = PROV_ARGS(PROV_INT(user->context), hash, fresh, PROV_INT(config->web_session));
	if (run(db, &w, err) < 0)
		return -1;
	user->uid = w.uid;
	return w.uid > 0;
}

int prov_web_session_open(struct prov_sql *db, const struct prov_config *config,
			  const struct prov_web_user *user, char *session, struct prov_err *err)
{
	char hash[PROV_DIGEST_HEX + 1];
	struct work w = { .query = PROV_Q_WEB_OPEN };

	prov_token_make(user->context, session);
	if (prov_token_hash(session, hash, err) < 0)
		return -1;
	w.args = PROV_ARGS(PROV_INT(user->context), PROV_INT(user->uid), hash, PROV_INT(config->web_session));
	return run(db, &w, err) < 0 ? -1 : w.uid > 0;
}

int prov_web_session_find(struct prov_sql *db, const char *session, struct prov_web_user *user,
			  struct prov_err *err)
{
	char hash[PROV_DIGEST_HEX + 1];
	struct work w = { .query = PROV_Q_WEB_FIND };

	if (!prov_token_read(session, &user->context, hash))
		return 0;
	w.args = PROV_ARGS(PROV_INT(user->context), hash);
	if (run(db, &w, err) < 0)
		return -1;
	user->uid = w.uid;
	return w.uid > 0;
}

int prov_web_session_close(struct prov_sql *db, const char *session, struct prov_err *err)
{
	char hash[PROV_DIGEST_HEX + 1];
	struct work w = { .query = PROV_Q_WEB_CLOSE };
	long long context;

	if (!prov_token_read(session, &context, hash))
		return 0;
	w.args = PROV_ARGS(PROV_INT(context), hash);
	return run(db, &w, err);
}

int prov_web_session_clean(struct prov_sql *db, struct prov_err *err)
{
	struct work w = { .query = PROV_Q_WEB_CLEAN, .args = PROV_NO_ARGS };

	return run(db, &w, err);
}
