/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group.c - groups as a noun of the writer (object.h): creating, changing and deleting them
 *
 * Members are looked up and written as a whole, however many there are. They are looked up under the
 * context's lock, also for a new group: nobody deletes a user in between.
 */
#include <prov/group.h>

#include "libprov/model/named.h"

static bool is_lower(const struct prov_config *config)
{
	return config->names_group_lower;
}

static const struct prov_named_kind groups = {
	.noun = &prov_noun_group, .name = PROV_NAME_GROUP, .address = "g",
	.next_id = PROV_Q_CONTEXT_NEXT_GROUP, .get = PROV_Q_GROUP_GET,
	.insert = PROV_Q_GROUP_INSERT, .update = PROV_Q_GROUP_UPDATE, .delete = PROV_Q_GROUP_DELETE,
	.unknown = PROV_E_NO_GROUP,
	.taken = { "Group already exists!", "Group %s already exists in this context" },
	.is_lower = is_lower,
};

struct group {
	struct prov_named named;		/* the first */
	const struct prov_group_set *set;	/* NULL: it is deleted */
	/* Array literals of users who come and who go; NULL: none. In the results below. */
	const char *added, *removed;
	struct prov_sql_result *come, *go;
};

/* Columns of query/group/get.sql behind those of the noun and the address. */
enum { SOURCE, MISSING };

static int find(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	return prov_named_find(db, o, &((const struct group *)o->data)->named, err);
}

/* ---- members ---- */

struct words {
	struct prov_str ids, names;		/* array literals */
};

#define WORDS_INIT { PROV_STR_INIT, PROV_STR_INIT }

static void words_fini(struct words *w)
{
	prov_str_fini(&w->ids);
	prov_str_fini(&w->names);
}

static int add_word(struct words *w, const char *word, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str login = PROV_STR_INIT;
	long long id;

	if (word[0] && word[strspn(word, "0123456789")] == '\0' && prov_int_parse(word, 0, INT64_MAX, &id)) {
		prov_str_addf(&w->ids, "%s%lld", w->ids.len ? "," : "{", id);
		return 0;
	}
	if (prov_check_text("the name of a member", word, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	prov_utf8_lower(&login, word, strlen(word));
	prov_str_array_add(&w->names, login.p, login.len);
	return 0;
}

static int split(struct words *w, const char *const *list, struct prov_err *err)
{
	for (; list && *list; list++)
		if (add_word(w, *list, err) < 0)
			return -1;
	prov_str_add(&w->ids, w->ids.len ? "}" : "{}");
	prov_str_array_end(&w->names);
	return 0;
}

/* Columns of query/group/resolve.sql. */
enum { OUTSIDE, INSIDE, UNKNOWN };

static int resolve(struct prov_sql *db, const struct prov_object *o, const char *const *list,
		   struct prov_sql_result **res, struct prov_err *err)
{
	PROV_CLEANUP(words_fini) struct words w = WORDS_INIT;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *lock = NULL;
	const char *gid = o->action == PROV_CREATE ? NULL : o->uid;

	prov_sql_result_freep(res);
	if (!list || !*list)
		return 0;
	if (split(&w, list, err) < 0 || prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_CONTEXT_LOCK, PROV_ARGS(o->cid), &lock },
		{ PROV_Q_GROUP_RESOLVE, PROV_ARGS(o->cid, gid, w.ids.p, w.names.p), res } }, 2, err) < 0)
		return -1;
	if (prov_sql_rows(lock) == 0)
		return prov_auth_no_context(err, o->context);
	if (prov_sql_text(*res, 0, UNKNOWN))
		return prov_fail(err, PROV_E_NO_USER, "No such user %s in context %lld",
				 prov_sql_text(*res, 0, UNKNOWN), o->context);
	return 0;
}

/* The first number of "{3,4}", for a message. */
static long long first_of(const char *array)
{
	return strtoll(array + 1, NULL, 10);
}

