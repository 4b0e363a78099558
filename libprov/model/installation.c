/* SPDX-License-Identifier: Apache-2.0 */
/*
 * installation.c - the writer of what belongs to no context: the master admin, records of servers and stores
 *
 * As any change one transaction with its line in the change log; the line has the context 0. They are rare,
 * and one lock for all of them gives the lines their numbers.
 */
#include "libprov/model/installation.h"
#include "libprov/model/object.h"

static void reset(struct prov_installation *i)
{
	json_decref(i->before);
	json_decref(i->after);
	i->before = i->after = NULL;
	i->action = NULL;
}

static int add_line(struct prov_sql *db, const struct prov_installation *i, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *before = prov_object_log_text(i->before);
	PROV_CLEANUP(prov_freep) char *after = prov_object_log_text(i->after);

	return prov_sql_exec(db, PROV_Q_LOG_ADD_INSTALLATION,
			     PROV_ARGS(i->token, prov_session_who(i->call), i->call->program, i->action,
				       i->kind, i->id ? PROV_INT(i->id) : NULL, before, after), NULL, err);
}

static int work(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct prov_installation *i = data;

	reset(i);
	if (prov_sql_exec(db, PROV_Q_LOG_LOCK_INSTALLATION, PROV_NO_ARGS, NULL, err) < 0 ||
	    i->work(db, i, err) < 0)
		return -1;
	return i->action ? add_line(db, i, err) : 0;
}

/* The lock waits for a COMMIT that is still busy; only a statement after it sees what came of that. */
static int happened(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct prov_installation *i = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_LOG_LOCK_INSTALLATION, PROV_NO_ARGS, NULL },
		{ PROV_Q_LOG_ANY_TX, PROV_ARGS("0", i->token), &res },
	};
	int rc;

	prov_sql_tx_begin(db);
	rc = prov_sql_batch(db, steps, COUNT(steps), err);
	prov_sql_tx_rollback(db);
	return rc < 0 ? -1 : prov_sql_true(res, 0, 0);
}

int prov_installation_run(struct prov_sql *db, struct prov_installation *i, struct prov_err *err)
{
	const struct prov_sql_work tx = { work, happened, i };
	int rc;

	prov_uuid(i->token);
	rc = prov_sql_tx(db, &tx, err);
	reset(i);
	return rc;
}
