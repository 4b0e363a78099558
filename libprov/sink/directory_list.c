/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directory_list.c - who is missing, rejected, disabled or pending, since when, why, and what happens when
 *
 * Reads what the last complete runs have stored; no directory is asked, and no lease is needed. Times
 * are those of the database.
 */
#include <prov/directory.h>
#include <time.h>

#include "libprov/model/model.h"

enum { SOURCE, KIND, CONTEXT, ID, NAME, DN, SINCE, WHY, NEXT, PURGE_ON, PURGE_RUNS, COLUMNS };
/* list_missing.sql has these behind SINCE, */
enum { MISSING_AT = SINCE + 1, MISSING_RUN, MISSING_THERE, MISSING_PROTECTED, MISSING_PLACE };
/* list_rejected.sql this behind WHY, */
enum { REJECTED_PART = WHY + 1 };
/* list_runs.sql these. */
enum { RUNS_SOURCE, RUNS_COUNT, RUNS_NOW };

static const struct prov_column columns_of_list[COLUMNS] = {
	{ "source", NULL, "source", PROV_CELL_TEXT },
	{ "kind", NULL, "kind", PROV_CELL_TEXT },
	{ "context", NULL, "context", PROV_CELL_INT },
	{ "id", NULL, "id", PROV_CELL_INT },
	{ "name", NULL, "name", PROV_CELL_TEXT },
	{ "dn", NULL, "dn", PROV_CELL_TEXT },
	{ "since", NULL, "since", PROV_CELL_TEXT },
	{ "why", NULL, "why", PROV_CELL_TEXT },
	{ "next", NULL, "next", PROV_CELL_TEXT },
	{ "purge_on", NULL, NULL, PROV_CELL_TEXT },
	{ "purge_runs", NULL, NULL, PROV_CELL_INT },
};

struct listing {
	const struct prov_config *config;
	const struct prov_rows *rows;
	struct prov_sql_result *runs;
};

size_t prov_directory_columns(struct prov_column *columns)
{
	memcpy(columns, columns_of_list, sizeof(columns_of_list));
	return COLUMNS;
}

static int tell(const struct listing *l, const struct prov_sql_result *res, const char *const *more,
		struct prov_err *err)
{
	const char *cells[COLUMNS];

	for (int i = 0; i < WHY; i++)
		cells[i] = prov_sql_text(res, 0, i);
	for (int i = WHY; i < COLUMNS; i++)
		cells[i] = more[i - WHY];
	return l->rows->row(l->rows->data, cells, err);
}

#define PROTECTED "stays as it is: it is protected"

/* ---- missing ---- */

static const struct prov_source_config *find_config(const struct prov_config *c, const char *source)
{
	for (size_t i = 0; i < c->source_count; i++)
		if (strcmp(c->sources[i].name, source) == 0)
			return &c->sources[i];
	return NULL;
}

static long long number_of_runs(const struct listing *l, const char *source, int column)
{
	for (int i = 0; i < prov_sql_rows(l->runs); i++)
		if (strcmp(prov_sql_text(l->runs, i, RUNS_SOURCE), source) == 0)
			return prov_sql_number(l->runs, i, column);
	return 0;
}

/* "purged on 2026-12-28 after 3 more runs"; what is over by now is not said any more. */
static void say_purge(char *text, size_t size, const char *day, bool waits, long long runs)
{
	int n = snprintf(text, size, "purged");

	if (waits)
		n += snprintf(text + n, size - (size_t)n, " on %s", day);
	if (runs > 0)
		n += snprintf(text + n, size - (size_t)n, " after %lld more run%s", runs,
			      runs == 1 ? "" : "s");
	if (!waits && runs <= 0)
		snprintf(text + n, size - (size_t)n, " in the next run, if it is still missing");
}

static void say_why(struct prov_str *why, const struct prov_sql_result *res)
{
	const char *there = prov_sql_text(res, 0, MISSING_THERE);
	const char *place = prov_sql_text(res, 0, MISSING_PLACE);

	if (there)
		prov_str_addf(why, "in context %s now", there);
	else if (place)
		prov_str_add(why, place);
	else
		prov_str_add(why, "not in the directory");
}

/* Why not, or NULL: it is going to be purged. */
static const char *kept(const struct prov_source_config *c, const struct prov_sql_result *res)
{
	if (!c || !c->purge || c->grace < 0)
		return "kept";
	return prov_sql_text(res, 0, MISSING_PLACE) ? "kept as long as its entry is there" : NULL;
}

