/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_list.c - listuser: a short table, or every attribute and module as CSV and JSON
 */
#include "libprov/model/model.h"

#define USED_QUOTA PROV_ATTR_COUNT		/* columns beyond the attribute table */
#define USER_ATTRIBUTES (PROV_ATTR_COUNT + 1)
#define FIRST_MODULE (PROV_ATTR_COUNT + 2)
#define TOTAL (FIRST_MODULE + PROV_MODULE_COUNT)
#define COLUMNS (TOTAL + 1)			/* the id stands in front */

struct listing {
	struct prov_out *out;
	struct prov_column columns[COLUMNS];
	int attr_of[COLUMNS];			/* attribute, or one of the numbers above, or -1: id */
	size_t count;
	bool table;
};

static enum prov_out_type type_of(const struct prov_attr *attr)
{
	switch (attr->type) {
	case PROV_ATTR_INT: return PROV_OUT_INT;
	case PROV_ATTR_BOOL: return PROV_OUT_BOOL;
	case PROV_ATTR_MAIL_LIST: return PROV_OUT_LIST;
	default: return PROV_OUT_TEXT;
	}
}

static void add(struct listing *l, int what, const char *key, const char *csv, const char *title,
		enum prov_out_type type)
{
	l->attr_of[l->count] = what;
	l->columns[l->count++] = (struct prov_column){ key, csv, title, type };
}

static void make_columns(struct listing *l)
{
	add(l, -1, "id", "Id", "Id", PROV_OUT_INT);
	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if (prov_attrs[i].csv && (!l->table || prov_attrs[i].title))
			add(l, i, prov_attrs[i].name, prov_attrs[i].csv, prov_attrs[i].title,
			    type_of(&prov_attrs[i]));
	add(l, USED_QUOTA, "used_quota", "UsedQuota", "qused", PROV_OUT_INT);
	if (l->table)
		return;
	add(l, USER_ATTRIBUTES, "user_attributes", "UserAttributes", NULL, PROV_OUT_TEXT);
	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		add(l, FIRST_MODULE + i, prov_access_columns[i].key, NULL, NULL, PROV_OUT_BOOL);
}

/* {"config/a": "b", "config/c": "d"} -> config=[a=b, c=d] (reference section 5.1) */
static char *user_attributes(json_t *attrs)
{
	const char **names = prov_json_names(attrs);
	struct prov_str s = PROV_STR_INIT;
	const char *last = NULL;

	for (const char **name = names; *name; last = *name++) {
		const char *slash = strchr(*name, '/');
		size_t len = (size_t)(slash - *name);

		if (last && strncmp(last, *name, len + 1) == 0)
			prov_str_add(&s, ", ");
		else
			prov_str_addf(&s, "%s%.*s=[", last ? "]," : "", (int)len, *name);
		prov_str_addf(&s, "%s=%s", slash + 1, json_string_value(json_object_get(attrs, *name)));
	}
	free(names);
	if (!last)
		return NULL;
	prov_str_add_char(&s, ']');
	return prov_str_take(&s);
}

static int list_row(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	struct listing *l = data;
	const char *json = l->table ? NULL : prov_sql_text(row, 0, PROV_UC_ATTRS);
	json_t *attrs = json ? json_loads(json, 0, NULL) : NULL;
	PROV_CLEANUP(prov_freep) char *extra = user_attributes(attrs);
	const char *cells[COLUMNS], *access[PROV_MODULE_COUNT];

	(void)err;
	prov_access_cells((prov_modules_t)prov_sql_number(row, 0, PROV_UC_ADMIN_MODULES), access);
	for (size_t i = 0; i < l->count; i++) {
		int what = l->attr_of[i];

		if (what < 0)
			cells[i] = prov_sql_text(row, 0, PROV_UC_UID);
		else if (what >= FIRST_MODULE)
			cells[i] = access[what - FIRST_MODULE];
		else if (what == USER_ATTRIBUTES || what == USED_QUOTA)
			cells[i] = what == USED_QUOTA ? NULL : extra;
		else
			cells[i] = prov_user_row_value(row, attrs, (enum prov_attr_id)what);
	}
	prov_out_row(l->out, cells);
	json_decref(attrs);
	return 0;
}

static int check_context(struct prov_sql *db, long long context, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_CONTEXT_EXISTS, PROV_ARGS(PROV_INT(context)), &res, err) < 0)
		return -1;
	return prov_sql_rows(res) ? 0 : prov_auth_no_context(err, context);
}

struct prov_sql *prov_session_context(struct prov_call *call, long long context,
				      struct prov_err *err)
{
	struct prov_sql *db;

	if (prov_check_id(context, "contextid", err) < 0 || prov_auth_context(call, context, err) < 0)
		return NULL;
	db = prov_session_db(call, err);
	return db && check_context(db, context, err) == 0 ? db : NULL;
}

int prov_user_list(struct prov_call *call, long long context, const struct prov_user_filter *filter,
		   enum prov_out_format format, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(filter->pattern ? filter->pattern : "*");
	struct listing l = { .table = format == PROV_OUT_TABLE };
	struct prov_str lower = PROV_STR_INIT;
	prov_modules_t admin = 0;
	struct prov_sql *db;
	int rc;

	if (prov_check_text("searchpattern", like, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	db = prov_session_context(call, context, err);
	if (!db || prov_access_admin(db, context, &admin, err) < 0)
		return -1;
	prov_utf8_lower(&lower, like, strlen(like));
	make_columns(&l);
	l.out = prov_out_open(format, l.columns, l.count);
	rc = prov_sql_each(db, PROV_Q_USER_LIST,
			   PROV_ARGS(PROV_INT(context), filter->ignore_case ? NULL : like,
				     filter->ignore_case ? lower.p : NULL,
				     PROV_INT((long long)admin)), list_row, &l, err);
	prov_str_fini(&lower);
	if (rc < 0) {
		prov_out_abort(l.out);
		return -1;
	}
	return prov_out_close(l.out, err);
}

int prov_user_access(struct prov_call *call, long long context, const struct prov_user_ref *ref,
		     prov_modules_t *modules, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct prov_sql *db = prov_session_context(call, context, err);
	int found;

	if (!db)
		return -1;
	found = prov_user_find(db, context, ref, &res, err);
	if (found <= 0)
		return found < 0 ? -1 : prov_user_fail_unknown(err, context, ref);
	*modules = (prov_modules_t)prov_sql_number(res, 0, PROV_UC_MODULES);
	if (prov_sql_number(res, 0, PROV_UC_UID) != PROV_ADMIN_ID)
		return 0;
	return prov_access_admin(db, context, modules, err) < 0 ? -1 : 0;
}
