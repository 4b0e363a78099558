/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context.c - contexts as a noun of the writer (object.h): creating and deleting them (C2, C5)
 */
#include "libprov/model/context_int.h"
#include "libprov/model/placement.h"

/* ---- create ---- */

struct creation {
	const struct prov_context_row *row;
	struct prov_str names;		/* array literal of all login names */
};

static int build_new(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct creation *c = o->data;

	(void)db;
	(void)err;
	o->after = prov_user_json_context(c->row->attr, c->row->names.list, c->row->attrs);
	prov_context_catchall_log(o->after, c->row->catchall);
	json_object_set_new(o->after, "admin", prov_user_json_row(&c->row->admin));
	return 0;
}

/* The id exists: unless it was our own attempt, whose COMMIT went through while the connection broke. */
static int fail_exists(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_LOG_HAS_TX, PROV_ARGS(o->cid, PROV_INT(o->seq), o->token), &res,
			  err) < 0)
		return -1;
	if (prov_sql_true(res, 0, 0))
		return 0;
	return prov_fail(err, PROV_E_CONTEXT_EXISTS, "Context already exists!");
}

static int write_admin(struct prov_sql *db, const struct prov_object *o, struct prov_err *err)
{
	const struct prov_user_row *v = &((const struct creation *)o->data)->row->admin;
	const char *admin = PROV_INT(PROV_ADMIN_ID);
	PROV_USER_ARGS(insert, v, o->cid, admin, NULL, PROV_USER_OTHERS(v), v->password.p);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_CONTEXT_INSERT_EVERYBODY, PROV_ARGS(o->cid), NULL },
		{ PROV_Q_USER_INSERT, insert, NULL },
		{ PROV_Q_ADDRESS_CLAIM, PROV_ARGS(o->cid, admin, v->addresses.normalized.p, "u"), NULL },
	};

	return prov_sql_batch(db, steps, COUNT(steps), err);
}

static int write_new(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct creation *c = o->data;
	const char *args[PROV_CONTEXT_ARGS];
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *names = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_CONTEXT_INSERT, prov_context_set_args(c->row, o->cid, args), &o->numbers },
		{ PROV_Q_CONTEXT_CLAIM_NAMES, PROV_ARGS(o->cid, c->names.p), &names },
	};

	if (prov_object_write(db, o, steps, COUNT(steps), err) < 0)
		return -1;
	if (prov_sql_rows(o->numbers) == 0)
		return 0;	/* it was done before */
	if ((size_t)prov_sql_rows(names) < json_array_size(c->row->names.list))
		return prov_context_names_fail(db, o->cid, c->names.p, c->row->attr[PROV_CA_NAME], err);
	if (write_admin(db, o, err) < 0 ||
	    prov_context_catchall_write(db, o->cid, NULL, c->row->catchall, err) < 0)
		return -1;
	return prov_placement_context(db, NULL, c->row->attr, err);
}

int prov_context_create_row(struct prov_call *call, long long id, const struct prov_context_row *row,
			    struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "context", .has_id = true, .build = build_new, .write = write_new,
		.no_number = fail_exists,
	};
	struct creation c = { .row = row, .names = PROV_STR_INIT };
	struct prov_object o = { .kind = &kind, .action = PROV_CREATE, .call = call, .data = &c,
				 .context = id, .id = id };
	int rc;

	prov_context_names_literal(row->names.list, NULL, &c.names);
	rc = prov_object_run(&o, err);
	prov_str_fini(&c.names);
	return rc;
}

int prov_context_create(struct prov_call *call, const struct prov_context_new *context,
			struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct prov_context_row row;
	int rc = prov_auth_master(call, err);

	prov_context_set_init(&row, call->session->config);
	if (rc == 0)
		rc = prov_context_set_new(call, context, prov_pool_printf(pool, "%lld", context->id), &row,
					  pool, err);
	if (rc == 0)
		rc = prov_context_create_row(call, context->id, &row, err);
	prov_context_set_fini(&row);
	return rc;
}

/* ---- delete ---- */

struct deletion {
	struct prov_context_held held;
	struct prov_context_counts *counts;	/* NULL: not wanted */
};

static int build(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct deletion *d = o->data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	o->before = prov_context_find_log(o);
	if (!d->counts)
		return 0;
	if (prov_sql_exec(db, PROV_Q_CONTEXT_COUNTS, PROV_ARGS(o->cid), &res, err) < 0)
		return -1;
	*d->counts = (struct prov_context_counts){
		.users = prov_sql_number(res, 0, 0), .groups = prov_sql_number(res, 0, 1),
		.resources = prov_sql_number(res, 0, 2),
		.removed = (long long)json_array_size(d->held.names), .changed = true,
	};
	return 0;
}

/* The number of its last change is in its row: the line of the log comes first. */
static int write(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct prov_sql_step bump = { PROV_Q_CONTEXT_BUMP, PROV_ARGS(o->cid), &o->numbers };

	const char *attr[PROV_CA_COUNT];

	prov_context_find_attrs(o, attr);
	if (prov_object_write(db, o, &bump, 1, err) < 0 ||
	    prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_CONTEXT_DROP_NAMES, PROV_ARGS(o->cid), NULL },
		{ PROV_Q_CONTEXT_FORGET_LEFT_OUT, PROV_ARGS(o->cid), NULL },
		{ PROV_Q_CONTEXT_DELETE, PROV_ARGS(o->cid), NULL },
		{ PROV_Q_SYNC_FORGET_GROUPS, PROV_NO_ARGS, NULL },
		{ PROV_Q_SYNC_FORGET_COOKIES, PROV_NO_ARGS, NULL } }, 5, err) < 0)
		return -1;
	return prov_placement_context(db, attr, NULL, err);
}

int prov_context_delete(struct prov_call *call, const struct prov_context_ref *ref, long long *id,
			struct prov_context_counts *counts, struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "context", .has_id = true, .admit = prov_context_find_admit,
		.find = prov_context_find_row,
		.build = build, .write = write, .no_context = prov_context_find_none,
	};
	struct deletion d = { .held = { .ref = ref }, .counts = counts };
	struct prov_object o = { .kind = &kind, .action = PROV_DELETE, .call = call, .data = &d };
	int rc = prov_auth_master(call, err);

	if (rc == 0)
		rc = prov_object_run(&o, err);
	prov_context_find_forget(&d.held);
	if (rc == 0)
		*id = o.id;
	return rc;
}
