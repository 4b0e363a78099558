/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placement_list.c - listserver, listfilestore, listdatabase: the columns of the Open-Xchange tools
 *
 * What is in use in a file store is known to the servers that store files: those columns are empty.
 */
#include "libprov/model/placement.h"

struct listing {
	const struct prov_rows *rows;
	const struct prov_noun *noun;
};

size_t prov_placement_columns(enum prov_placement_kind kind, struct prov_column *columns)
{
	return prov_noun_columns(&prov_placement_nouns[kind], columns);
}

static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const struct listing *l = data;
	const char *json = prov_sql_text(res, 0, PROV_PC_ATTRS);
	json_t *attrs = json ? json_loads(json, 0, NULL) : NULL;
	const char *cells[PROV_PLACEMENT_ATTRS];
	int rc;

	for (int a = 0; a < l->noun->count; a++)
		cells[a] = prov_placement_row_value(l->noun, res, 0, attrs, a);
	rc = l->rows->row(l->rows->data, cells, err);
	json_decref(attrs);
	return rc;
}

int prov_placement_list(struct prov_call *call, enum prov_placement_kind kind, const char *pattern,
			const struct prov_rows *rows, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *like = prov_like_pattern(pattern ? pattern : "*");
	struct listing l = { rows, &prov_placement_nouns[kind] };
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0 ||
	    prov_check_text("searchpattern", like, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	return db ? prov_sql_each(db, PROV_Q_PLACEMENT_LIST, PROV_ARGS(l.noun->name, like), row, &l, err) :
		-1;
}

int prov_placement_list_reasons(struct prov_call *call, struct prov_err *err)
{
	return prov_auth_master(call, err) < 0 || !prov_session_db(call, err) ? -1 : 0;
}
