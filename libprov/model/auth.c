/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auth.c - who is calling: master admin or context admin
 *
 * Given credentials are verified, always. Without any, the operating-system user that may open the
 * database is trusted, unless auth.required is set. What fails says the same in every case, so
 * that nobody learns which contexts or names exist (docs/open-xchange.md).
 */
#include "libprov/model/model.h"

static bool is_given(struct prov_call *call)
{
	return call->adminuser || call->adminpass;
}

static int refuse(struct prov_err *err)
{
	return prov_fail(err, PROV_E_DENIED, "Authentication failed");
}

/* 1: verify, 0: nothing to verify, -1: refused. */
static int must_verify(struct prov_call *call, struct prov_err *err)
{
	if (call->adminuser && call->adminpass &&
	    prov_utf8_is_valid(call->adminuser, strlen(call->adminuser)))
		return 1;
	if (is_given(call))
		return refuse(err);
	if (!call->session->config->auth_required)
		return 0;
	return prov_fail(err, PROV_E_MISSING, "Options \"adminuser, adminpass\" missing");
}

/* What fits a hash goes on fitting it: a session of many calls computes it once. The hash is read each
 * time. */
static bool was_verified(const struct prov_session *s, const char *hash, const char *password)
{
	for (size_t i = 0; i < COUNT(s->verified) && s->verified[i].hash; i++)
		if (strcmp(s->verified[i].hash, hash) == 0 && strcmp(s->verified[i].password, password) == 0)
			return true;
	return false;
}

static void note_verified(struct prov_session *s, const char *hash, const char *password)
{
	struct prov_session_verified *v = &s->verified[s->verified_count++ % COUNT(s->verified)];

	free(v->hash);
	prov_secret_freep(&v->password);
	v->hash = prov_strdup(hash);
	v->password = prov_strdup(password);
}

static bool fits(struct prov_session *s, const char *hash, const char *password)
{
	if (was_verified(s, hash, password))
		return true;
	if (!prov_password_verify(hash, password))
		return false;
	note_verified(s, hash, password);
	return true;
}

/* 1 right, 0 wrong, -1 error. An unknown name costs as much time as a wrong password. */
static int verify(struct prov_session *s, struct prov_sql *db, enum prov_query query,
		  struct prov_sql_args args, const char *password, struct prov_err *err)
{
	static const char nobody[] = "{CRYPT}$y$j9T$F5Jx5fExrKuPp53xLKQ..1$"
				     "X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7";
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *hash;

	if (prov_sql_exec(db, query, args, &res, err) < 0)
		return -1;
	hash = prov_sql_rows(res) ? prov_sql_text(res, 0, 0) : NULL;
	if (!hash) {
		prov_password_verify(nobody, password);
		return 0;
	}
	return fits(s, hash, password) ? 1 : 0;
}

static int verify_master(struct prov_call *call, struct prov_sql *db, struct prov_err *err)
{
	return verify(call->session, db, PROV_Q_AUTH_MASTER, PROV_ARGS(call->adminuser),
		      call->adminpass, err);
}

int prov_auth_master(struct prov_call *call, struct prov_err *err)
{
	struct prov_sql *db;
	int rc = must_verify(call, err);

	if (rc <= 0)
		return rc;
	db = prov_session_ahead(call, err);
	if (!db)
		return -1;
	rc = verify_master(call, db, err);
	return rc > 0 ? 0 : rc < 0 ? -1 : refuse(err);
}

int prov_auth_given(struct prov_call *call, struct prov_err *err)
{
	return is_given(call) ? prov_auth_master(call, err) : 0;
}

int prov_auth_context(struct prov_call *call, long long context, struct prov_err *err)
{
	struct prov_str login = PROV_STR_INIT;
	struct prov_sql *db;
	int rc = must_verify(call, err);

	if (rc <= 0)
		return rc;
	db = prov_session_ahead(call, err);
	if (!db)
		return -1;
	prov_utf8_lower(&login, call->adminuser, strlen(call->adminuser));
	rc = verify(call->session, db, PROV_Q_AUTH_CONTEXT_ADMIN, PROV_ARGS(PROV_INT(context), login.p),
		    call->adminpass, err);
	prov_str_fini(&login);
	if (rc == 0 && call->session->config->auth_master_override)
		rc = verify_master(call, db, err);
	return rc > 0 ? 0 : rc < 0 ? -1 : refuse(err);
}

int prov_auth_no_context(struct prov_err *err, long long context)
{
	refuse(err);
	return prov_err_detail(err, "there may be no context %lld", context);
}

static int check_context(struct prov_sql *db, long long context, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_CONTEXT_EXISTS, PROV_ARGS(PROV_INT(context)), &res, err) < 0)
		return -1;
	return prov_sql_rows(res) ? 0 : prov_auth_no_context(err, context);
}

struct prov_sql *prov_auth_db(struct prov_call *call, long long context, struct prov_err *err)
{
	struct prov_sql *db;

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return NULL;
	db = prov_session_db(call, err);
	return db && check_context(db, context, err) == 0 ? db : NULL;
}
