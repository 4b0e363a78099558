/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_change.c - contexts as a noun of the writer (object.h): changing them
 */
#include "libprov/model/context_int.h"
#include "libprov/model/placement.h"

struct change {
	struct prov_context_held held;
	const struct prov_context_set *set;
	struct prov_context_row row;
	struct prov_context_grant grant;
	struct prov_str claimed, freed;		/* array literals */
	size_t claimed_count, freed_count;
	struct prov_pool *pool;
};

/* ---- catch-alls ---- */

struct people {
	struct prov_sql *db;
	long long context;
};

/* By id or name, as members of groups are named. */
static int find_user(void *data, const char *word, long long *id, struct prov_err *err)
{
	const struct people *p = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *row = NULL;
	struct prov_user_ref ref = { 0, NULL };
	int found;

	if (!prov_int_parse(word, 1, PROV_CONTEXT_MAX, &ref.id))
		ref.name = word;
	found = prov_user_row_find(p->db, p->context, &ref, &row, err);
	if (found <= 0)
		return found < 0 ? -1 : prov_user_row_unknown(err, p->context, &ref);
	*id = prov_sql_number(row, 0, PROV_UC_UID);
	return 0;
}

static int change_catchall(struct prov_sql *db, const struct prov_object *o, struct prov_err *err)
{
	struct change *c = o->data;
	struct people p = { db, o->context };
	const struct prov_context_people people = { find_user, &p };
	const char *list = c->set->attr[PROV_CA_CATCHALL];

	json_decref(c->row.catchall);
	c->row.catchall = json_deep_copy(c->held.catchall);
	prov_context_catchall_keep(c->row.catchall, c->row.names.list);
	if (list && prov_context_catchall_apply(c->row.catchall, list, c->row.names.list, &people, err) < 0)
		return prov_err_field(err, prov_noun_context.attrs[PROV_CA_CATCHALL].option);
	return 0;
}

/* ---- all of it ---- */

static int build(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	struct change *c = o->data;
	struct prov_context_row *row = &c->row;

	if (prov_context_set_change(o, c->set, row, c->pool, err) < 0 || change_catchall(db, o, err) < 0)
		return -1;
	c->claimed_count = prov_context_names_literal(row->names.list, c->held.names, &c->claimed);
	c->freed_count = prov_context_names_literal(c->held.names, row->names.list, &c->freed);
	o->before = prov_context_find_log(o);
	o->after = prov_user_json_context(row->attr, row->names.list, row->attrs);
	prov_context_catchall_log(o->after, row->catchall);
	return prov_context_grant_build(db, o, &c->set->access, &c->grant, err);
}

/* What came of the mappings: is one taken, or in the way of somebody? */
static int look_at_names(struct prov_sql *db, const struct prov_object *o,
			 const struct prov_sql_result *claimed, struct prov_err *err)
{
	const struct change *c = o->data;

	if ((size_t)prov_sql_rows(claimed) < c->claimed_count)
		return prov_context_names_fail(db, o->cid, c->claimed.p, c->set->attr[PROV_CA_NAME], err);
	if (c->claimed_count && prov_context_names_check_logins(db, o->cid, c->claimed.p, err) < 0)
		return -1;
	return c->freed_count ? prov_context_names_warn(db, o, c->freed.p, err) : 0;
}

static int write(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct change *c = o->data;
	const char *args[PROV_CONTEXT_ARGS], *old[PROV_CA_COUNT];
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *names = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_CONTEXT_UPDATE, prov_context_set_args(&c->row, o->cid, args), &o->numbers },
		{ PROV_Q_CONTEXT_FREE_NAMES, PROV_ARGS(o->cid, c->freed.p), NULL },
		{ PROV_Q_CONTEXT_CLAIM_NAMES, PROV_ARGS(o->cid, c->claimed.p), &names },
	};

	if (prov_object_write(db, o, steps, COUNT(steps), err) < 0)
		return -1;
	if (look_at_names(db, o, names, err) < 0 ||
	    prov_context_catchall_write(db, o->cid, c->held.catchall, c->row.catchall, err) < 0)
		return -1;
	if (!o->call->dry_run && prov_context_grant_write(db, o->cid, &c->grant, err) < 0)
		return -1;
	prov_context_find_attrs(o, old);
	return prov_placement_context(db, old, c->row.attr, err);
}

static int run(struct prov_object *o, struct change *c, struct prov_err *err)
{
	if (prov_auth_master(o->call, err) < 0 || prov_context_set_check_access(&c->set->access, err) < 0)
		return -1;
	return prov_object_run(o, err);
}

static void note_counts(const struct prov_object *o, struct prov_context_counts *counts)
{
	const struct change *c = o->data;

	*counts = (struct prov_context_counts){
		.users = c->grant.count, .added = (long long)c->claimed_count,
		.removed = (long long)c->freed_count, .changed = o->differs,
	};
}

int prov_context_change(struct prov_call *call, const struct prov_context_ref *ref,
			const struct prov_context_set *set, long long *id,
			struct prov_context_counts *counts, struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "context", .has_id = true, .admit = prov_context_find_admit,
		.find = prov_context_find_row, .build = build, .write = write,
		.no_context = prov_context_find_none,
	};
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct change c = { .held = { .ref = ref }, .set = set, .pool = pool,
			    .claimed = PROV_STR_INIT, .freed = PROV_STR_INIT };
	struct prov_object o = { .kind = &kind, .action = PROV_CHANGE, .call = call, .data = &c };
	int rc;

	prov_context_set_init(&c.row, call->session->config);
	rc = run(&o, &c, err);
	if (rc == 0)
		*id = o.id;
	if (rc == 0 && counts)
		note_counts(&o, counts);
	prov_context_set_fini(&c.row);
	prov_context_find_forget(&c.held);
	prov_str_fini(&c.claimed);
	prov_str_fini(&c.freed);
	return rc;
}
