/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_find.c - which context is meant, by its id or one of its login names, and what it is
 */
#include "libprov/model/context_int.h"

/* The id of the context with that login name; 0: there is none. */
static int find_named(struct prov_sql *db, const char *name, long long *id, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str lower = PROV_STR_INIT;

	if (prov_check_text("contextname", name, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	prov_domain_login_name(&lower, name, strlen(name));
	if (prov_sql_exec(db, PROV_Q_CONTEXT_FIND_NAME, PROV_ARGS(lower.p), &res, err) < 0)
		return -1;
	*id = prov_sql_rows(res) ? prov_sql_number(res, 0, 0) : 0;
	return 0;
}

int prov_context_find_none(long long context, struct prov_err *err)
{
	return prov_fail(err, PROV_E_NO_CONTEXT, "Context %lld does not exist", context);
}

/* An id and a name that do not mean the same context are a mistake: nobody knows which one is right. */
static int find(struct prov_sql *db, const struct prov_context_ref *ref, long long *id,
		struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	long long named = 0, known;

	if ((ref->name && find_named(db, ref->name, &named, err) < 0) ||
	    prov_sql_exec(db, PROV_Q_CONTEXT_FIND, PROV_ARGS(PROV_INT(ref->id ? ref->id : named)), &res,
			  err) < 0)
		return -1;
	known = prov_sql_rows(res) ? prov_sql_number(res, 0, 0) : 0;
	if (ref->id && ref->name && known != named)
		return prov_fail(err, PROV_E_INVALID, "contextid %lld and contextname %s do not mean the "
				 "same context", ref->id, ref->name);
	if (known == 0 && ref->id)
		return prov_context_find_none(ref->id, err);
	if (known == 0)
		return prov_fail(err, PROV_E_NO_CONTEXT, "Context %s does not exist", ref->name);
	*id = known;
	return 0;
}

int prov_context_find_admit(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct prov_context_held *held = o->data;

	if (find(db, held->ref, &o->context, err) < 0)
		return -1;
	o->id = o->context;
	return 0;
}

int prov_context_find_row(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *names = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *catchall = NULL;
	struct prov_context_held *held = o->data;

	prov_context_find_forget(held);
	if (prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_CONTEXT_GET, PROV_ARGS(o->cid), &o->old },
		{ PROV_Q_CONTEXT_NAMES, PROV_ARGS(o->cid), &names },
		{ PROV_Q_CONTEXT_CATCHALLS, PROV_ARGS(o->cid), &catchall } }, 3, err) < 0)
		return -1;
	held->names = json_loads(prov_sql_text(names, 0, 0), 0, NULL);
	held->catchall = json_loads(prov_sql_text(catchall, 0, 0), 0, NULL);
	return 0;
}

void prov_context_find_forget(struct prov_context_held *held)
{
	json_decref(held->names);
	json_decref(held->catchall);
	held->names = held->catchall = NULL;
}

void prov_context_find_attrs(const struct prov_object *o, const char **attr)
{
	for (int i = 0; i < PROV_CA_COUNT; i++)
		attr[i] = prov_context_column_of[i] ? prov_sql_text(o->old, 0, prov_context_column_of[i]) :
			NULL;
}

json_t *prov_context_find_log(const struct prov_object *o)
{
	const struct prov_context_held *held = o->data;
	const char *attr[PROV_CA_COUNT];
	json_t *context;

	prov_context_find_attrs(o, attr);
	context = prov_user_json_context(attr, held->names, prov_sql_text(o->old, 0, PROV_CC_ATTRS));
	prov_context_catchall_log(context, held->catchall);
	return context;
}

int prov_context_id(struct prov_call *call, const struct prov_context_ref *ref, long long *id,
		    struct prov_err *err)
{
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	return db ? find(db, ref, id, err) : -1;
}
