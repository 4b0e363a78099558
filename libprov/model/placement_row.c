/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placement_row.c - the tables of servers, file stores and databases, and what a row says of an attribute
 */
#include "libprov/model/placement.h"

#define ROW(ID, name, option, letter, csv, type, store, argument, help, title, max, flags) \
	{ name, option, letter, csv, PROV_ATTR_##type, PROV_STORE_##store, argument, help, title, max, \
	  flags },

static const struct prov_attr server_attrs[] = { PROV_SERVER_LIST(ROW, ROW) };
static const struct prov_attr filestore_attrs[] = { PROV_FILESTORE_LIST(ROW, ROW) };
static const struct prov_attr database_attrs[] = { PROV_DATABASE_LIST(ROW, ROW) };

const struct prov_noun prov_placement_nouns[PROV_PLACEMENT_COUNT] = {
	[PROV_SERVER] = { "server", server_attrs, PROV_SA_COUNT, true },
	[PROV_FILESTORE] = { "filestore", filestore_attrs, PROV_FA_COUNT, true },
	[PROV_DATABASE] = { "database", database_attrs, PROV_DA_COUNT, true },
};

const char *const prov_placement_row_words[PROV_PLACEMENT_COUNT] = { "server", "file store", "database" };

const char *prov_placement_row_value(const struct prov_noun *noun, const struct prov_sql_result *row,
				     size_t n, const json_t *attrs, int attr)
{
	const struct prov_attr *a = &noun->attrs[attr];

	if (attr == PROV_PLACEMENT_ID)
		return prov_sql_text(row, n, PROV_PC_ID);
	switch (a->store) {
	case PROV_STORE_COLUMN:
		return prov_sql_text(row, n, attr == PROV_PLACEMENT_NAME ? PROV_PC_NAME : PROV_PC_MAX);
	case PROV_STORE_JSON: return json_string_value(json_object_get(attrs, a->name));
	case PROV_STORE_OTHER: return prov_sql_text(row, n, PROV_PC_CONTEXTS);
	case PROV_STORE_NONE: break;
	}
	return NULL;
}
