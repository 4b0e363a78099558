/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key.c - what SOGo finds users, groups and resources by, where it is used
 */
#include "libprov/model/key.h"

/* Which members of the log, where they differ, mean other rows. */
static const struct kind {
	const char *name, *letter;
	enum prov_query add;
	const char *members[4];
} kinds[] = {
	{ "user", "u", PROV_Q_SOGO_ADD_USERS, { "name", "mail", "aliases" } },
	{ "group", "g", PROV_Q_SOGO_ADD_GROUPS, { "mail" } },
	{ "resource", "r", PROV_Q_SOGO_ADD_RESOURCES, { "mail" } },
	{ "context", NULL, PROV_Q_SOGO_ADD_USERS, { "name", "mappings" } },
};

static const struct kind *kind_of(const struct prov_object *o)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].name, o->kind->name) == 0)
			return &kinds[i];
	return NULL;
}

static bool matters(const struct prov_object *o, const struct kind *kind)
{
	if (o->action != PROV_CHANGE || o->touched)
		return true;
	for (const char *const *m = kind->members; *m; m++)
		if (json_object_get(o->after, *m))
			return true;
	return false;
}

/* All that is in it, after other login names; a new one has its admin. */
static int write_context(struct prov_sql *db, const struct prov_object *o, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *contexts = prov_asprintf("{%lld}", o->context);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SOGO_DROP_CONTEXT, PROV_ARGS(o->cid), NULL },
		{ PROV_Q_SOGO_ADD_NEW, PROV_ARGS(contexts, "{1}"), NULL },
		{ PROV_Q_SOGO_ADD_GROUPS, PROV_ARGS(o->cid, NULL), NULL },
		{ PROV_Q_SOGO_ADD_RESOURCES, PROV_ARGS(o->cid, NULL), NULL },
	};

	return prov_sql_batch(db, steps, o->action == PROV_DELETE ? 1 : COUNT(steps), err);
}

static int write_one(struct prov_sql *db, const struct prov_object *o, const struct kind *kind,
		     struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_asprintf("{c%lld%s%lld}", o->context, kind->letter, o->id);
	PROV_CLEANUP(prov_freep) char *id = prov_asprintf("{%lld}", o->id);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SOGO_DROP, PROV_ARGS(o->cid, key), NULL },
		{ kind->add, PROV_ARGS(o->cid, id), NULL },
	};
	const size_t first = o->action == PROV_CREATE, end = o->action == PROV_DELETE ? 1 : 2;

	return prov_sql_batch(db, steps + first, end - first, err);
}

int prov_key_object(struct prov_sql *db, const struct prov_object *o, struct prov_err *err)
{
	const struct kind *kind = prov_sql_keys_kept(db) ? kind_of(o) : NULL;

	if (!kind || !matters(o, kind))
		return 0;
	return kind->letter ? write_one(db, o, kind, err) : write_context(db, o, err);
}

/* ---- many ---- */

void prov_key_new_add(struct prov_key_new *new, long long context, long long id)
{
	prov_str_addf(&new->contexts, "%c%lld", new->contexts.len ? ',' : '{', context);
	prov_str_addf(&new->ids, "%c%lld", new->ids.len ? ',' : '{', id);
}

int prov_key_new_write(struct prov_sql *db, struct prov_key_new *new, struct prov_err *err)
{
	int rc = 0;

	if (db && new->contexts.len && prov_sql_keys_kept(db)) {
		prov_str_add_char(&new->contexts, '}');
		prov_str_add_char(&new->ids, '}');
		rc = prov_sql_exec(db, PROV_Q_SOGO_ADD_NEW, PROV_ARGS(new->contexts.p, new->ids.p), NULL,
				   err);
	}
	prov_str_fini(&new->contexts);
	prov_str_fini(&new->ids);
	return rc;
}
