/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capability_list.c - which capabilities hold, and who says so: user, else context, else installation
 */
#include "libprov/model/model.h"

enum level { USER, CONTEXT, INSTALLATION, LEVELS };
static const char *const level_names[LEVELS] = { "user", "context", "installation" };

struct said {
	const char *name;
	bool denied;
	enum level level;
};

struct all {
	struct prov_pool *pool;
	struct said *list;
	size_t count;
};

size_t prov_capability_columns(struct prov_column *columns)
{
	static const struct prov_column all[] = {
		{ "capability", "capability", "Capability", PROV_CELL_TEXT },
		{ "granted", "granted", "Granted", PROV_CELL_BOOL },
		{ "from", "from", "From", PROV_CELL_TEXT },
	};

	memcpy(columns, all, sizeof(all));
	return COUNT(all);
}

static void add_level(struct all *all, enum level level, const char *list)
{
	struct prov_capability c;

	while (list && prov_capability_next(&list, &c)) {
		const char *name = prov_capability_set_name(&c, all->pool);

		all->list = prov_realloc(all->list, (all->count + 1) * sizeof(*all->list));
		all->list[all->count++] = (struct said){ name, c.denied, level };
	}
}

/* Of the same name the level that counts comes first. */
static int by_name(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (int)x->level - (int)y->level;
}

static int give(struct all *all, const struct prov_rows *rows, struct prov_err *err)
{
	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list), by_name);
	for (size_t i = 0; i < all->count; i++) {
		const struct said *s = &all->list[i];
		const char *cells[] = { s->name, s->denied ? "false" : "true", level_names[s->level] };

		if (i > 0 && strcmp(s->name, s[-1].name) == 0)
			continue;
		if (rows->row(rows->data, cells, err) < 0)
			return -1;
	}
	return 0;
}

/* users: what the user has stored, or NULL. */
static int list(struct prov_call *call, long long context, const char *users, const struct prov_rows *rows,
		struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	PROV_CLEANUP(prov_freep) char *own = prov_capability_set_list(users), *shared = NULL;
	struct all all = { .pool = pool };
	int rc;

	if (prov_sql_exec(call->session->db, PROV_Q_CONTEXT_CAPABILITIES, PROV_ARGS(PROV_INT(context)), &res,
			  err) < 0)
		return -1;
	shared = prov_capability_set_list(prov_sql_rows(res) ? prov_sql_text(res, 0, 0) : NULL);
	add_level(&all, USER, own);
	add_level(&all, CONTEXT, shared);
	add_level(&all, INSTALLATION, call->session->config->access_capabilities);
	rc = give(&all, rows, err);
	free(all.list);
	return rc;
}

int prov_capability_list_user(struct prov_call *call, long long context, const struct prov_user_ref *ref,
			      long long *id, const struct prov_rows *rows, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *user = NULL;
	struct prov_sql *db = prov_auth_db(call, context, err);
	int found = db ? prov_user_row_find(db, context, ref, &user, err) : -1;

	if (found <= 0)
		return found < 0 ? -1 : prov_user_row_unknown(err, context, ref);
	*id = prov_sql_number(user, 0, PROV_UC_UID);
	return list(call, context, prov_sql_text(user, 0, PROV_UC_CAPABILITIES), rows, err);
}

int prov_capability_list_context(struct prov_call *call, const struct prov_context_ref *ref, long long *id,
				 const struct prov_rows *rows, struct prov_err *err)
{
	if (prov_context_id(call, ref, id, err) < 0)
		return -1;
	return list(call, *id, NULL, rows, err);
}
