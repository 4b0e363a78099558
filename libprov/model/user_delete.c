/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_delete.c - deleting a user, and who gets what it shared (U5)
 */
#include "libprov/model/object.h"

struct deletion {
	const struct prov_user_ref *ref;
	enum prov_heir heir;
	long long heir_id;
};

static int find(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	return prov_user_row_find_object(db, o, ((struct deletion *)o->data)->ref, err);
}

static int check_heir(struct prov_sql *db, const struct prov_object *o, struct prov_err *err)
{
	const struct deletion *d = o->data;
	const struct prov_user_ref ref = { .id = d->heir_id };
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *row = NULL;
	int found;

	if (d->heir != PROV_HEIR_USER)
		return 0;
	if (d->heir_id == o->id)
		return prov_fail(err, PROV_E_INVALID, "a user cannot inherit from itself");
	found = prov_user_row_find(db, o->context, &ref, &row, err);
	return found > 0 ? 0 : found < 0 ? -1 : prov_user_row_unknown(err, o->context, &ref);
}

static int build(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	if (o->id == PROV_ADMIN_ID)
		return prov_fail(err, PROV_E_INVALID, "Admin delete not supported");
	o->before = prov_user_json_old(o->old);
	return check_heir(db, o, err);
}

static int write(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct deletion *d = o->data;
	bool synced = prov_sql_text(o->old, 0, PROV_UC_SOURCE) != NULL;
	const char *heir = d->heir == PROV_HEIR_NOBODY ? NULL :
		PROV_INT(d->heir == PROV_HEIR_USER ? d->heir_id : PROV_ADMIN_ID);
	PROV_CLEANUP(prov_addresses_fini) struct prov_addresses held = PROV_ADDRESSES_INIT;

	if (prov_addresses_held(db, o->context, o->id, prov_sql_text(o->old, 0, PROV_UC_ALIASES), &held,
				err) < 0)
		return -1;
	struct prov_sql_step steps[] = {
		{ PROV_Q_USER_BUMP, PROV_ARGS(o->cid, o->uid, "f"), &o->numbers },
		{ PROV_Q_USER_FORGET_LEFT_OUT, PROV_ARGS(o->cid, o->uid), NULL },
		{ PROV_Q_USER_FORGET_COOKIE, PROV_ARGS(o->cid, o->uid), NULL },
		{ PROV_Q_USER_DELETE, PROV_ARGS(o->cid, o->uid, held.normalized.p, heir), NULL },
	};
	if (!synced)
		steps[1] = steps[3];
	return prov_object_write(db, o, steps, synced ? 4 : 2, err);
}

int prov_user_delete(struct prov_call *call, long long context, const struct prov_user_ref *ref,
		     enum prov_heir heir, long long heir_id, long long *id, struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "user", .find = find, .build = build, .write = write,
	};
	struct deletion d = { ref, heir, heir_id };
	struct prov_object o = { .kind = &kind, .action = PROV_DELETE, .call = call, .data = &d,
				 .context = context };

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return -1;
	if (prov_object_run(&o, err) < 0)
		return -1;
	*id = o.id;
	return 0;
}
