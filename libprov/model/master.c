/* SPDX-License-Identifier: Apache-2.0 */
/*
 * master.c - setting the master admin
 *
 * For the owner of the schema only: the role of the commands may read it, to verify, but to be
 * able to write it is to be master over everything. As any change it is one transaction with its line in the
 * change log; the line belongs to no context (cid 0).
 */
#include "libprov/model/model.h"

struct master {
	struct prov_call *call;
	const char *name;
	struct prov_str hash;
	char token[37];
};

static char *log_json(const char *name, const char *password)
{
	json_t *object = json_pack("{ss ss}", "name", name, "password", password);
	char *text = json_dumps(object, JSON_COMPACT);

	json_decref(object);
	return text;
}

static int set(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct master *m = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *old = NULL;
	PROV_CLEANUP(prov_freep) char *before = NULL;
	PROV_CLEANUP(prov_freep) char *after = log_json(m->name, "(new)");
	const struct prov_sql_step first[] = {
		{ PROV_Q_AUTH_LOCK_MASTER, PROV_NO_ARGS, NULL },
		{ PROV_Q_AUTH_MASTERS, PROV_NO_ARGS, &old },
	};

	if (prov_sql_batch(db, first, COUNT(first), err) < 0)
		return -1;
	if (prov_sql_rows(old))
		before = log_json(prov_sql_text(old, 0, 0), "(old)");
	return prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_AUTH_DROP_MASTERS, PROV_ARGS(m->name), NULL },
		{ PROV_Q_AUTH_SET_MASTER, PROV_ARGS(m->name, m->hash.p), NULL },
		{ PROV_Q_LOG_ADD_INSTALLATION, PROV_ARGS(m->token, prov_session_who(m->call),
			m->call->program, before ? "change" : "create", "master", before,
			after), NULL } }, 3, err);
}

/* The lock waits for a COMMIT that is still busy; only a statement after it sees what came of that. */
static int happened(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct master *m = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_AUTH_LOCK_MASTER, PROV_NO_ARGS, NULL },
		{ PROV_Q_LOG_ANY_TX, PROV_ARGS("0", m->token), &res },
	};
	int rc;

	prov_sql_tx_begin(db);
	rc = prov_sql_batch(db, steps, COUNT(steps), err);
	prov_sql_tx_rollback(db);
	return rc < 0 ? -1 : prov_sql_true(res, 0, 0);
}

int prov_master_set(struct prov_call *call, const char *name, const char *password,
		    struct prov_err *err)
{
	struct master m = { .call = call, .name = name, .hash = PROV_STR_INIT };
	struct prov_sql_work work = { set, happened, &m };
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = NULL;
	struct prov_alphabet alphabet;
	int rc;

	if (prov_check_alphabet(call->session->config, PROV_NAME_USER, &alphabet, err) < 0 ||
	    prov_check_name(&alphabet, PROV_NAME_USER, name, err) < 0 ||
	    prov_password_hash(call->session->config, NULL, password, &m.hash, err) < 0)
		return -1;
	prov_uuid(m.token);
	db = prov_session_owner(call, err);
	rc = db ? prov_sql_tx(db, &work, err) : -1;
	prov_secret_fini(&m.hash);
	return rc;
}
