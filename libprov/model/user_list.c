/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_list.c - listing users: every attribute and every module is a column
 */
#include "libprov/model/model.h"

#define USED_QUOTA PROV_ATTR_COUNT		/* columns beyond the attribute table */
#define USER_ATTRIBUTES (PROV_ATTR_COUNT + 1)
#define GUI_PREFERENCES (PROV_ATTR_COUNT + 2)
#define SOURCE (PROV_ATTR_COUNT + 3)
#define DISABLED_BY (PROV_ATTR_COUNT + 4)
#define MISSING_SINCE (PROV_ATTR_COUNT + 5)
#define GRANTED (PROV_ATTR_COUNT + 6)
#define FIRST_MODULE (PROV_ATTR_COUNT + 7)
#define ID (FIRST_MODULE + PROV_MODULE_COUNT)
#define COLUMNS (ID + 1)

_Static_assert(COLUMNS <= PROV_COLUMNS_MAX, "room for all columns");

struct listing {
	const struct prov_rows *rows;
	int what[COLUMNS];		/* of each column: attribute, or one of the numbers above */
	size_t count;
	bool reads_attrs;		/* anything that is not a column of its own is wanted */
};

/* What stands in each column, in the order of the columns. */
static size_t order(int *what)
{
	size_t n = 1 + prov_noun_listed(&prov_noun_user, what + 1);

	what[0] = ID;
	for (int i = USED_QUOTA; i < ID; i++)
		what[n++] = i;
	return n;
}

static struct prov_column column_of(int what)
{
	static const struct prov_column others[] = {
		{ "used_quota", "UsedQuota", "qused", PROV_CELL_INT },
		{ "user_attributes", "UserAttributes", NULL, PROV_CELL_WIDE_OBJECT },
		{ "gui_preferences", "GuiPreferences", NULL, PROV_CELL_PAIRS },
		{ "source", "", NULL, PROV_CELL_TEXT },
		{ "disabled_by", "", NULL, PROV_CELL_LIST },
		{ "missing_since", "", NULL, PROV_CELL_TEXT },
		{ PROV_USER_GRANTED, "", NULL, PROV_CELL_LIST },
	};

	if (what == ID)
		return (struct prov_column){ "id", "Id", "Id", PROV_CELL_INT };
	if (what >= FIRST_MODULE)
		return prov_access_columns[what - FIRST_MODULE];
	return what >= USED_QUOTA ? others[what - USED_QUOTA] : prov_noun_column(&prov_noun_user, what);
}

size_t prov_user_columns(struct prov_column *columns)
{
	int what[COLUMNS];
	size_t count = order(what);

	for (size_t i = 0; i < count; i++)
		columns[i] = column_of(what[i]);
	return count;
}

static void begin(struct listing *l, const struct prov_rows *rows)
{
	l->rows = rows;
	l->count = order(l->what);
	for (size_t i = 0; i < l->count; i++) {
		int what = l->what[i];
		bool kept = what == USER_ATTRIBUTES || what == GUI_PREFERENCES ||
			(what < PROV_ATTR_COUNT && prov_attrs[what].store == PROV_STORE_JSON);

		l->reads_attrs |= kept && (!rows->wanted || rows->wanted[i]);
	}
}

/* What stands in a column that is neither an attribute nor a module. */
static const char *other(const struct prov_sql_result *row, int what, const char *extra, const char *gui,
			 const char *granted)
{
	switch (what) {
	case ID: return prov_sql_text(row, 0, PROV_UC_UID);
	case USER_ATTRIBUTES: return extra;
	case GUI_PREFERENCES: return gui;
	case SOURCE: return prov_sql_text(row, 0, PROV_UC_SOURCE);
	case DISABLED_BY: return prov_sql_text(row, 0, PROV_UC_DISABLED_BY);
	case MISSING_SINCE: return prov_sql_text(row, 0, PROV_UC_MISSING_SINCE);
	case GRANTED: return granted;
	default: return NULL;
	}
}

