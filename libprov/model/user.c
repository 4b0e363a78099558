/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user.c - users as a noun of the writer (object.h): creating and changing them
 */
#include "libprov/licence/licence_int.h"
#include "libprov/model/object.h"
#include "libprov/model/user_many.h"

#define CLAIM 60		/* places of a licence for users that are kept, at a time */

struct user {
	const struct prov_user_set *set;
	const struct prov_user_ref *ref;	/* of a change */
	struct prov_user_row row;
	struct prov_addresses held;		/* before the change */
	struct prov_pool *pool;
	bool place;				/* for one more enabled user, by the licence */
};

int prov_user_fail_ids(long long context, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "context %lld has no user ids left: 2147483647 were "
			 "given out, and ids are never used twice", context);
}

int prov_user_fail_taken(const struct prov_user_taken *t, const char *name, const char *login,
			 struct prov_err *err)
{
	if (t->name)
		prov_fail(err, PROV_E_EXISTS, "User %s already exists in this context", name);
	else if (t->address_login)
		prov_fail(err, PROV_E_EXISTS, "Mail address %s is what user %s of this context logs in with",
			  t->address, t->address_login);
	else if (t->address && t->is_primary)
		prov_fail(err, PROV_E_EXISTS, "Primary mail address already exists in this context");
	else if (t->address)
		prov_fail(err, PROV_E_EXISTS, "Mail address %s already exists in this context", t->address);
	else if (t->login_address)
		prov_fail(err, PROV_E_EXISTS, "User %s would log in with %s, which is a mail address of "
			  "another user, group or resource in this context", login, t->login_address);
	else
		prov_fail(err, PROV_E_EXISTS, "The displayname is already used");
	return prov_err_field(err, prov_attrs[t->name ? PROV_A_NAME : t->is_primary ? PROV_A_MAIL :
					     t->address ? PROV_A_ALIASES : t->login_address ? PROV_A_NAME :
					     PROV_A_DISPLAY_NAME].option);
}

static int fail_taken(struct prov_sql *db, const struct prov_object *o, const struct prov_user_row *row,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct prov_user_taken taken;

	if (prov_sql_exec(db, PROV_Q_USER_DIAGNOSE,
			  PROV_ARGS(o->cid, PROV_INT(o->id), row->login.p,
				    row->column[PROV_UC_DISPLAY_NAME].p, row->addresses.normalized.p),
			  &res, err) < 0)
		return -1;
	taken = (struct prov_user_taken){
		.name = prov_sql_true(res, 0, 0), .address = prov_sql_text(res, 0, 2),
		.is_primary = row->column[PROV_UC_MAIL].p && prov_sql_number(res, 0, 3) == 1,
		.address_login = prov_sql_text(res, 0, 4), .login_address = prov_sql_text(res, 0, 5),
	};
	return prov_user_fail_taken(&taken, row->column[PROV_UC_NAME].p, row->login.p, err);
}

static int find(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	return prov_user_row_find_object(db, o, ((struct user *)o->data)->ref, err);
}

/* ---- create ---- */

static int admit_new(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct user *u = o->data;

	return u->row.enabled ? prov_licence_limit_admit(o->call, db, err) : 0;
}

static int build_new(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct user *u = o->data;

	(void)db;
	(void)err;
	o->after = prov_user_json_row(&u->row);
	return 0;
}

