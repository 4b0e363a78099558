/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group.c - listing groups
 */
#include <prov/group.h>

#include "libprov/model/model.h"

/* The columns of query/group/list.sql: the id, those of the table of attributes, and the members. */
#define COLUMN(ID, name, option, letter, csv, type, store, ...) COLUMN_OF_##store(ID)
#define COLUMN_OF_COLUMN(ID) [PROV_GA_##ID] = COLUMN_##ID,
#define COLUMN_OF_OTHER(ID)
#define PLACE(ID, name, option, letter, csv, type, store, ...) PLACE_OF_##store(ID)
#define PLACE_OF_COLUMN(ID) COLUMN_##ID,
#define PLACE_OF_OTHER(ID)
enum { COLUMN_ID, PROV_GROUP_LIST(PLACE) COLUMN_MEMBERS };
static const int column_of[PROV_GA_COUNT] = {
	PROV_GROUP_LIST(COLUMN)
	[PROV_GA_MEMBERS] = COLUMN_MEMBERS	/* of the id it is the first */
};

size_t prov_group_columns(struct prov_column *columns)
{
	return prov_noun_columns(&prov_noun_group, columns);
}

static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const struct prov_rows *rows = data;
	const char *cells[PROV_GA_COUNT];
	int attrs[PROV_GA_COUNT];
	size_t count = prov_noun_listed(&prov_noun_group, attrs);

	for (size_t i = 0; i < count; i++)
		cells[i] = prov_sql_text(res, 0, column_of[attrs[i]]);
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
	db = prov_auth_db(call, context, err);
	if (!db)
		return -1;
	prov_utf8_lower(&lower, like, strlen(like));
	return prov_sql_each(db, PROV_Q_GROUP_LIST,
			     PROV_ARGS(PROV_INT(context), lower.p, PROV_PAGE(rows)), row, &copy, err);
}