static int list_row(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	const struct listing *l = data;
	const char *json = l->reads_attrs ? prov_sql_text(row, 0, PROV_UC_ATTRS) : NULL;
	json_t *attrs = json ? json_loads(json, 0, NULL) : NULL;
	PROV_CLEANUP(prov_freep) char *extra = prov_user_json_extra(attrs, l->rows->named);
	PROV_CLEANUP(prov_freep) char *gui = prov_user_json_gui(attrs);
	PROV_CLEANUP(prov_str_fini) struct prov_str granted = PROV_STR_INIT;
	const char *cells[COLUMNS], *access[PROV_MODULE_COUNT];
	int rc;

	prov_context_access_granted((prov_modules_t)prov_sql_number(row, 0, PROV_UC_MODULES), &granted);
	prov_context_access_cells((prov_modules_t)prov_sql_number(row, 0, PROV_UC_ADMIN_MODULES), access);
	for (size_t i = 0; i < l->count; i++) {
		int what = l->what[i];

		if (what < PROV_ATTR_COUNT)
			cells[i] = prov_user_row_value(row, attrs, (enum prov_attr_id)what);
		else if (what >= FIRST_MODULE && what < ID)
			cells[i] = access[what - FIRST_MODULE];
		else
			cells[i] = other(row, what, extra, gui, granted.p);
	}
	rc = l->rows->row(l->rows->data, cells, err);
	json_decref(attrs);
	return rc;
}

/* The domain as servers search by it. */
static int normalize(const char *domain, struct prov_str *out, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str mail = PROV_STR_INIT, normalized = PROV_STR_INIT;

	prov_str_addf(&mail, "x@%s", domain);
	if (prov_check_text("domain", domain, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	if (strchr(domain, '@') || !prov_mail_normalize(&normalized, mail.p, mail.len))
		return prov_fail(err, PROV_E_INVALID, "\"%s\" is no domain", domain);
	prov_str_add(out, normalized.p + strlen("x@"));
	return 0;
}

int prov_user_list(struct prov_call *call, long long context, const struct prov_user_filter *filter,
		   const struct prov_rows *rows, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(filter->pattern ? filter->pattern : "*");
	PROV_CLEANUP(prov_str_fini) struct prov_str lower = PROV_STR_INIT, domain = PROV_STR_INIT;
	struct listing l = { .count = 0 };
	prov_modules_t admin = 0;
	struct prov_sql *db;

	if (prov_check_text("searchpattern", like, PROV_NAME_BYTES, false, err) < 0 ||
	    (filter->domain && normalize(filter->domain, &domain, err) < 0))
		return -1;
	db = prov_auth_db(call, context, err);
	if (!db || prov_access_admin(db, context, &admin, err) < 0)
		return -1;
	prov_utf8_lower(&lower, like, strlen(like));
	begin(&l, rows);
	return prov_sql_each(db, PROV_Q_USER_LIST,
			     PROV_ARGS(PROV_INT(context), filter->ignore_case ? NULL : like, lower.p,
				       PROV_INT((long long)admin), PROV_PAGE(rows),
				       PROV_BOOL(filter->disabled), filter->domain ? domain.p : NULL),
			     list_row, &l, err);
}

static int find_display(struct prov_sql *db, long long context, const char *name, long long *id,
			struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	const struct prov_user_set given = { .attr = { [PROV_A_DISPLAY_NAME] = name } };
	const struct prov_user_set stored = prov_check_stored(&given, pool);

	if (prov_check_text("displayname", name, PROV_DISPLAY_BYTES, false, err) < 0 ||
	    prov_sql_exec(db, PROV_Q_USER_FIND_DISPLAY,
			  PROV_ARGS(PROV_INT(context), stored.attr[PROV_A_DISPLAY_NAME]), &res, err) < 0)
		return -1;
	*id = prov_sql_number(res, 0, 0);
	return *id ? 1 : 0;
}

int prov_user_exists(struct prov_call *call, long long context, const struct prov_user_ref *ref,
		     const char *display_name, long long *id, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *row = NULL;
	struct prov_sql *db = prov_auth_db(call, context, err);
	int found;

	if (!db || display_name)
		return db ? find_display(db, context, display_name, id, err) : -1;
	found = prov_user_row_find(db, context, ref, &row, err);
	if (found > 0)
		*id = prov_sql_number(row, 0, PROV_UC_UID);
	return found;
}

int prov_user_access(struct prov_call *call, long long context, const struct prov_user_ref *ref,
		     long long *id, prov_modules_t *modules, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct prov_sql *db = prov_auth_db(call, context, err);
	int found;

	if (!db)
		return -1;
	found = prov_user_row_find(db, context, ref, &res, err);
	if (found <= 0)
		return found < 0 ? -1 : prov_user_row_unknown(err, context, ref);
	*id = prov_sql_number(res, 0, PROV_UC_UID);
	*modules = (prov_modules_t)prov_sql_number(res, 0, PROV_UC_MODULES);
	if (*id != PROV_ADMIN_ID)
		return 0;
	return prov_access_admin(db, context, modules, err) < 0 ? -1 : 0;
}
