/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_left_out.c - values that cannot be used: each is told once, in the run that finds it, and counted in
 * every run
 *
 * What is left out is stored as long as that is so. As long as nothing changes no row is written.
 */
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_since.h"

/* Were entries looked at that have such values, or had them? */
static bool may_change(const struct sink *sink)
{
	return sink->found_left_out ||
		(sink->had_left_out &&
		 (sink->staged || sink->unseen_count ||
		  (sink->has_groups && !prov_sink_group_are_same(sink))));
}

int prov_sink_left_out_find(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *count = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_LEFT_OUT, PROV_ARGS(sink->run, sink->config->name), &sink->left_out_now },
		{ PROV_Q_SYNC_LEFT_OUT_COUNT,
		  PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(prov_sink_since_knows_groups(sink))),
		  &count },
	};

	counts->left_out = sink->had_left_out;
	if (!may_change(sink))
		return 0;
	prov_sql_result_freep(&sink->left_out_now);
	if (prov_sql_batch(sink->db, steps, COUNT(steps), err) < 0)
		return -1;
	counts->left_out = prov_sql_number(count, 0, 0);
	return 0;
}

int prov_sink_left_out_tell(const struct sink *sink,
			    int (*fn)(void *data, const struct prov_sync_change *change,
				      struct prov_err *err),
			    void *data, struct prov_err *err)
{
	return prov_sink_notice_tell_rows(sink->left_out_now, "values that are left out", fn, data, err);
}

int prov_sink_left_out_save(struct sink *sink, struct prov_err *err)
{
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_DROP_LEFT_OUT,
		  PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(sink->direct),
			    PROV_BOOL(prov_sink_since_knows_groups(sink))), NULL },
		{ PROV_Q_SYNC_SAVE_LEFT_OUT, PROV_ARGS(sink->run, sink->config->name), NULL },
	};

	return may_change(sink) ? prov_sql_batch(sink->db, steps, COUNT(steps), err) : 0;
}
