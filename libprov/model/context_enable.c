/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_enable.c - enabling or disabling all contexts of the installation at once (C3)
 *
 * Each one that was not so gets a line in its log. Who is in the middle of a change is waited for,
 * in the order of ids, as by all that locks several contexts.
 */
#include "libprov/model/model.h"

struct all {
	struct prov_call *call;
	bool enabled;
	long long count;
	char token[37];
};

static int enable(struct prov_sql *db, const struct all *a, struct prov_sql_result **changed,
		  struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *others = NULL;
	const char *enabled = PROV_BOOL(a->enabled);

	if (prov_sql_exec(db, PROV_Q_CONTEXT_OTHERS, PROV_ARGS(enabled), &others, err) < 0 ||
	    prov_context_lock_rows(db, others, err) < 0)
		return -1;
	return prov_sql_exec(db, PROV_Q_CONTEXT_ENABLE_ALL, PROV_ARGS(enabled), changed, err);
}

/* Their ids as an array literal. */
static void add_ids(const struct prov_sql_result *res, struct prov_str *ids)
{
	for (int i = 0; i < prov_sql_rows(res); i++)
		prov_str_addf(ids, "%s%s", i ? "," : "{", prov_sql_text(res, i, 0));
	prov_str_add_char(ids, '}');
}

static int work(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct all *a = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *changed = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str ids = PROV_STR_INIT;

	if (enable(db, a, &changed, err) < 0)
		return -1;
	if (prov_sql_rows(changed) == 0)
		return 0;
	a->count = prov_sql_rows(changed);
	add_ids(changed, &ids);
	return prov_sql_exec(db, PROV_Q_LOG_ENABLE_ALL,
			     PROV_ARGS(ids.p, a->token, prov_session_who(a->call), a->call->program,
				       PROV_BOOL(a->enabled)), NULL, err);
}

/* Nobody can tell while the COMMIT is under way: it is done again, which waits for it, and then has nothing
 * to do. */
static int happened(struct prov_sql *db, void *data, struct prov_err *err)
{
	(void)db;
	(void)data;
	(void)err;
	return 0;
}

static int count(struct prov_sql *db, struct all *a, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_CONTEXT_COUNT_OTHERS, PROV_ARGS(PROV_BOOL(a->enabled)), &res, err) < 0)
		return -1;
	a->count = prov_sql_number(res, 0, 0);
	return 0;
}

int prov_context_enable_all(struct prov_call *call, bool enabled, long long *changed, struct prov_err *err)
{
	struct all a = { .call = call, .enabled = enabled };
	const struct prov_sql_work tx = { work, happened, &a };
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	prov_uuid(a.token);
	if (!db || (call->dry_run ? count(db, &a, err) : prov_sql_tx(db, &tx, err)) < 0)
		return -1;
	*changed = a.count;
	return 0;
}
