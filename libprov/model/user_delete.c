/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_delete.c - deleting a user, and who gets what it shared (U5)
 */
#include "libprov/model/model.h"

struct deletion {
	struct prov_call *call;
	long long context;
	const struct prov_user_ref *ref;
	enum prov_heir heir;
	long long heir_id, seq, uid;
	char token[37];
};

static int check_heir(struct prov_sql *db, const struct deletion *d, struct prov_err *err)
{
	const struct prov_user_ref ref = { .id = d->heir_id };
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *row = NULL;
	int found;

	if (d->heir != PROV_HEIR_USER)
		return 0;
	if (d->heir_id == d->uid)
		return prov_fail(err, PROV_E_INVALID, "a user cannot inherit from itself");
	found = prov_user_find(db, d->context, &ref, &row, err);
	return found > 0 ? 0 : found < 0 ? -1 : prov_user_fail_unknown(err, d->context, &ref);
}

static char *log_before(const struct prov_sql_result *user)
{
	json_t *before = json_pack("{ss ss ss?}", "name", prov_sql_text(user, 0, PROV_UC_NAME),
				   "display_name", prov_sql_text(user, 0, PROV_UC_DISPLAY_NAME),
				   "mail", prov_sql_text(user, 0, PROV_UC_MAIL));
	char *text = json_dumps(before, JSON_COMPACT);

	json_decref(before);
	return text;
}

static int delete_found(struct prov_sql *db, struct deletion *d,
			const struct prov_sql_result *user, struct prov_err *err)
{
	const char *cid = PROV_INT(d->context), *uid = prov_sql_text(user, 0, PROV_UC_UID);
	const char *heir = d->heir == PROV_HEIR_NOBODY ? NULL :
		PROV_INT(d->heir == PROV_HEIR_USER ? d->heir_id : PROV_ADMIN_ID);
	PROV_CLEANUP(prov_addresses_fini) struct prov_addresses held = PROV_ADDRESSES_INIT;
	PROV_CLEANUP(prov_freep) char *before = log_before(user);
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *seq = NULL;

	if (prov_addresses_held(db, d->context, prov_sql_number(user, 0, PROV_UC_UID),
				prov_sql_text(user, 0, PROV_UC_ALIASES), &held, err) < 0)
		return -1;
	if (prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_USER_BUMP, PROV_ARGS(cid, uid, "f"), &seq },
		{ PROV_Q_USER_DELETE, PROV_ARGS(cid, uid, held.searched.p, heir), NULL },
		{ PROV_Q_LOG_ADD, PROV_ARGS(cid, d->token, prov_session_who(d->call), d->call->program,
			"delete", "user", uid, before, NULL), NULL } }, 3, err) < 0)
		return -1;
	d->seq = prov_sql_number(seq, 0, 0);
	return 0;
}

static int delete(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct deletion *d = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *lock = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *user = NULL;
	int found;

	if (prov_sql_exec(db, PROV_Q_CONTEXT_LOCK, PROV_ARGS(PROV_INT(d->context)), &lock, err) < 0)
		return -1;
	if (prov_sql_rows(lock) == 0)
		return prov_auth_no_context(err, d->context);
	found = prov_user_find(db, d->context, d->ref, &user, err);
	if (found <= 0)
		return found < 0 ? -1 : prov_user_fail_unknown(err, d->context, d->ref);
	d->uid = prov_sql_number(user, 0, PROV_UC_UID);
	if (d->uid == PROV_ADMIN_ID)
		return prov_fail(err, PROV_E_INVALID, "Admin delete not supported");
	if (check_heir(db, d, err) < 0)
		return -1;
	return delete_found(db, d, user, err);
}

static int deleted(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct deletion *d = data;

	return prov_doubt_happened(db, d->context, d->seq, d->token, err);
}

int prov_user_delete(struct prov_call *call, long long context, const struct prov_user_ref *ref,
		     enum prov_heir heir, long long heir_id, long long *id, struct prov_err *err)
{
	struct deletion d = { call, context, ref, heir, heir_id, 0, 0, "" };
	struct prov_sql_work work = { delete, deleted, &d };
	struct prov_sql *db;

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	prov_uuid(d.token);
	if (!db || prov_sql_tx(db, &work, err) < 0)
		return -1;
	*id = d.uid;
	return 0;
}
