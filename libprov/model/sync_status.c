/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_status.c - how sources are: one line each, for people and for monitoring
 */
#include <prov/sync.h>
#include <prov/sync_history.h>

#include "libprov/model/status.h"

/* What `ldapsync --status` has of them in its table. */
static const bool in_table[PROV_SS_COUNT] = {
	[PROV_SS_SOURCE] = true, [PROV_SS_STATE] = true, [PROV_SS_STATUS] = true, [PROV_SS_LAST_RUN] = true,
	[PROV_SS_LAST_SUCCESS] = true, [PROV_SS_MISSING_USERS] = true, [PROV_SS_MISSING_GROUPS] = true,
	[PROV_SS_REJECTED] = true, [PROV_SS_HELD_USERS] = true, [PROV_SS_HELD_GROUPS] = true,
	[PROV_SS_NEXT] = true,
};

const struct prov_status_fact prov_sync_status_facts[PROV_SS_COUNT] = {
	[PROV_SS_SOURCE] = { "source", NULL, PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_STATE] = { "state", "state", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_STATUS] = { "status", "exit status", PROV_CELL_INT, NULL, "source_exit_status",
		"What ldapsync --status says of the source." },
	[PROV_SS_LAST_RUN] = { "last_run", "last run", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_RUN_AGE] = { "run_age", NULL, PROV_CELL_INT, "s", "source_run_age_seconds",
		"How long ago the last run ended." },
	[PROV_SS_LAST_SUCCESS] = { "last_success", "last success", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_SUCCESS_AGE] = { "success_age", NULL, PROV_CELL_INT, "s", "source_success_age_seconds",
		"How long ago a run was carried out last." },
	[PROV_SS_SINCE] = { "since", NULL, PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_RUNS] = { "runs", NULL, PROV_CELL_INT, NULL, NULL, NULL },
	[PROV_SS_MISSING_USERS] = { "missing_users", "missing users", PROV_CELL_INT, NULL,
		"source_missing_users", "Users that are missing in the directory." },
	[PROV_SS_MISSING_GROUPS] = { "missing_groups", "missing groups", PROV_CELL_INT, NULL,
		"source_missing_groups", "Groups that are missing in the directory." },
	[PROV_SS_DISABLED] = { "disabled_users", "disabled by the directory", PROV_CELL_INT, NULL,
		"source_disabled_users", "Users whose entry says that they are disabled." },
	[PROV_SS_REJECTED] = { "rejected", "rejected", PROV_CELL_INT, NULL, "source_rejected",
		"Entries that the last complete run could not take." },
	[PROV_SS_PENDING] = { "pending", "pending members", PROV_CELL_INT, NULL, "source_pending",
		"Members of groups that nobody knows." },
	[PROV_SS_DRIFT] = { "drift", "missed before", PROV_CELL_INT, NULL, "source_drift",
		"Changes that incremental runs had missed, when everything was read last." },
	[PROV_SS_HELD_USERS] = { "held_users", "held users", PROV_CELL_INT, NULL, NULL, NULL },
	[PROV_SS_HELD_GROUPS] = { "held_groups", "held groups", PROV_CELL_INT, NULL, NULL, NULL },
	[PROV_SS_LIMIT] = { "limit", "nearest limit", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_LIMIT_USED] = { "limit_used", "of it used", PROV_CELL_INT, "%",
		"source_limit_used_percent", "How near the last run came to its nearest limit." },
	[PROV_SS_LIMITS] = { "limits", NULL, PROV_CELL_JSON, NULL, NULL, NULL },
	[PROV_SS_PLAN] = { "plan", "plan that waits", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_PLAN_AT] = { "plan_at", "made", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_PLAN_REMOVALS] = { "plan_removals", "removals in it", PROV_CELL_INT, NULL,
		"source_plan_removals", "What the plan that waits to be accepted takes away." },
	[PROV_SS_LEASE] = { "lease", "lease", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_MESSAGE] = { "message", NULL, PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_DETAIL] = { "detail", NULL, PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SS_NEXT] = { "next", NULL, PROV_CELL_TEXT, NULL, NULL, NULL },
};

