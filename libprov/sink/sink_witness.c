/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_witness.c - an incremental run takes values away: who else should still show such a value?
 *
 * A right that was lost looks like values that were removed, one by one, where only what changed is read. So
 * for each field in which somebody loses a value others are named who have one. Where none is found among
 * many, values in that field are rare, and there is nothing to ask for.
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/sink/sink_witness.h"

#define EACH 3			/* so many for a field, of */
#define MANY 1000		/* so many users */

struct sink_witness {
	struct prov_sql_result *rows;
	struct prov_witness *all;
};

void prov_sink_witness_free(struct sink *sink)
{
	if (sink->witness) {
		prov_sql_result_freep(&sink->witness->rows);
		free(sink->witness->all);
	}
	free(sink->witness);
	sink->witness = NULL;
}

/* As an array literal; empty: there are none. */
static void list_fields(const struct sink *sink, struct prov_str *fields)
{
	const struct sink_limits *l = &sink->limits;

	for (size_t i = 0; i < l->count && l->rows[i].context == 0; i++) {
		const struct prov_limit_count *c = &l->rows[i];

		if (c->kind != PROV_LIMIT_BLANKED || c->n == 0)
			continue;
		prov_str_array_add_text(fields, c->field);
	}
	if (fields->len)
		prov_str_add_char(fields, '}');
}

int prov_sink_witness_find(struct sink *sink, const struct prov_witness **all, size_t *count,
			   struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str fields = PROV_STR_INIT;
	struct sink_witness *w;

	*count = 0;
	prov_sink_witness_free(sink);
	list_fields(sink, &fields);
	if (!sink->since || !fields.len)
		return 0;
	w = sink->witness = prov_alloc(sizeof(*w));
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_SINCE_WITNESS,
			  PROV_ARGS(sink->run, sink->config->name, fields.p,
				    PROV_INT((long long)sink->default_modules), PROV_INT(MANY),
				    PROV_INT(EACH)), &w->rows, err) < 0)
		return -1;
	*count = (size_t)prov_sql_rows(w->rows);
	w->all = prov_alloc((*count + 1) * sizeof(*w->all));
	for (size_t i = 0; i < *count; i++)
		w->all[i] = (struct prov_witness){ prov_sql_text(w->rows, (int)i, 0),
						   prov_sql_text(w->rows, (int)i, 1) };
	*all = w->all;
	return 0;
}