static int tell_purge(const struct listing *l, const struct prov_source_config *c,
		      const struct prov_sql_result *res, const char *why, struct prov_err *err)
{
	const time_t at = (time_t)(prov_sql_number(res, 0, MISSING_AT) + c->grace * 86400LL);
	long long runs = prov_sql_number(res, 0, MISSING_RUN) + c->grace_runs -
			 number_of_runs(l, c->name, RUNS_COUNT);
	char day[16] = "", next[96], runs_left[24];
	struct tm tm;

	runs = runs < 0 ? 0 : runs;
	strftime(day, sizeof(day), "%Y-%m-%d", gmtime_r(&at, &tm));
	say_purge(next, sizeof(next), day, at > number_of_runs(l, c->name, RUNS_NOW), runs);
	prov_sql_int(runs_left, runs);
	return tell(l, res, (const char *[]){ why, next, day, runs_left }, err);
}

static int missing(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str why = PROV_STR_INIT;
	const struct listing *l = data;
	const struct prov_source_config *c = find_config(l->config, prov_sql_text(res, 0, SOURCE));
	const char *is_protected = prov_sql_text(res, 0, MISSING_PROTECTED);

	if (is_protected)
		return tell(l, res, (const char *[]){ is_protected, PROTECTED, NULL, NULL }, err);
	say_why(&why, res);
	if (kept(c, res))
		return tell(l, res, (const char *[]){ why.p, kept(c, res), NULL, NULL }, err);
	return tell_purge(l, c, res, why.p, err);
}

/* ---- rejected, disabled ---- */

/* An entry, or a part of one that was taken for the rest. */
static int rejected(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const char *part = prov_sql_text(res, 0, REJECTED_PART);
	const char *next = prov_sql_text(res, 0, ID) ? "stays as it is until the entry can be taken"
						    : "comes when the entry can be taken";

	if (part && strcmp(part, "entry") == 0)
		next = "no part of the source as long as that is so";
	else if (part)
		next = strcmp(part, "name") == 0 ? PROTECTED : "the rest of the entry is taken";
	return tell(data, res, (const char *[]){ prov_sql_text(res, 0, WHY), next, NULL, NULL }, err);
}

static int disabled(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	const char *kept = prov_sql_text(res, 0, WHY);

	if (kept)
		return tell(data, res, (const char *[]){ kept, PROTECTED, NULL, NULL }, err);
	return tell(data, res, (const char *[]){ "disabled in the directory",
						 "enabled when the directory says so", NULL, NULL }, err);
}

static int pending(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	return tell(data, res, (const char *[]){ prov_sql_text(res, 0, WHY), "a member when somebody is",
						 NULL, NULL }, err);
}

static const struct list {
	const char *name;
	enum prov_query query;
	int (*row)(void *data, const struct prov_sql_result *res, struct prov_err *err);
} lists[] = {
	{ "missing", PROV_Q_SYNC_LIST_MISSING, missing },
	{ "rejected", PROV_Q_SYNC_LIST_REJECTED, rejected },
	{ "disabled", PROV_Q_SYNC_LIST_DISABLED, disabled },
	{ "pending", PROV_Q_SYNC_LIST_PENDING, pending },
};

static const struct list *find_list(const char *what, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str names = PROV_STR_INIT;

	for (size_t i = 0; i < COUNT(lists); i++) {
		if (strcmp(lists[i].name, what) == 0)
			return &lists[i];
		prov_str_addf(&names, "%s%s", i ? ", " : "", lists[i].name);
	}
	prov_fail(err, PROV_E_VALUE, "Illegal option value : Illegal value '%s' for option --list", what);
	prov_err_hint(err, "it is one of %s", names.p);
	return NULL;
}

int prov_directory_list(struct prov_call *call, const char *what, const char *source,
			const struct prov_rows *rows, struct prov_err *err)
{
	const struct list *list = find_list(what, err);
	struct listing l = { call->session->config, rows, NULL };
	struct prov_sql *db = list ? prov_session_db(call, err) : NULL;
	int rc = -1;

	if (db && prov_sql_exec(db, PROV_Q_SYNC_LIST_RUNS, PROV_NO_ARGS, &l.runs, err) == 0)
		rc = prov_sql_each(db, list->query, PROV_ARGS(source), list->row, &l, err);
	prov_sql_result_free(l.runs);
	return rc;
}
