/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resource.c - resources as a noun of the writer (object.h), and listing them
 */
#include <prov/resource.h>

#include "libprov/model/named.h"

static bool is_lower(const struct prov_config *config)
{
	return config->names_resource_lower;
}

/* What a resource is of which nothing is said: a room. */
static const char *fill(int attr)
{
	return attr == PROV_RA_KIND ? "location" : attr == PROV_RA_BOOKINGS ? "1" : NULL;
}

static const struct prov_named_kind resources = {
	.noun = &prov_noun_resource, .name = PROV_NAME_RESOURCE, .address = "r",
	.next_id = PROV_Q_CONTEXT_NEXT_RESOURCE, .get = PROV_Q_RESOURCE_GET,
	.insert = PROV_Q_RESOURCE_INSERT, .update = PROV_Q_RESOURCE_UPDATE, .delete = PROV_Q_RESOURCE_DELETE,
	.unknown = PROV_E_NO_RESOURCE,
	.taken = { "Resource with this name already exists", "Resource with this name already exists" },
	.is_lower = is_lower, .fill = fill,
};

static int find(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	return prov_named_find(db, o, o->data, err);
}

/* An empty word is neither yes nor no. */
static int check_available(const struct prov_named *n, struct prov_err *err)
{
	const char *given = n->given[PROV_RA_AVAILABLE];

	if (!given || given[0])
		return 0;
	return prov_fail(err, PROV_E_VALUE, "Illegal option value : Illegal value '' for option "
			 "-a/--available: true or false");
}

#define BOOKINGS_MOST 1000

static int check_bookings(struct prov_named *n, struct prov_err *err)
{
	const char *given = n->given[PROV_RA_BOOKINGS];
	long long count;

	if (!given || !given[0])
		return 0;
	if (!prov_int_parse(given, -1, BOOKINGS_MOST, &count)) {
		prov_fail(err, PROV_E_VALUE, "Illegal option value : Illegal value '%s' for option "
			  "--bookings: a number from -1 to %d", given, BOOKINGS_MOST);
		return prov_err_field(err, "bookings");
	}
	n->given[PROV_RA_BOOKINGS] = prov_pool_printf(n->pool, "%lld", count);
	return 0;
}

static int check_kind(const struct prov_named *n, struct prov_err *err)
{
	static const char *const kinds[] = { "location", "thing", "group", NULL };
	const char *given = n->given[PROV_RA_KIND];

	if (!given || !given[0] || prov_check_word("kind", given, kinds, err) == 0)
		return 0;
	return prov_err_field(err, "kind");
}

static int build(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	struct prov_named *n = o->data;

	(void)db;
	if (o->action == PROV_DELETE) {
		prov_named_before(o, n);
		return 0;
	}
	if (check_available(n, err) < 0 || check_kind(n, err) < 0 || check_bookings(n, err) < 0)
		return -1;
	return prov_named_build(o, n, err);
}

static int write(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	return prov_named_write(db, o, o->data, NULL, 0, err);
}

static int no_id(long long context, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "context %lld has no resource ids left: 2147483647 were given "
			 "out, and ids are never used twice", context);
}

static int run(struct prov_call *call, enum prov_action action, long long context,
	       const struct prov_resource_ref *ref, const struct prov_resource_set *set, long long *id,
	       struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "resource", .find = find, .build = build, .write = write, .no_id = no_id
	};
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct prov_named n;
	struct prov_object o = { .kind = &kind, .action = action, .call = call, .data = &n,
				 .context = context };

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return -1;
	prov_named_init(&n, &resources, pool, set ? set->attr : NULL);
	n.id = ref ? ref->id : 0;
	n.name = ref ? ref->name : NULL;
	if (prov_object_run(&o, err) < 0)
		return -1;
	*id = o.id;
	return 0;
}

int prov_resource_create(struct prov_call *call, long long context, const struct prov_resource_set *set,
			 long long *id, struct prov_err *err)
{
	return run(call, PROV_CREATE, context, NULL, set, id, err);
}

int prov_resource_change(struct prov_call *call, long long context, const struct prov_resource_ref *ref,
			 const struct prov_resource_set *set, long long *id, struct prov_err *err)
{
	return run(call, PROV_CHANGE, context, ref, set, id, err);
}

int prov_resource_delete(struct prov_call *call, long long context, const struct prov_resource_ref *ref,
			 long long *id, struct prov_err *err)
{
	return run(call, PROV_DELETE, context, ref, NULL, id, err);
}

int prov_resource_find(struct prov_call *call, long long context, const struct prov_resource_ref *ref,
		       long long *id, struct prov_err *err)
{
	const struct prov_named n = { .kind = &resources, .id = ref->id, .name = ref->name };
	struct prov_sql *db = prov_auth_db(call, context, err);

	return db && prov_named_look(db, context, &n, id, err) > 0 ? 0 : -1;
}

/* ---- list ---- */

size_t prov_resource_columns(struct prov_column *columns)
{
	return prov_noun_columns(&prov_noun_resource, columns);
}

/* All attributes have a column, but for the id, which comes first in query/resource/list.sql as well. */
static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const struct prov_rows *rows = data;
	const char *cells[PROV_RA_COUNT];

	for (int i = 0; i < PROV_RA_COUNT; i++)
		cells[i] = prov_sql_text(res, 0, i);
	return rows->row(rows->data, cells, err);
}

int prov_resource_list(struct prov_call *call, long long context, const char *pattern,
		       const struct prov_rows *rows, struct prov_err *err)
{
	return prov_named_list(call, context, PROV_Q_RESOURCE_LIST, pattern, row, rows, err);
}
