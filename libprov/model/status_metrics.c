/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_metrics.c - the facts of a status that are numbers, for node_exporter's textfile collector
 */
#include <prov/status.h>
#include <stdlib.h>
#include <time.h>

#include "libprov/out/metrics.h"

static void add(struct prov_str *s, const char *name, const char *meaning, long long value)
{
	prov_metrics_family(s, name, meaning);
	prov_metrics_add(s, name, NULL, NULL, NULL, value);
}

static long long value_of(const struct prov_status_fact *f, const char *cell)
{
	return f->type == PROV_CELL_BOOL ? cell[0] == 't' : strtoll(cell, NULL, 10);
}

/* One series for each row that knows it; a fact that none knows is not there. */
static void add_fact(struct prov_str *s, const struct prov_status_section *section, size_t i)
{
	const struct prov_status_fact *f = &section->facts[i];
	PROV_CLEANUP(prov_freep) char *name = prov_asprintf("prov_status_%s", f->metric);
	bool begun = false;

	for (size_t row = 0; row < section->row_count; row++) {
		const char *const *cells = (const char *const *)section->rows[row];

		if (!cells[i])
			continue;
		if (!begun)
			prov_metrics_family(s, name, f->help);
		begun = true;
		prov_metrics_add(s, name, section->several ? section->title : NULL, cells[0], "",
				 value_of(f, cells[i]));
	}
}

int prov_status_metrics_write(const struct prov_status *status, const char *path, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	add(&s, "prov_status_level", "0: all is well, 1: warning, 2: critical, 3: not known.", status->level);
	add(&s, "prov_status_timestamp_seconds", "When prov status looked.", (long long)time(NULL));
	add(&s, "prov_status_problems", "What is wrong: how many lines prov status has for it.",
	    (long long)status->problem_count);
	for (size_t i = 0; i < PROV_STATUS_SECTIONS; i++)
		for (size_t n = 0; n < status->sections[i].fact_count; n++)
			if (status->sections[i].facts[n].metric)
				add_fact(&s, &status->sections[i], n);
	return prov_metrics_write(path, &s, err);
}
