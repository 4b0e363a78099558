/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_list.c - listcontext: the columns of the Open-Xchange tool
 *
 * File stores are not managed here: their columns exist for scripts and are empty. Used quota
 * belongs to the servers that store files.
 */
#include "libprov/model/model.h"

/* Columns without a title are left out of tables (docs/open-xchange.md). */
static const struct prov_column list_columns[] = {
	{ "id", NULL, "cid", PROV_CELL_INT },
	{ "filestore_id", NULL, "fid", PROV_CELL_INT },
	{ "filestore_name", NULL, "fname", PROV_CELL_TEXT },
	{ "enabled", NULL, "enabled", PROV_CELL_BOOL },
	{ "max_quota", NULL, "qmax", PROV_CELL_INT },
	{ "used_quota", NULL, "qused", PROV_CELL_INT },
	{ "name", NULL, "name", PROV_CELL_TEXT },
	{ "lmappings", NULL, "lmappings", PROV_CELL_LIST },
	{ "attributes", NULL, NULL, PROV_CELL_OBJECT },
};

size_t prov_context_columns(struct prov_column *columns)
{
	memcpy(columns, list_columns, sizeof(list_columns));
	return COUNT(list_columns);
}

static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const struct prov_rows *rows = data;
	bool wanted = !rows->wanted || rows->wanted[COUNT(list_columns) - 1];
	const char *json = wanted ? prov_sql_text(res, 0, 5) : NULL;
	json_t *attrs = json ? json_loads(json, 0, NULL) : NULL;
	PROV_CLEANUP(prov_freep) char *attributes = prov_json_extra(attrs);
	const char *const cells[COUNT(list_columns)] = {
		prov_sql_text(res, 0, 0), NULL, NULL, prov_sql_true(res, 0, 1) ? "true" : "false",
		prov_sql_text(res, 0, 2), NULL, prov_sql_text(res, 0, 3), prov_sql_text(res, 0, 4),
		attributes
	};

	json_decref(attrs);
	return rows->row(rows->data, cells, err);
}

int prov_context_list(struct prov_call *call, const char *pattern, const struct prov_rows *rows,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(pattern ? pattern : "*");
	struct prov_rows copy = *rows;
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0 ||
	    prov_check_text("searchpattern", like, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	return db ? prov_sql_each(db, PROV_Q_CONTEXT_LIST, PROV_ARGS(like), row, &copy, err) : -1;
}