static bool next_of(const char **array, long long *id)
{
	char *end;

	if (**array != '{' && **array != ',')
		return false;
	*id = strtoll(*array + 1, &end, 10);
	*array = end;
	return true;
}

/* Both are in the order of their ids. */
static int check_both(const char *come, const char *go, struct prov_err *err)
{
	long long a = 0, b = 0;
	bool more = come && go && next_of(&come, &a) && next_of(&go, &b);

	while (more && a != b)
		more = a < b ? next_of(&come, &a) : next_of(&go, &b);
	if (!more)
		return 0;
	return prov_fail(err, PROV_E_INVALID, "user %lld is both to be added and to be removed", a);
}

static int build_members(struct prov_sql *db, struct prov_object *o, struct group *g, struct prov_err *err)
{
	const char *inside, *outside;

	g->added = g->removed = NULL;
	if (resolve(db, o, g->set->add, &g->come, err) < 0)
		return prov_err_field(err, prov_noun_group.attrs[PROV_GA_MEMBERS].option);
	if (resolve(db, o, g->set->remove, &g->go, err) < 0)
		return -1;
	if (!g->come && !g->go)
		return 0;
	if (o->id == PROV_EVERYBODY_ID && o->action == PROV_CHANGE)
		return prov_fail(err, PROV_E_INVALID, "the members of group 1 cannot be changed: it is "
				 "everybody, all users of the context are in it");
	g->added = g->come ? prov_sql_text(g->come, 0, OUTSIDE) : NULL;
	g->removed = g->go ? prov_sql_text(g->go, 0, INSIDE) : NULL;
	inside = g->come ? prov_sql_text(g->come, 0, INSIDE) : NULL;
	outside = g->go ? prov_sql_text(g->go, 0, OUTSIDE) : NULL;
	if (check_both(inside, g->removed, err) < 0 || check_both(g->added, outside, err) < 0)
		return -1;
	if (inside && !g->set->may_be_member) {
		prov_fail(err, PROV_E_EXISTS, "Member already exists in group");
		return prov_err_detail(err, "it is user %lld", first_of(inside));
	}
	return 0;
}

/* As ldapsync logs them: of a change who came and who went, not who stays. */
static void log_members(json_t *object, const char *name, const char *array)
{
	json_t *list = json_array();
	long long id;

	while (array && next_of(&array, &id))
		json_array_append_new(list, json_integer(id));
	json_object_set_new(object, name, list);
}

/* ---- build ---- */

static int fail_owned(const struct prov_object *o, const struct group *g, const char *what,
		      struct prov_err *err)
{
	prov_fail(err, PROV_E_INVALID, "group %lld belongs to the directory of source \"%s\": %s", o->id,
		  prov_named_extra(o, &g->named, SOURCE), what);
	return prov_err_hint(err, "change its entry there, and \"ldapsync\" brings it here");
}

/* While its entry is there, the next run would bring everything back. */
static bool is_owned(const struct prov_object *o, const struct group *g)
{
	const char *missing = prov_named_extra(o, &g->named, MISSING);

	return prov_named_extra(o, &g->named, SOURCE) && missing && missing[0] == 'f';
}

static int check_owned(const struct prov_object *o, const struct group *g, struct prov_err *err)
{
	const struct prov_noun *noun = g->named.kind->noun;

	if (!is_owned(o, g))
		return 0;
	if (g->come || g->go)
		return fail_owned(o, g, "its members are not changed here", err);
	for (int i = 0; i < noun->count; i++)
		if (noun->attrs[i].store == PROV_STORE_COLUMN && !(noun->attrs[i].flags & PROV_ATTR_LOCAL) &&
		    prov_named_differs(o, &g->named, i))
			return fail_owned(o, g, "name, display name and address are not changed here", err);
	return 0;
}

