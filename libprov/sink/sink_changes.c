/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_changes.c - a plan as a list: what happens, or would happen, to whom
 */
#include "libprov/sink/sink_plan.h"

struct telling {
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err);
	void *data;
	bool has_known;		/* the seventh column says whether it is */
};

static int tell(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	const struct telling *t = data;
	const struct prov_sync_change change = {
		prov_sql_text(row, 0, 0), prov_sql_text(row, 0, 1), prov_sql_text(row, 0, 2),
		prov_sql_text(row, 0, 3), prov_sql_text(row, 0, 4), prov_sql_text(row, 0, 5),
		t->has_known && prov_sql_true(row, 0, 6)
	};

	return t->fn(t->data, &change, err);
}

/* Those whom the summary names. */
static int tell_names(struct sink *sink, struct telling *t, struct prov_err *err)
{
	const struct prov_sql_args args = PROV_ARGS(sink->run, PROV_INT(PROV_SYNC_NAMED + 1));

	if (sink->planned + sink->locks > 0 &&
	    prov_sql_each(sink->db, PROV_Q_SYNC_NAMES, args, tell, t, err) < 0)
		return -1;
	if (!sink->groups_planned)
		return 0;
	return prov_sql_each(sink->db, PROV_Q_SYNC_GROUP_NAMES, args, tell, t, err);
}

int prov_sink_changes(struct sink *sink, bool only_rejects,
		      int (*fn)(void *data, const struct prov_sync_change *change,
				struct prov_err *err),
		      void *data, struct prov_err *err)
{
	struct telling t = { fn, data, false }, with_known = { fn, data, true };

	if (sink->held.len && prov_sql_each(sink->db, PROV_Q_SYNC_HELD,
					    PROV_ARGS(sink->run, sink->held.p), tell, &with_known, err) < 0)
		return -1;
	if (prov_sink_scope_tell(sink, fn, data, err) < 0 ||
	    prov_sink_notice_tell(sink, fn, data, err) < 0 ||
	    prov_sink_left_out_tell(sink, fn, data, err) < 0 ||
	    prov_sink_aside_tell(sink, fn, data, err) < 0 || prov_sink_nest_tell(sink, fn, data, err) < 0)
		return -1;
	if (sink->tells_protected &&
	    prov_sql_each(sink->db, PROV_Q_SYNC_TELL_PROTECTED, PROV_ARGS(sink->config->name), tell,
			  &t, err) < 0)
		return -1;
	if ((!only_rejects && prov_sink_rekey_tell(sink, fn, data, err) < 0) ||
	    (sink->rekey &&
	     prov_sql_each(sink->db, PROV_Q_SYNC_REKEY_LEFT, PROV_ARGS(sink->run), tell, &t, err) < 0) ||
	    (only_rejects && tell_names(sink, &t, err) < 0))
		return -1;
	if (only_rejects && !sink->any_rejects)
		return 0;
	if (only_rejects)
		return prov_sql_each(sink->db, PROV_Q_SYNC_REJECTS, PROV_ARGS(sink->run, sink->config->name),
				     tell, &with_known, err);
	if (prov_sql_each(sink->db, PROV_Q_SYNC_CHANGES, PROV_ARGS(sink->run), tell, &t, err) < 0 ||
	    prov_sql_each(sink->db, PROV_Q_SYNC_LOCK_CHANGES, PROV_ARGS(sink->run), tell, &t,
			  err) < 0 ||
	    prov_sql_each(sink->db, PROV_Q_SYNC_STAGED_REJECTS, PROV_ARGS(sink->run), tell, &t,
			  err) < 0)
		return -1;
	if (!sink->has_groups)
		return 0;
	if (prov_sql_each(sink->db, PROV_Q_SYNC_GROUP_CHANGES, PROV_ARGS(sink->run), tell, &t, err) < 0)
		return -1;
	return prov_sql_each(sink->db, PROV_Q_SYNC_PENDING,
			     PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(sink->groups_planned),
				       PROV_BOOL(!sink->groups_planned || sink->few)),
			     tell, &t, err);
}
