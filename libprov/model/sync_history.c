/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_history.c - the records of runs as a list
 */
#include <prov/sync.h>
#include <prov/sync_history.h>

#include "libprov/model/model.h"

/* The columns of query/sync_run/list.sql */
enum { SOURCE, ID, STARTED, ENDED, RUNS, MILLISECONDS, REASON, APPLIED, SERVER, COUNTS, PROOF, LIMITS,
       MESSAGE, DETAIL, HINT, READ };
enum { WHAT = READ, STATUS, COLUMNS };		/* of the list: these two besides */

static const struct prov_column columns_of_history[COLUMNS] = {
	[SOURCE] = { "source", NULL, "source", PROV_CELL_TEXT },
	[ID] = { "id", NULL, "id", PROV_CELL_INT },
	[STARTED] = { "started", NULL, "started", PROV_CELL_TEXT },
	[ENDED] = { "ended", NULL, "ended", PROV_CELL_TEXT },
	[RUNS] = { "runs", NULL, "runs", PROV_CELL_INT },
	[MILLISECONDS] = { "milliseconds", NULL, NULL, PROV_CELL_INT },
	[REASON] = { "reason", NULL, "reason", PROV_CELL_TEXT },
	[APPLIED] = { "applied", NULL, NULL, PROV_CELL_BOOL },
	[SERVER] = { "server", NULL, NULL, PROV_CELL_TEXT },
	[COUNTS] = { "counts", NULL, NULL, PROV_CELL_JSON },
	[PROOF] = { "proof", NULL, NULL, PROV_CELL_JSON },
	[LIMITS] = { "limits", NULL, NULL, PROV_CELL_JSON },
	[MESSAGE] = { "message", NULL, NULL, PROV_CELL_TEXT },
	[DETAIL] = { "detail", NULL, NULL, PROV_CELL_TEXT },
	[HINT] = { "hint", NULL, NULL, PROV_CELL_TEXT },
	[WHAT] = { "what", NULL, "what", PROV_CELL_TEXT },
	[STATUS] = { "status", NULL, "status", PROV_CELL_INT },
};

size_t prov_sync_history_columns(struct prov_column *columns)
{
	memcpy(columns, columns_of_history, sizeof(columns_of_history));
	return COLUMNS;
}

/* "2 created, 1 disabled" */
static void add_done(struct prov_str *s, const char *counts)
{
	json_t *all = json_loads(counts, 0, NULL);
	const struct prov_sync_number *n;

	for (size_t i = 0; (n = prov_sync_number_at(i)); i++) {
		const json_int_t value = json_integer_value(json_object_get(all, n->name));

		if (value == 0 || n->read)
			continue;
		prov_str_addf(s, "%s%lld ", s->len ? ", " : "", (long long)value);
		prov_sync_number_add_words(s, n);
	}
	json_decref(all);
	if (!s->len)
		prov_str_add(s, "nothing changed");
}

static int row(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const struct prov_rows *rows = data;
	PROV_CLEANUP(prov_str_fini) struct prov_str what = PROV_STR_INIT;
	const char *cells[COLUMNS];

	for (int i = 0; i < READ; i++)
		cells[i] = prov_sql_text(res, 0, i);
	if (prov_sql_true(res, 0, APPLIED))
		add_done(&what, cells[COUNTS]);
	else
		prov_str_add(&what, cells[MESSAGE] ? cells[MESSAGE] : "");
	cells[WHAT] = what.p;
	cells[STATUS] = PROV_INT(prov_err_status(prov_err_named(cells[REASON])));
	return rows->row(rows->data, cells, err);
}

int prov_sync_history_list(struct prov_call *call, const char *source, const struct prov_rows *rows,
			   struct prov_err *err)
{
	struct prov_sql *db = prov_session_db(call, err);
	struct prov_rows copy = *rows;

	return !db ? -1 : prov_sql_each(db, PROV_Q_SYNC_RUN_LIST,
		PROV_ARGS(source, rows->limit ? PROV_INT(rows->limit) : NULL), row, &copy, err);
}
