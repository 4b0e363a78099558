/* SPDX-License-Identifier: Apache-2.0 */
/*
 * master.c - setting the master admin
 *
 * For the owner of the schema only: the role of the commands may read it, to verify, but to be
 * able to write it is to be master over everything.
 */
#include "libprov/model/installation.h"

struct master {
	const char *name;
	struct prov_str hash;
};

static json_t *logged(const char *name, const char *password)
{
	return json_pack("{ss ss}", "name", name, "password", password);
}

static int set(struct prov_sql *db, struct prov_installation *i, struct prov_err *err)
{
	const struct master *m = i->data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *old = NULL;

	if (prov_sql_exec(db, PROV_Q_AUTH_MASTERS, PROV_NO_ARGS, &old, err) < 0)
		return -1;
	if (prov_sql_rows(old))
		i->before = logged(prov_sql_text(old, 0, 0), "(old)");
	i->after = logged(m->name, "(new)");
	i->action = i->before ? "change" : "create";
	return prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_AUTH_DROP_MASTERS, PROV_ARGS(m->name), NULL },
		{ PROV_Q_AUTH_SET_MASTER, PROV_ARGS(m->name, m->hash.p), NULL } }, 2, err);
}

int prov_master_set(struct prov_call *call, const char *name, const char *password,
		    struct prov_err *err)
{
	struct master m = { .name = name, .hash = PROV_STR_INIT };
	struct prov_installation i = { .call = call, .kind = "master", .work = set, .data = &m };
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = NULL;
	struct prov_alphabet alphabet;
	int rc;

	if (prov_check_alphabet(call->session->config, PROV_NAME_USER, &alphabet, err) < 0 ||
	    prov_check_name(&alphabet, PROV_NAME_USER, name, err) < 0 ||
	    prov_password_hash(call->session->config, NULL, password, &m.hash, err) < 0)
		return -1;
	db = prov_session_owner(call, err);
	rc = db ? prov_installation_run(db, &i, err) : -1;
	prov_secret_fini(&m.hash);
	return rc;
}
