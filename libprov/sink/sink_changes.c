/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_changes.c - a plan as a list: what happens, or would happen, to whom
 */
#include "libprov/sink/sink_plan.h"

struct telling {
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err);
	void *data;
};

static int tell(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	const struct telling *t = data;
	const struct prov_sync_change change = {
		prov_sql_text(row, 0, 0), prov_sql_text(row, 0, 1), prov_sql_text(row, 0, 2),
		prov_sql_text(row, 0, 3), prov_sql_text(row, 0, 4), prov_sql_text(row, 0, 5)
	};

	return t->fn(t->data, &change, err);
}

int prov_sink_changes(struct sink *sink, bool only_rejects,
		      int (*fn)(void *data, const struct prov_sync_change *change,
				struct prov_err *err),
		      void *data, struct prov_err *err)
{
	struct telling t = { fn, data };

	if (sink->held.len && prov_sql_each(sink->db, PROV_Q_SYNC_HELD,
					    PROV_ARGS(sink->run, sink->held.p), tell, &t, err) < 0)
		return -1;
	if (prov_sink_scope_tell(sink, fn, data, err) < 0 ||
	    prov_sink_notice_tell(sink, fn, data, err) < 0 ||
	    prov_sink_left_out_tell(sink, fn, data, err) < 0)
		return -1;
	if (sink->tells_protected &&
	    prov_sql_each(sink->db, PROV_Q_SYNC_TELL_PROTECTED, PROV_ARGS(sink->config->name), tell,
			  &t, err) < 0)
		return -1;
	if (only_rejects && !sink->any_rejects)
		return 0;
	if (only_rejects)
		return prov_sql_each(sink->db, PROV_Q_SYNC_REJECTS, PROV_ARGS(sink->run), tell, &t,
				     err);
	if (prov_sql_each(sink->db, PROV_Q_SYNC_CHANGES, PROV_ARGS(sink->run), tell, &t, err) < 0 ||
	    prov_sql_each(sink->db, PROV_Q_SYNC_LOCK_CHANGES, PROV_ARGS(sink->run), tell, &t,
			  err) < 0 ||
	    prov_sql_each(sink->db, PROV_Q_SYNC_STAGED_REJECTS, PROV_ARGS(sink->run), tell, &t,
			  err) < 0)
		return -1;
	return sink->has_groups ? prov_sql_each(sink->db, PROV_Q_SYNC_GROUP_CHANGES,
						PROV_ARGS(sink->run), tell, &t, err)
				: 0;
}