size_t prov_sync_status_columns(struct prov_column *columns)
{
	for (int i = 0; i < PROV_SS_COUNT; i++)
		columns[i] = (struct prov_column){ prov_sync_status_facts[i].name, NULL,
			in_table[i] ? prov_sync_status_facts[i].name : NULL, prov_sync_status_facts[i].type };
	return PROV_SS_COUNT;
}

/* The columns of query/sync_run/last.sql */
enum { L_REASON, L_ENDED, L_STARTED, L_RUNS, L_SECONDS, L_SUCCESS, L_REJECTED, L_HELD_USERS, L_HELD_GROUPS,
       L_MESSAGE, L_DETAIL, L_HINT, L_SUCCESS_SECONDS, L_LIMITS, L_PENDING, L_LEASE, L_DRIFT };
/* and of plan.sql */
enum { P_DIGEST, P_AT, P_REMOVALS };

struct look {
	struct prov_sql_result *last, *users, *groups, *disabled, *plan, *unseen;
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
static void add_next(struct prov_str *s, const char *source, const struct look *l, const char *state)
{
	const char *hint = prov_sql_text(l->last, 0, L_HINT);

	if (strcmp(state, "never ran") == 0)
		prov_str_addf(s, "ldapsync -n -s %s shows what the first run would do", source);
	else if (strcmp(state, "overdue") == 0)
		prov_str_add(s, "look whether the job that runs ldapsync is still there");
	else if (hint)
		prov_str_add(s, hint);
	else if (strcmp(state, "rejects") == 0)
		prov_str_addf(s, "ldapsync --list rejected -s %s", source);
	else if (strcmp(state, "ok") != 0)
		prov_str_addf(s, "%s", prov_sql_text(l->last, 0, L_MESSAGE));
	else if (prov_sql_number(l->last, 0, L_DRIFT) > 0)
		prov_str_addf(s, "the last reading of everything found %s that incremental runs had missed, "
			      "see ldapsync --history -s %s", prov_sql_text(l->last, 0, L_DRIFT), source);
	else if (prov_sql_rows(l->unseen))
		prov_str_addf(s, "who was deleted in the directory is found when everything is read, by %s, "
			      "or with --full", prov_sql_text(l->unseen, 0, 0));
}

/* The kind that came nearest to its limit in the last run; NULL: nothing was taken away. */
static const char *nearest_limit(const struct look *l, long long *used)
{
	const char *text = prov_sql_text(l->last, 0, L_LIMITS);
	json_t *limits = text ? json_loads(text, 0, NULL) : NULL, *limit;
	const char *name, *kind = NULL;

	*used = 0;
	json_object_foreach(limits, name, limit) {
		const long long n = json_integer_value(json_object_get(limit, "used"));

		if (n >= *used && prov_limit_named(name) != PROV_LIMITS) {
			*used = n;
			kind = prov_limit_kind(prov_limit_named(name))->name;
		}
	}
	json_decref(limits);
	return kind;
}

static void fill(const char **cells, const struct look *l)
{
	static const struct { enum prov_sync_status_column to; int from; } columns[] = {
		{ PROV_SS_LAST_RUN, L_ENDED }, { PROV_SS_RUN_AGE, L_SECONDS },
		{ PROV_SS_LAST_SUCCESS, L_SUCCESS }, { PROV_SS_SUCCESS_AGE, L_SUCCESS_SECONDS },
		{ PROV_SS_SINCE, L_STARTED }, { PROV_SS_RUNS, L_RUNS }, { PROV_SS_REJECTED, L_REJECTED },
		{ PROV_SS_PENDING, L_PENDING }, { PROV_SS_HELD_USERS, L_HELD_USERS },
		{ PROV_SS_HELD_GROUPS, L_HELD_GROUPS }, { PROV_SS_LIMITS, L_LIMITS },
		{ PROV_SS_LEASE, L_LEASE }, { PROV_SS_DRIFT, L_DRIFT },
		{ PROV_SS_MESSAGE, L_MESSAGE }, { PROV_SS_DETAIL, L_DETAIL },
	};

	for (size_t i = 0; i < COUNT(columns); i++)
		cells[columns[i].to] = prov_sql_text(l->last, 0, columns[i].from);
	cells[PROV_SS_MISSING_USERS] = prov_sql_text(l->users, 0, 0);
	cells[PROV_SS_MISSING_GROUPS] = prov_sql_text(l->groups, 0, 0);
	cells[PROV_SS_DISABLED] = prov_sql_text(l->disabled, 0, 0);
	if (prov_sql_rows(l->plan) == 0)
		return;
	cells[PROV_SS_PLAN] = prov_sql_text(l->plan, 0, P_DIGEST);
	cells[PROV_SS_PLAN_AT] = prov_sql_text(l->plan, 0, P_AT);
	cells[PROV_SS_PLAN_REMOVALS] = prov_sql_text(l->plan, 0, P_REMOVALS);
}

static int tell(const struct prov_config *config, const char *source, const struct look *l,
		const struct prov_rows *rows, enum prov_code *how, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str next = PROV_STR_INIT;
	const char *cells[PROV_SS_COUNT] = { NULL };
	const char *state;
	char used[24];
	long long percent;

	*how = judge(config, l, &state);
	fill(cells, l);
	cells[PROV_SS_LIMIT] = nearest_limit(l, &percent);
	cells[PROV_SS_LIMIT_USED] = cells[PROV_SS_LAST_RUN] ? prov_sql_int(used, percent) : NULL;
	add_next(&next, source, l, state);
	cells[PROV_SS_SOURCE] = source;
	cells[PROV_SS_STATE] = state;
	cells[PROV_SS_STATUS] = PROV_INT(prov_err_status(*how));
	cells[PROV_SS_NEXT] = next.len ? next.p : NULL;
	return rows->row(rows->data, cells, err);
}

static void look_fini(struct look *l)
{
	prov_sql_result_free(l->last);
	prov_sql_result_free(l->users);
	prov_sql_result_free(l->groups);
	prov_sql_result_free(l->disabled);
	prov_sql_result_free(l->plan);
	prov_sql_result_free(l->unseen);
}

int prov_sync_status_row(struct prov_sql *db, const struct prov_config *config, const char *source,
			 const struct prov_rows *rows, enum prov_code *how, struct prov_err *err)
{
	PROV_CLEANUP(look_fini) struct look l = { NULL, NULL, NULL, NULL, NULL, NULL };
	const struct prov_sql_args args = PROV_ARGS(source);

	if (prov_sql_batch(db, (const struct prov_sql_step[]){
			{ PROV_Q_SYNC_RUN_LAST, args, &l.last },
			{ PROV_Q_SYNC_RUN_MISSING_USERS, args, &l.users },
			{ PROV_Q_SYNC_RUN_MISSING_GROUPS, args, &l.groups },
			{ PROV_Q_SYNC_RUN_DISABLED_USERS, args, &l.disabled },
			{ PROV_Q_SYNC_RUN_UNSEEN, args, &l.unseen },
			{ PROV_Q_SYNC_RUN_PLAN, args, &l.plan } }, 6, err) < 0)
		return -1;
	return tell(config, source, &l, rows, how, err);
}

int prov_sync_status_list(struct prov_call *call, const struct prov_source_config *source,
			  const struct prov_rows *rows, enum prov_code *worst, struct prov_err *err)
{
	const struct prov_config *config = call->session->config;
	struct prov_sql *db = prov_session_db(call, err);
	enum prov_code code;

	*worst = PROV_OK;
	for (size_t i = 0; db && i < config->source_count; i++) {
		if (source && source != &config->sources[i])
			continue;
		if (prov_sync_status_row(db, config, config->sources[i].name, rows, &code, err) < 0)
			return -1;
		if (prov_err_is_worse(code, *worst))
			*worst = code;
	}
	return db ? 0 : -1;
}
