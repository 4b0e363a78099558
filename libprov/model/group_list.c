/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group_list.c - listing groups
 */
#include <prov/group.h>

#include "libprov/model/named.h"

/* The columns of query/group/list.sql: the id, those of the table of attributes, the members, the source. */
#define COLUMN(ID, name, option, letter, csv, type, store, ...) COLUMN_OF_##store(ID)
#define COLUMN_OF_COLUMN(ID) [PROV_GA_##ID] = COLUMN_##ID,
#define COLUMN_OF_OTHER(ID)
#define PLACE(ID, name, option, letter, csv, type, store, ...) PLACE_OF_##store(ID)
#define PLACE_OF_COLUMN(ID) COLUMN_##ID,
#define PLACE_OF_OTHER(ID)
enum { COLUMN_ID, PROV_GROUP_LIST(PLACE, PLACE) COLUMN_MEMBERS, COLUMN_SOURCE };
static const int column_of[PROV_GA_COUNT] = {
	PROV_GROUP_LIST(COLUMN, COLUMN)
	[PROV_GA_MEMBERS] = COLUMN_MEMBERS,	/* of the id it is the first */
	[PROV_GA_SOURCE] = COLUMN_SOURCE
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
	return prov_named_list(call, context, PROV_Q_GROUP_LIST, pattern, row, rows, err);
}
