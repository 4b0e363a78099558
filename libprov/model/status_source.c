/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_source.c - the sources of prov status: those that are configured, and those that the database knows
 *
 * What is known of each is what `ldapsync --status` says; here it is judged.
 */
#include <stdlib.h>

#include "libprov/model/status.h"

struct keeping {
	struct prov_status_job *job;
	const char **cells;
};

static int keep(void *data, const char *const *cells, struct prov_err *err)
{
	struct keeping *k = data;

	(void)err;
	k->cells = prov_status_row(k->job, PROV_STATUS_SOURCES);
	for (int i = 0; i < PROV_SS_COUNT; i++)
		k->cells[i] = prov_pool_strdup(k->job->status->pool, cells[i]);
	return 0;
}

static void add(struct prov_status_job *job, enum prov_status_level level, const char *source,
		const char *hint, const char *text)
{
	PROV_CLEANUP(prov_freep) char *about = prov_asprintf("source %s", source);

	prov_status_problem_add(job->status, level, about, hint, "%s", text);
}

static long long number(const char *cell)
{
	return cell ? strtoll(cell, NULL, 10) : 0;
}

/* Nothing but somebody's work mends it. */
static bool needs_somebody(enum prov_code code)
{
	return code == PROV_E_INTERNAL || code == PROV_E_IO || code == PROV_E_CONFIG ||
	       code == PROV_E_DENIED || code == PROV_E_STORAGE;
}

/* How its last run ended. */
static void judge_run(struct prov_status_job *job, const char *const *cells, enum prov_code how)
{
	const struct prov_config *config = job->call->session->config;
	const char *state = cells[PROV_SS_STATE], *source = cells[PROV_SS_SOURCE];
	const char *hint = cells[PROV_SS_NEXT];
	PROV_CLEANUP(prov_freep) char *text = NULL;

	if (strcmp(state, "never ran") == 0) {
		add(job, PROV_STATUS_WARNING, source, hint, "it never ran");
	} else if (strcmp(state, "overdue") == 0) {
		text = prov_asprintf("the last run ended %s seconds ago", cells[PROV_SS_RUN_AGE]);
		add(job, PROV_STATUS_CRITICAL, source, hint, text);
	} else if (strcmp(state, "rejects") == 0) {
		text = prov_asprintf("%s entries are rejected", cells[PROV_SS_REJECTED]);
		if (number(cells[PROV_SS_REJECTED]) > config->status_rejected)
			add(job, PROV_STATUS_WARNING, source, hint, text);
	} else if (strcmp(state, "ok") != 0) {
		text = prov_asprintf("the last run ended with %d: %s", prov_err_status(how),
				     cells[PROV_SS_MESSAGE] ? cells[PROV_SS_MESSAGE] : "no reason is known");
		add(job, needs_somebody(how) ? PROV_STATUS_CRITICAL : PROV_STATUS_WARNING, source, hint,
		    text);
	}
}

/* When, and how near it came. */
static void judge_numbers(struct prov_status_job *job, const char *const *cells)
{
	const struct prov_config *config = job->call->session->config;
	const char *source = cells[PROV_SS_SOURCE];
	const long long age = number(cells[PROV_SS_SUCCESS_AGE]);
	const long long missing = number(cells[PROV_SS_MISSING_USERS]);
	PROV_CLEANUP(prov_freep) char *old = prov_asprintf("no run was carried out for %lld seconds", age);
	PROV_CLEANUP(prov_freep) char *near = prov_asprintf("the last run came to %s percent of the limit %s",
		cells[PROV_SS_LIMIT_USED], cells[PROV_SS_LIMIT]);
	PROV_CLEANUP(prov_freep) char *gone = prov_asprintf("%lld users are missing in the directory",
							 missing);
	PROV_CLEANUP(prov_freep) char *list = prov_asprintf("ldapsync --list missing -s %s", source);

	if (config->status_max_age && age > config->status_max_age)
		add(job, PROV_STATUS_CRITICAL, source, "ldapsync --history says how runs ended", old);
	if (-number(cells[PROV_SS_RUN_AGE]) > config->status_clock || -age > config->status_clock)
		add(job, PROV_STATUS_WARNING, source, "a clock was set back: days are not "
		    "counted right until it has caught up", "its last run ended in the future");
	if (number(cells[PROV_SS_LIMIT_USED]) >= config->status_limit_used &&
	    strcmp(cells[PROV_SS_STATE], "held") != 0)
		add(job, PROV_STATUS_WARNING, source, list, near);
	if (config->status_missing >= 0 && missing > config->status_missing)
		add(job, PROV_STATUS_WARNING, source, list, gone);
}

static int look(struct prov_status_job *job, const char *source, struct keeping *k, enum prov_code *how,
		struct prov_err *err)
{
	const struct prov_rows rows = { .row = keep, .data = k };

	if (prov_status_next(job, err) < 0)
		return -1;
	return prov_sync_status_row(job->db, job->call->session->config, source, &rows, how, err);
}

static bool is_configured(const struct prov_config *config, const char *source)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (strcmp(config->sources[i].name, source) == 0)
			return true;
	return false;
}

/* Nobody brings its users up to date. */
static int look_at_others(struct prov_status_job *job, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *known = NULL;
	struct keeping k = { job, NULL };
	enum prov_code how;

	if (prov_sql_exec(job->db, PROV_Q_STATUS_SOURCES, PROV_NO_ARGS, &known, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(known); i++) {
		const char *source = prov_sql_text(known, i, 0);

		if (is_configured(job->call->session->config, source))
			continue;
		if (look(job, source, &k, &how, err) < 0)
			return -1;
		k.cells[PROV_SS_STATE] = "not configured";
		k.cells[PROV_SS_STATUS] = k.cells[PROV_SS_NEXT] = NULL;
		add(job, PROV_STATUS_WARNING, source, "its users and groups stay as they are: configure it "
		    "again, or release or delete them", "the database knows it, and prov.conf does not");
	}
	return 0;
}

int prov_status_source(struct prov_status_job *job, struct prov_err *err)
{
	const struct prov_config *config = job->call->session->config;
	struct keeping k = { job, NULL };
	enum prov_code how;

	for (size_t i = 0; i < config->source_count; i++) {
		if (look(job, config->sources[i].name, &k, &how, err) < 0)
			return -1;
		judge_run(job, (const char *const *)k.cells, how);
		judge_numbers(job, (const char *const *)k.cells);
	}
	return look_at_others(job, err);
}
