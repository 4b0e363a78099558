/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_aside.c - entries that are there and are no part of the source, such as those in conflict
 *
 * Each is told once, in the run that finds it, counted in every run, and listed with the values that are left
 * out, where it is one without a field. There are few. An incremental run keeps those of which it hears
 * nothing.
 */
#include <string.h>

#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_since.h"

static void add(struct prov_str *json, const char *before, const char *value)
{
	prov_str_add(json, before);
	prov_str_add_json(json, value, strlen(value));
}

/* One may be shown by several searches, and planned twice. */
static void note(struct sink *sink, const char *kind, const char *key, const char *dn, const char *why)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str json = PROV_STR_INIT;

	add(&json, "{\"kind\": ", kind);
	add(&json, ", \"entry\": ", key);
	add(&json, ", \"dn\": ", dn);
	add(&json, ", \"why\": ", why);
	prov_str_add_char(&json, '}');
	if (sink->aside_count && strstr(sink->aside.p, json.p))
		return;
	prov_str_add(&sink->aside, sink->aside_count++ ? ", " : "");
	prov_str_add(&sink->aside, json.p);
}

void prov_sink_aside_note(struct sink *sink, const struct prov_record *rec)
{
	note(sink, rec->kind == PROV_ENTRY_USER ? "user" : "group", rec->key, rec->dn, rec->aside);
}

static int keep(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *kept = NULL;

	if (!sink->since || !sink->had_aside)
		return 0;
	if (prov_sink_since_aside(sink, &kept, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(kept); i++)
		note(sink, prov_sql_text(kept, i, 0), prov_sql_text(kept, i, 1), prov_sql_text(kept, i, 2),
		     prov_sql_text(kept, i, 3));
	return 0;
}

/* As one array. A run that plans again asks again, so the text itself stays open. */
static char *list(const struct sink *sink)
{
	return prov_asprintf("[%s]", sink->aside.len ? sink->aside.p : "");
}

int prov_sink_aside_find(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *aside = NULL;

	if (sink->aside_count + sink->had_aside == 0)
		return 0;
	if (keep(sink, err) < 0)
		return -1;
	aside = list(sink);
	prov_sql_result_freep(&sink->aside_now);
	c->left_out += sink->aside_count;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_ASIDE, PROV_ARGS(sink->config->name, aside),
			     &sink->aside_now, err);
}

int prov_sink_aside_tell(const struct sink *sink,
			 int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
			 void *data, struct prov_err *err)
{
	return prov_sink_notice_tell_rows(sink->aside_now, "entries of the like", fn, data, err);
}

int prov_sink_aside_save(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *aside = list(sink);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_DROP_ASIDE, PROV_ARGS(sink->config->name, aside), NULL },
		{ PROV_Q_SYNC_SAVE_ASIDE, PROV_ARGS(sink->config->name, aside), NULL },
	};

	if (sink->aside_count + sink->had_aside == 0)
		return 0;
	return prov_sql_batch(sink->db, steps, COUNT(steps), err);
}
