/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_status_page.c - a status as one page, whose first line is one for plugins of Nagios
 */
#include <stdlib.h>

#include "bin/cli_status.h"

#define WIDTH 100		/* of a line of facts */
#define INDENT 12
#define SHOWN 3			/* problems in the first line */

/* Text of others, in a line of a plugin. */
static void add_plain(struct prov_str *s, const char *text)
{
	const size_t begin = s->len;

	prov_plain_add(s, text);
	for (size_t i = begin; i < s->len; i++)
		if (s->p[i] == '|')
			s->p[i] = '/';
}

static const char *cell_of(const struct prov_status *status, int section, const char *name)
{
	const struct prov_status_section *x = &status->sections[section];

	for (size_t i = 0; x->row_count && i < x->fact_count; i++)
		if (strcmp(x->facts[i].name, name) == 0)
			return x->rows[0][i];
	return NULL;
}

/* What is there, if nothing is wrong. */
static void add_all_well(struct prov_str *s, const struct prov_status *status)
{
	const size_t sources = status->sections[PROV_STATUS_SOURCES].row_count;
	const char *contexts = cell_of(status, PROV_STATUS_USERS, "contexts");

	prov_str_addf(s, "%s users in %s context%s", cell_of(status, PROV_STATUS_USERS, "users"), contexts,
		      strcmp(contexts, "1") == 0 ? "" : "s");
	if (sources)
		prov_str_addf(s, ", %zu source%s", sources, sources == 1 ? "" : "s");
	prov_str_addf(s, ", PostgreSQL %s", cell_of(status, PROV_STATUS_DATABASE, "server_version"));
}

static void add_summary(struct prov_str *s, const struct prov_status *status)
{
	prov_str_addf(s, "PROV %s - ", prov_status_level_name(status->level));
	for (size_t i = 0; i < status->problem_count && i < SHOWN; i++) {
		prov_str_add(s, i ? "; " : "");
		add_plain(s, status->problems[i].about);
		prov_str_add(s, ": ");
		add_plain(s, status->problems[i].text);
	}
	if (status->problem_count > SHOWN)
		prov_str_addf(s, "; and %zu more", status->problem_count - SHOWN);
	if (!status->problem_count)
		add_all_well(s, status);
}

/* 'name'=value[unit]: quotes and equals signs end a name. */
static void add_perf(struct prov_str *s, const char *of, const struct prov_status_fact *f, const char *value)
{
	const char *number = f->type != PROV_CELL_BOOL ? value : value[0] == 't' ? "1" : "0";

	prov_str_add(s, " '");
	for (; of && *of; of++)
		prov_str_add_char(s, strchr("'=| ", *of) || (unsigned char)*of < ' ' ? '_' : *of);
	prov_str_addf(s, "%s'=%s%s", f->metric, number, f->unit ? f->unit : "");
}

static void add_numbers(struct prov_str *s, const struct prov_status *status)
{
	prov_str_add(s, " |");
	for (size_t i = 0; i < PROV_STATUS_SECTIONS; i++) {
		const struct prov_status_section *x = &status->sections[i];

		for (size_t row = 0; row < x->row_count; row++)
			for (size_t n = 0; n < x->fact_count; n++) {
				PROV_CLEANUP(prov_freep) char *of = x->several ? prov_asprintf("%s.",
					x->rows[row][0]) : NULL;

				if (x->facts[n].metric && x->rows[row][n])
					add_perf(s, of, &x->facts[n], x->rows[row][n]);
			}
	}
}

/* "42 MB" */
static void add_value(struct prov_str *s, const struct prov_status_fact *f, const char *value)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
	long long bytes = strtoll(value, NULL, 10);
	size_t unit = 0;

	if (!f->unit || strcmp(f->unit, "B") != 0) {
		add_plain(s, value);
		prov_str_add(s, f->unit ? f->unit : "");
		return;
	}
	for (; bytes >= 10000 && unit + 1 < COUNT(units); unit++)
		bytes = (bytes + 512) / 1024;
	prov_str_addf(s, "%lld %s", bytes, units[unit]);
}

/* "contexts 3, users 812": wrapped, and what is not known is left out. */
static void add_row(struct prov_str *s, const struct prov_status_section *x, const char **cells)
{
	size_t begin = s->len;
	bool first = true;

	prov_str_addf(s, "%-*s", INDENT, x->title);
	if (x->several) {
		add_plain(s, cells[0]);
		prov_str_add(s, ": ");
	}
	for (size_t i = 0; i < x->fact_count; i++) {
		PROV_CLEANUP(prov_str_fini) struct prov_str fact = PROV_STR_INIT;
		const struct prov_status_fact *f = &x->facts[i];

		if (!f->label || !cells[i] || (f->type == PROV_CELL_BOOL && cells[i][0] != 't'))
			continue;
		prov_str_add(&fact, f->label);
		if (f->type != PROV_CELL_BOOL) {
			prov_str_add_char(&fact, ' ');
			add_value(&fact, f, cells[i]);
		}
		prov_str_add(s, first ? "" : ",");
		if (!first && s->len - begin + fact.len > WIDTH) {
			begin = s->len;
			prov_str_addf(s, "\n%*s", INDENT, "");
		} else if (!first) {
			prov_str_add_char(s, ' ');
		}
		prov_str_add_len(s, fact.p, fact.len);
		first = false;
	}
	prov_str_add_char(s, '\n');
}

static void add_hint(struct prov_str *s, const struct cli_process *process, const char *hint)
{
	PROV_CLEANUP(prov_freep) char *text = cli_exit_commands(process, hint);

	add_plain(s, text);
}

static void add_problems(struct prov_str *s, const struct cli_process *process,
			 const struct prov_status *status)
{
	for (size_t i = 0; i < status->problem_count; i++) {
		const struct prov_status_problem *p = &status->problems[i];

		prov_str_addf(s, "%-*s", INDENT, prov_status_level_name(p->level));
		add_plain(s, p->about);
		prov_str_add(s, ": ");
		add_plain(s, p->text);
		prov_str_add_char(s, '\n');
		if (!p->hint)
			continue;
		prov_str_addf(s, "%*shint: ", INDENT, "");
		add_hint(s, process, p->hint);
		prov_str_add_char(s, '\n');
	}
}

void cli_status_page(struct prov_str *s, const struct cli_process *process, const struct prov_status *status)
{
	add_summary(s, status);
	add_numbers(s, status);
	prov_str_add_char(s, '\n');
	add_problems(s, process, status);
	for (size_t i = 0; i < PROV_STATUS_SECTIONS; i++)
		for (size_t row = 0; row < status->sections[i].row_count; row++)
			add_row(s, &status->sections[i], status->sections[i].rows[row]);
	prov_str_truncate(s, s->len - 1);
}