static int build_deletion(struct prov_sql *db, struct prov_object *o, struct group *g, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *members = NULL;

	if (o->id == PROV_EVERYBODY_ID)
		return prov_fail(err, PROV_E_INVALID, "Group with id 1 cannot be deleted");
	if (is_owned(o, g))
		return fail_owned(o, g, "it is not deleted here", err);
	if (prov_sql_exec(db, PROV_Q_GROUP_MEMBERS, PROV_ARGS(o->cid, o->uid), &members, err) < 0)
		return -1;
	prov_named_before(o, &g->named);
	log_members(o->before, "members", prov_sql_text(members, 0, 0));
	return 0;
}

static int build(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	struct group *g = o->data;

	if (o->action == PROV_DELETE)
		return build_deletion(db, o, g, err);
	if (prov_named_build(o, &g->named, err) < 0 || build_members(db, o, g, err) < 0 ||
	    (o->action == PROV_CHANGE && check_owned(o, g, err) < 0))
		return -1;
	if (o->action == PROV_CREATE)
		log_members(o->after, "members", g->added);
	else if (g->added)
		log_members(o->after, "members_added", g->added);
	if (g->removed)
		log_members(o->before, "members_removed", g->removed);
	o->touched = g->removed != NULL;	/* only in what was before */
	return 0;
}

static int write(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	const struct group *g = o->data;
	const char *gid = o->action == PROV_CREATE ? NULL : o->uid;
	const struct prov_sql_step all[] = {
		{ PROV_Q_GROUP_DROP_MEMBERS, PROV_ARGS(o->cid, gid, g->removed), NULL },
		{ PROV_Q_GROUP_ADD_MEMBERS, PROV_ARGS(o->cid, gid, g->added), NULL },
	};
	struct prov_sql_step steps[2];
	size_t count = 0;

	if (o->after)	/* who went is not something that is empty now */
		json_object_del(o->after, "members_removed");
	if (g->removed)
		steps[count++] = all[0];
	if (g->added)
		steps[count++] = all[1];
	return prov_named_write(db, o, &g->named, steps, count, err);
}

static int no_id(long long context, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "context %lld has no group ids left: 2147483647 were given "
			 "out, and ids are never used twice", context);
}

/* ---- calls ---- */

static int run(struct prov_call *call, enum prov_action action, long long context,
	       const struct prov_group_ref *ref, const struct prov_group_set *set, long long *id,
	       struct prov_err *err)
{
	static const struct prov_object_kind kind = {
		.name = "group", .find = find, .build = build, .write = write, .no_id = no_id
	};
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct group g = { .set = set };
	struct prov_object o = { .kind = &kind, .action = action, .call = call, .data = &g,
				 .context = context };
	int rc;

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return -1;
	prov_named_init(&g.named, &groups, pool, set ? set->attr : NULL);
	g.named.id = ref ? ref->id : 0;
	g.named.name = ref ? ref->name : NULL;
	rc = prov_object_run(&o, err);
	if (rc == 0)
		*id = o.id;
	prov_sql_result_free(g.come);
	prov_sql_result_free(g.go);
	return rc;
}

int prov_group_create(struct prov_call *call, long long context, const struct prov_group_set *set,
		      long long *id, struct prov_err *err)
{
	return run(call, PROV_CREATE, context, NULL, set, id, err);
}

int prov_group_change(struct prov_call *call, long long context, const struct prov_group_ref *ref,
		      const struct prov_group_set *set, long long *id, struct prov_err *err)
{
	return run(call, PROV_CHANGE, context, ref, set, id, err);
}

int prov_group_delete(struct prov_call *call, long long context, const struct prov_group_ref *ref,
		      long long *id, struct prov_err *err)
{
	return run(call, PROV_DELETE, context, ref, NULL, id, err);
}

int prov_group_find(struct prov_call *call, long long context, const struct prov_group_ref *ref,
		    long long *id, struct prov_err *err)
{
	const struct prov_named n = { .kind = &groups, .id = ref->id, .name = ref->name };
	struct prov_sql *db = prov_auth_db(call, context, err);

	return db && prov_named_look(db, context, &n, id, err) > 0 ? 0 : -1;
}
