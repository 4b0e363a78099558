/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_status_json.c - a status as one JSON object
 */
#include "bin/cli_status.h"

static void add_text(struct prov_str *s, const char *name, const char *text)
{
	const size_t begin = s->len;

	prov_str_addf(s, "\"%s\": ", name);
	prov_str_add_json(s, text, strlen(text));
	prov_plain_escape(s, begin);
}

static void add_cell(struct prov_str *s, const struct prov_status_fact *f, const char *cell)
{
	if (f->type == PROV_CELL_TEXT)
		add_text(s, f->name, cell);
	else if (f->type == PROV_CELL_BOOL)
		prov_str_addf(s, "\"%s\": %s", f->name, cell[0] == 't' ? "true" : "false");
	else
		prov_str_addf(s, "\"%s\": %s", f->name, cell);
}

static void add_object(struct prov_str *s, const struct prov_status_section *x, const char **cells)
{
	bool first = true;

	prov_str_add_char(s, '{');
	for (size_t i = 0; i < x->fact_count; i++) {
		if (!cells[i])
			continue;
		prov_str_add(s, first ? "" : ", ");
		add_cell(s, &x->facts[i], cells[i]);
		first = false;
	}
	prov_str_add_char(s, '}');
}

static void add_section(struct prov_str *s, const struct prov_status_section *x)
{
	if (!x->several && !x->row_count)
		return;
	prov_str_addf(s, ",\n \"%s\": %s", x->name, x->several ? "[" : "");
	for (size_t row = 0; row < x->row_count; row++) {
		prov_str_add(s, x->several ? row ? ",\n  " : "\n  " : "");
		add_object(s, x, x->rows[row]);
	}
	prov_str_add(s, x->several ? "]" : "");
}

static void add_problem_list(struct prov_str *s, const struct cli_process *process,
			     const struct prov_status *status)
{
	prov_str_add(s, ",\n \"problems\": [");
	for (size_t i = 0; i < status->problem_count; i++) {
		const struct prov_status_problem *p = &status->problems[i];
		PROV_CLEANUP(prov_freep) char *hint = cli_exit_commands(process, p->hint);

		prov_str_add(s, i ? ",\n  {" : "\n  {");
		add_text(s, "level", prov_status_level_name(p->level));
		prov_str_add(s, ", ");
		add_text(s, "about", p->about);
		prov_str_add(s, ", ");
		add_text(s, "message", p->text);
		if (hint) {
			prov_str_add(s, ", ");
			add_text(s, "hint", hint);
		}
		prov_str_add_char(s, '}');
	}
	prov_str_add_char(s, ']');
}

void cli_status_json(struct prov_str *s, const struct cli_process *process, const struct prov_status *status)
{
	prov_str_addf(s, "{\"level\": \"%s\", \"status\": %d", prov_status_level_name(status->level),
		      (int)status->level);
	add_problem_list(s, process, status);
	for (size_t i = 0; i < PROV_STATUS_SECTIONS; i++)
		add_section(s, &status->sections[i]);
	prov_str_add_char(s, '}');
}