int prov_user_insert(struct prov_sql *db, struct prov_object *o, const struct prov_user_row *row,
		     struct prov_err *err)
{
	const char *unique = o->call->session->config->names_unique_display_name ?
		row->column[PROV_UC_DISPLAY_NAME].p : NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *user = NULL, *addresses = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *elsewhere = NULL;
	PROV_USER_ARGS(insert, row, o->cid, NULL, unique, PROV_USER_OTHERS(row),
		       row->password.len ? row->password.p : NULL);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_CONTEXT_NEXT_USER, PROV_ARGS(o->cid, PROV_BOOL(row->enabled)), &o->numbers },
		{ PROV_Q_USER_INSERT, insert, &user },
		{ PROV_Q_ADDRESS_CLAIM, PROV_ARGS(o->cid, NULL, row->addresses.normalized.p, "u"),
		  &addresses },
		{ PROV_Q_USER_MAIL_ELSEWHERE, PROV_ARGS(o->cid, row->addresses.normalized.p), &elsewhere },
	};

	if (prov_object_write(db, o, steps, COUNT(steps), err) < 0)
		return -1;
	if (prov_sql_rows(user) == 0 || (size_t)prov_sql_rows(addresses) < row->addresses.count)
		return fail_taken(db, o, row, err);
	prov_addresses_warn(o->call, o->cid, addresses, elsewhere);
	return 0;
}

static int write_new(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	return prov_user_insert(db, o, &((const struct user *)o->data)->row, err);
}

int prov_user_base(struct prov_call *call, long long context, prov_modules_t *base, struct prov_err *err)
{
	const char *name = call->session->config->access_default;
	struct prov_sql *db;
	int found;

	if (strcmp(name, "context-admin") != 0)
		return prov_access_combination(call, name, base, err);
	db = prov_session_db(call, err);	/* users that are kept count, too */
	found = db ? prov_access_admin(db, context, base, err) : -1;
	if (found <= 0)
		return found < 0 ? -1 : prov_auth_no_context(err, context);
	*base &= ~PROV_MODULE_BIT(PROV_M_PUBLIC_EDITABLE);
	return 0;
}

static int prepare(struct prov_call *call, long long context, const struct prov_user_set *set,
		   struct user *u, struct prov_err *err)
{
	prov_modules_t modules = 0;

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return -1;
	if (!prov_session_ahead(call, err) ||
	    (!set->access.combination && prov_user_base(call, context, &modules, err) < 0) ||
	    prov_access_apply(call, &set->access, modules, &modules, err) < 0)
		return -1;
	return prov_user_set_new(call, set, false, modules, &u->row, u->pool, err);
}

static int take_place(const struct prov_object *o, struct prov_err *err)
{
	struct prov_session *s = o->call->session;
	long long got = 0;

	if (!((const struct user *)o->data)->row.enabled || prov_user_many_place(s, 0))
		return 0;
	if (prov_licence_limit_claim(o->call, s->db, prov_user_many_given(s), CLAIM, &got, err) < 0)
		return -1;
	return prov_user_many_place(s, got) ? 0 : prov_user_many_fail(err);
}

/* 1: the new user is kept, to be written with others (user_many.h). There is written what write_new
 * writes. */
static int keep(struct prov_object *o, struct prov_err *err)
{
	const struct prov_session *s = o->call->session;

	if (!s->many || prov_sql_tx_is_nested(s->db))
		return 0;
	if (take_place(o, err) < 0)
		return -1;
	return prov_user_many_add(o->call, o->context, &((const struct user *)o->data)->row,
				  prov_session_who(o->call), &o->id, err);
}

int prov_user_create(struct prov_call *call, long long context, const struct prov_user_set *set,
		     long long *id, struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "user", .admit = admit_new, .find = find, .build = build_new, .write = write_new,
		.no_id = prov_user_fail_ids,
	};
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	const struct prov_user_set stored = prov_check_stored(set, pool);
	struct user u = { .set = &stored, .pool = pool };
	struct prov_object o = { .kind = &kind, .action = PROV_CREATE, .call = call, .data = &u,
				 .context = context };
	int rc;

	prov_user_build_init(&u.row, call->session->config);
	rc = prepare(call, context, &stored, &u, err);
	if (rc == 0)
		rc = keep(&o, err);
	if (rc == 0)
		rc = prov_object_run(&o, err);
	if (rc >= 0)
		*id = o.id;
	prov_user_build_fini(&u.row);
	return rc < 0 ? -1 : 0;
}

/* ---- change ---- */

