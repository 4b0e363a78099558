/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_list.c - listcontext: the columns of the Open-Xchange tool
 *
 * Used quota belongs to the servers that store files: its column exists for scripts and is empty.
 */
#include "libprov/model/model.h"

struct listing {
	const struct prov_rows *rows;
	int attrs[PROV_CA_COUNT];	/* of each column */
	size_t count;
	bool reads_attrs;		/* anything that is not a column of its own is wanted */
};

size_t prov_context_columns(struct prov_column *columns)
{
	return prov_noun_columns(&prov_noun_context, columns);
}

static void begin(struct listing *l, const struct prov_rows *rows)
{
	l->rows = rows;
	l->count = prov_noun_listed(&prov_noun_context, l->attrs);
	for (size_t i = 0; i < l->count; i++) {
		int attr = l->attrs[i];
		bool kept = attr == PROV_CA_ATTRS || prov_noun_context.attrs[attr].store == PROV_STORE_JSON;

		l->reads_attrs |= kept && (!rows->wanted || rows->wanted[i]);
	}
}

static const char *value_of(const struct prov_sql_result *res, const json_t *attrs, int attr)
{
	switch (prov_noun_context.attrs[attr].store) {
	case PROV_STORE_COLUMN: return prov_sql_text(res, 0, prov_context_column_of[attr]);
	case PROV_STORE_JSON:
		return json_string_value(json_object_get(attrs, prov_noun_context.attrs[attr].name));
	case PROV_STORE_OTHER:
		return prov_sql_text(res, 0, attr == PROV_CA_ID ? PROV_CC_CID :
				     attr == PROV_CA_CATCHALL ? PROV_CC_CATCHALL :
				     attr == PROV_CA_FILESTORE_NAME ? PROV_CC_FILESTORE : PROV_CC_NAMES);
	case PROV_STORE_NONE: break;
	}
	return NULL;
}

static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const struct listing *l = data;
	const char *json = l->reads_attrs ? prov_sql_text(res, 0, PROV_CC_ATTRS) : NULL;
	json_t *attrs = json ? json_loads(json, 0, NULL) : NULL;
	PROV_CLEANUP(prov_freep) char *extra = prov_user_json_extra(attrs, l->rows->named);
	const char *cells[PROV_CA_COUNT];
	int rc;

	for (size_t i = 0; i < l->count; i++)
		cells[i] = l->attrs[i] == PROV_CA_ATTRS ? extra : value_of(res, attrs, l->attrs[i]);
	rc = l->rows->row(l->rows->data, cells, err);
	json_decref(attrs);
	return rc;
}

int prov_context_list(struct prov_call *call, const char *pattern, const struct prov_rows *rows,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(pattern ? pattern : "*");
	PROV_CLEANUP(prov_str_fini) struct prov_str lower = PROV_STR_INIT;
	struct listing l = { .count = 0 };
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0 ||
	    prov_check_text("searchpattern", like, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	begin(&l, rows);
	prov_utf8_lower(&lower, like, strlen(like));
	if (!db)
		return -1;
	return prov_sql_each(db, PROV_Q_CONTEXT_LIST, PROV_ARGS(lower.p, PROV_PAGE(rows)), row, &l, err);
}
