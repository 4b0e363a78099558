/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status.c - what a status is made of: rows of facts, and problems, the worst first
 */
#include "libprov/model/status.h"

#include <stdlib.h>

const char *prov_status_level_name(enum prov_status_level level)
{
	static const char *const names[] = {
		[PROV_STATUS_OK] = "OK", [PROV_STATUS_WARNING] = "WARNING",
		[PROV_STATUS_CRITICAL] = "CRITICAL", [PROV_STATUS_UNKNOWN] = "UNKNOWN"
	};

	return names[level];
}

/* Who is called at night is called for what is broken, then for what is going to be. */
static int weight(enum prov_status_level level)
{
	static const int weights[] = {
		[PROV_STATUS_OK] = 0, [PROV_STATUS_UNKNOWN] = 1, [PROV_STATUS_WARNING] = 2,
		[PROV_STATUS_CRITICAL] = 3
	};

	return weights[level];
}

void prov_status_problem_add(struct prov_status *status, enum prov_status_level level, const char *about,
			     const char *hint, const char *fmt, ...)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_status_problem *p;
	size_t i = status->problem_count++;
	va_list ap;

	va_start(ap, fmt);
	prov_str_vaddf(&text, fmt, ap);
	va_end(ap);
	status->problems = prov_realloc(status->problems, status->problem_count * sizeof(*p));
	for (p = status->problems; i > 0 && weight(p[i - 1].level) < weight(level); i--)
		p[i] = p[i - 1];
	p[i] = (struct prov_status_problem){
		.level = level, .about = prov_pool_strdup(status->pool, about),
		.text = prov_pool_strdup(status->pool, text.p),
		.hint = hint && hint[0] ? prov_pool_strdup(status->pool, hint) : NULL
	};
	status->level = status->problems[0].level;
}

int prov_status_left(const struct prov_status_job *job, struct prov_err *err)
{
	const long long ms = job->deadline - prov_clock_ms();

	if (ms > 0)
		return (int)((ms + 999) / 1000);
	return prov_fail(err, PROV_E_TIMEOUT, "there was no answer in %d seconds",
			 job->call->session->config->status_timeout);
}

int prov_status_next(const struct prov_status_job *job, struct prov_err *err)
{
	const int left = prov_status_left(job, err);

	if (left < 0)
		return -1;
	return job->db ? prov_sql_call(job->db, left, err) : 0;
}

void prov_status_failed(struct prov_status_job *job, const char *about, const struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *text = prov_asprintf("%s%s%s", err->msg, err->detail[0] ? ": " : "",
							 err->detail);
	const bool late = err->code == PROV_E_TIMEOUT;

	prov_status_problem_add(job->status, PROV_STATUS_CRITICAL, about,
				late ? "the limit is status.timeout in prov.conf" : err->hint, "%s", text);
}

const char **prov_status_row(struct prov_status_job *job, int section)
{
	struct prov_status_section *s = &job->status->sections[section];

	s->rows = prov_realloc(s->rows, (s->row_count + 1) * sizeof(*s->rows));
	return s->rows[s->row_count++] = prov_pool_alloc(job->status->pool, s->fact_count * sizeof(char *));
}

const char *prov_status_number(struct prov_status_job *job, long long n)
{
	return prov_pool_printf(job->status->pool, "%lld", n);
}

const char *prov_status_text(struct prov_status_job *job, const struct prov_sql_result *res, int row,
			     int column)
{
	return prov_pool_strdup(job->status->pool, prov_sql_text(res, row, column));
}

void prov_status_free(struct prov_status *status)
{
	if (!status)
		return;
	for (size_t i = 0; i < PROV_STATUS_SECTIONS; i++)
		free(status->sections[i].rows);
	free(status->problems);
	prov_pool_free(status->pool);
	free(status);
}

void prov_status_freep(struct prov_status **status)
{
	prov_status_free(*status);
	*status = NULL;
}
