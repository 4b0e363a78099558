/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_hold.c - nothing is taken away in the contexts that were judged to lose too much
 *
 * Taken out of the plan before conflicts are looked for: who is kept keeps name and addresses.
 */
#include "libprov/sink/sink_plan.h"


static int hold(struct sink *sink, enum prov_query query, long long *count, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, query, PROV_ARGS(sink->run, sink->held.p), &res, err) < 0)
		return -1;
	*count = prov_sql_affected(res);
	return 0;
}

int prov_sink_hold_users(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (!sink->held.len)
		return 0;
	if (hold(sink, PROV_Q_SYNC_HOLD_USERS, &c->held_users, err) < 0 ||
	    prov_sql_exec(sink->db, PROV_Q_SYNC_HOLD_CHANGES,
			  PROV_ARGS(sink->run, sink->held.p, sink->held_locks.p, sink->config->name,
				    PROV_INT((long long)sink->default_modules)), &res, err) < 0)
		return -1;
	c->held_users += prov_sql_affected(res);
	return 0;
}

int prov_sink_hold_groups(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	return sink->held.len ? hold(sink, PROV_Q_SYNC_HOLD_GROUPS, &c->held_groups, err) : 0;
}

int prov_sink_hold_members(struct sink *sink, struct prov_err *err)
{
	long long ignored;

	return sink->held.len ? hold(sink, PROV_Q_SYNC_HOLD_MEMBERS, &ignored, err) : 0;
}
