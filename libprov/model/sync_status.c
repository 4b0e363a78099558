/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_status.c - how sources are: one line each, for people and for monitoring
 */
#include <prov/sync.h>
#include <prov/sync_history.h>

#include "libprov/model/model.h"

enum { SOURCE, STATE, STATUS, LAST_RUN, LAST_SUCCESS, SINCE, RUNS, MISSING_USERS, MISSING_GROUPS, REJECTED,
       HELD_USERS, HELD_GROUPS, MESSAGE, DETAIL, NEXT, COLUMNS };

static const struct prov_column columns_of_status[COLUMNS] = {
	[SOURCE] = { "source", NULL, "source", PROV_CELL_TEXT },
	[STATE] = { "state", NULL, "state", PROV_CELL_TEXT },
	[STATUS] = { "status", NULL, "status", PROV_CELL_INT },
	[LAST_RUN] = { "last_run", NULL, "last_run", PROV_CELL_TEXT },
	[LAST_SUCCESS] = { "last_success", NULL, "last_success", PROV_CELL_TEXT },
	[SINCE] = { "since", NULL, NULL, PROV_CELL_TEXT },
	[RUNS] = { "runs", NULL, NULL, PROV_CELL_INT },
	[MISSING_USERS] = { "missing_users", NULL, "missing_users", PROV_CELL_INT },
	[MISSING_GROUPS] = { "missing_groups", NULL, "missing_groups", PROV_CELL_INT },
	[REJECTED] = { "rejected", NULL, "rejected", PROV_CELL_INT },
	[HELD_USERS] = { "held_users", NULL, "held_users", PROV_CELL_INT },
	[HELD_GROUPS] = { "held_groups", NULL, "held_groups", PROV_CELL_INT },
	[MESSAGE] = { "message", NULL, NULL, PROV_CELL_TEXT },
	[DETAIL] = { "detail", NULL, NULL, PROV_CELL_TEXT },
	[NEXT] = { "next", NULL, "next", PROV_CELL_TEXT },
};

size_t prov_sync_status_columns(struct prov_column *columns)
{
	memcpy(columns, columns_of_status, sizeof(columns_of_status));
	return COLUMNS;
}

/* The columns of query/sync_run/last.sql */
enum { L_REASON, L_ENDED, L_STARTED, L_RUNS, L_SECONDS, L_SUCCESS, L_REJECTED, L_HELD_USERS, L_HELD_GROUPS,
       L_MESSAGE, L_DETAIL, L_HINT };

struct look {
	struct prov_sql_result *last, *users, *groups;
};

static bool is_overdue(const struct prov_config *config, const struct look *l)
{
	return config->sync_overdue && prov_sql_number(l->last, 0, L_SECONDS) > config->sync_overdue;
}

/* A source that does not run is as little served as one whose runs get no answer. */
static enum prov_code judge(const struct prov_config *config, const struct look *l, const char **state)
{
	const char *reason = prov_sql_text(l->last, 0, L_REASON);
	const enum prov_code code = reason ? prov_err_named(reason) : PROV_E_TIMEOUT;

	*state = !reason ? "never ran" : code == PROV_OK ? "ok" : code == PROV_E_PARTIAL ? "rejects" :
		code == PROV_E_GUARD ? "held" : "failing";
	if (!reason || !is_overdue(config, l) || prov_err_is_worse(code, PROV_E_TIMEOUT))
		return code;
	*state = "overdue";
	return PROV_E_TIMEOUT;
}

/* What somebody who reads the line does next. */
static void add_next(struct prov_str *s, const struct prov_source_config *source, const struct look *l,
		     const char *state)
{
	const char *hint = prov_sql_text(l->last, 0, L_HINT);

	if (strcmp(state, "never ran") == 0)
		prov_str_addf(s, "ldapsync -n -s %s shows what the first run would do", source->name);
	else if (strcmp(state, "overdue") == 0)
		prov_str_add(s, "look whether the job that runs ldapsync is still there");
	else if (hint)
		prov_str_add(s, hint);
	else if (strcmp(state, "rejects") == 0)
		prov_str_addf(s, "ldapsync --list rejected -s %s", source->name);
	else if (strcmp(state, "ok") != 0)
		prov_str_addf(s, "%s", prov_sql_text(l->last, 0, L_MESSAGE));
}

static int tell(const struct prov_config *config, const struct prov_source_config *source,
		const struct look *l, const struct prov_rows *rows, enum prov_code *worst,
		struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str next = PROV_STR_INIT;
	const char *state;
	const enum prov_code code = judge(config, l, &state);
	const char *cells[COLUMNS] = {
		[SOURCE] = source->name, [STATE] = state, [STATUS] = PROV_INT(prov_err_status(code)),
		[LAST_RUN] = prov_sql_text(l->last, 0, L_ENDED),
		[LAST_SUCCESS] = prov_sql_text(l->last, 0, L_SUCCESS),
		[SINCE] = prov_sql_text(l->last, 0, L_STARTED), [RUNS] = prov_sql_text(l->last, 0, L_RUNS),
		[MISSING_USERS] = prov_sql_text(l->users, 0, 0),
		[MISSING_GROUPS] = prov_sql_text(l->groups, 0, 0),
		[REJECTED] = prov_sql_text(l->last, 0, L_REJECTED),
		[HELD_USERS] = prov_sql_text(l->last, 0, L_HELD_USERS),
		[HELD_GROUPS] = prov_sql_text(l->last, 0, L_HELD_GROUPS),
		[MESSAGE] = prov_sql_text(l->last, 0, L_MESSAGE),
		[DETAIL] = prov_sql_text(l->last, 0, L_DETAIL),
	};

	add_next(&next, source, l, state);
	cells[NEXT] = next.len ? next.p : NULL;
	if (prov_err_is_worse(code, *worst))
		*worst = code;
	return rows->row(rows->data, cells, err);
}

static int look(struct prov_sql *db, const char *source, struct look *l, struct prov_err *err)
{
	return prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_SYNC_RUN_LAST, PROV_ARGS(source), &l->last },
		{ PROV_Q_SYNC_RUN_MISSING_USERS, PROV_ARGS(source), &l->users },
		{ PROV_Q_SYNC_RUN_MISSING_GROUPS, PROV_ARGS(source), &l->groups } }, 3, err);
}

int prov_sync_status_list(struct prov_call *call, const struct prov_source_config *source,
			  const struct prov_rows *rows, enum prov_code *worst, struct prov_err *err)
{
	const struct prov_config *config = call->session->config;
	struct prov_sql *db = prov_session_db(call, err);
	int rc = db ? 0 : -1;

	*worst = PROV_OK;
	for (size_t i = 0; rc == 0 && i < config->source_count; i++) {
		const struct prov_source_config *s = &config->sources[i];
		struct look l = { NULL, NULL, NULL };

		if (source && source != s)
			continue;
		rc = look(db, s->name, &l, err);
		if (rc == 0)
			rc = tell(config, s, &l, rows, worst, err);
		prov_sql_result_free(l.last);
		prov_sql_result_free(l.users);
		prov_sql_result_free(l.groups);
	}
	return rc;
}