/* The licence's lock comes before the context's, as in all that adds users. */
static int admit_change(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	struct user *u = o->data;
	const char *enabled = u->set->attr[PROV_A_ENABLED];

	u->place = true;
	if (!enabled || prov_bool_parse(enabled) <= 0)
		return 0;
	return prov_licence_limit_place(o->call, db, &u->place, err);
}

static int check_licence(const struct prov_object *o, struct prov_err *err)
{
	const struct user *u = o->data;

	if (!u->row.enabled || prov_sql_true(o->old, 0, PROV_UC_ENABLED) || o->id == PROV_ADMIN_ID ||
	    u->place)
		return 0;
	return prov_licence_limit_fail(o->call, err);
}

static bool differs(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") != 0;
}

static int build_change(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	struct user *u = o->data;

	prov_addresses_clear(&u->held);
	if (prov_user_set_change(db, o, u->set, &u->row, u->pool, err) < 0 || check_licence(o, err) < 0 ||
	    prov_addresses_held(db, o->context, o->id, prov_sql_text(o->old, 0, PROV_UC_ALIASES), &u->held,
				err) < 0)
		return -1;
	o->before = prov_user_json_old(o->old);
	o->after = prov_user_json_row(&u->row);
	if (u->row.password.len) {
		json_object_set_new(o->before, "password", json_string("(old)"));
		json_object_set_new(o->after, "password", json_string("(new)"));
	}
	o->touched = differs(u->row.address.p, prov_sql_text(o->old, 0, PROV_UC_ADDRESS));
	return 0;
}

static int write_change(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct user *u = o->data;
	const struct prov_user_row *row = &u->row;
	const char *normalized = row->addresses.normalized.p;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *user = NULL, *held = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *claimed = NULL, *elsewhere = NULL;
	PROV_USER_ARGS(update, row, o->cid, o->uid, PROV_USER_OTHERS(row),
		       row->password.len ? row->password.p : NULL);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_USER_BUMP, PROV_ARGS(o->cid, o->uid, PROV_BOOL(row->enabled)), &o->numbers },
		{ PROV_Q_USER_UPDATE, update, &user },
		{ PROV_Q_ADDRESS_DROP, PROV_ARGS(o->cid, o->uid, normalized, u->held.normalized.p, "u"),
		  NULL },
		{ PROV_Q_ADDRESS_CLAIM, PROV_ARGS(o->cid, o->uid, normalized, "u"), &claimed },
		{ PROV_Q_ADDRESS_COUNT, PROV_ARGS(o->cid, o->uid, normalized, "u"), &held },
		{ PROV_Q_USER_MAIL_ELSEWHERE, PROV_ARGS(o->cid, normalized), &elsewhere },
	};

	if (prov_object_write(db, o, steps, COUNT(steps), err) < 0)
		return -1;
	if (prov_sql_affected(user) == 0 || (size_t)prov_sql_number(held, 0, 0) < row->addresses.count)
		return fail_taken(db, o, row, err);
	prov_addresses_warn(o->call, o->cid, claimed, elsewhere);
	return 0;
}

int prov_user_change(struct prov_call *call, long long context, const struct prov_user_ref *ref,
		     const struct prov_user_set *set, long long *id, struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "user", .admit = admit_change, .find = find, .build = build_change,
		.write = write_change,
	};
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	const struct prov_user_set stored = prov_check_stored(set, pool);
	struct user u = { .set = &stored, .ref = ref, .pool = pool, .held = PROV_ADDRESSES_INIT };
	struct prov_object o = { .kind = &kind, .action = PROV_CHANGE, .call = call, .data = &u,
				 .context = context };
	int rc;

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return -1;
	prov_user_build_init(&u.row, call->session->config);
	rc = prov_object_run(&o, err);
	if (rc == 0)
		*id = o.id;
	prov_user_build_fini(&u.row);
	prov_addresses_fini(&u.held);
	return rc;
}
