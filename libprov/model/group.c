/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group.c - listing groups
 */
#include <prov/group.h>

#include "libprov/model/model.h"

static const struct prov_column list_columns[] = {
	{ "id", NULL, "Id", PROV_CELL_INT },
	{ "name", NULL, "Name", PROV_CELL_TEXT },
	{ "displayname", NULL, "Displayname", PROV_CELL_TEXT },
	{ "members", NULL, "Members", PROV_CELL_LIST },
};

size_t prov_group_columns(struct prov_column *columns)
{
	memcpy(columns, list_columns, sizeof(list_columns));
	return COUNT(list_columns);
}

static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const struct prov_rows *rows = data;
	const char *const cells[COUNT(list_columns)] = {
		prov_sql_text(res, 0, 0), prov_sql_text(res, 0, 1), prov_sql_text(res, 0, 2),
		prov_sql_text(res, 0, 4)
	};

	return rows->row(rows->data, cells, err);
}

int prov_group_list(struct prov_call *call, long long context, const char *pattern,
		    const struct prov_rows *rows, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(pattern ? pattern : "*");
	PROV_CLEANUP(prov_str_fini) struct prov_str lower = PROV_STR_INIT;
	struct prov_rows copy = *rows;
	struct prov_sql *db;

	if (prov_check_text("searchpattern", like, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	db = prov_session_context(call, context, err);
	if (!db)
		return -1;
	prov_utf8_lower(&lower, like, strlen(like));
	return prov_sql_each(db, PROV_Q_GROUP_LIST, PROV_ARGS(PROV_INT(context), lower.p), row, &copy,
			     err);
}
