/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_lock.c - who is disabled in the directory is disabled here, whatever else is wrong with the entry
 *
 * An entry that cannot be taken leaves its user as it is, but for one thing: if it can be told that it
 * says "disabled", the user must not stay able to log in until somebody has repaired the rest. The
 * other way round nobody is enabled by an entry that cannot be taken.
 */
#include "libprov/sink/sink_plan.h"

int prov_sink_lock_plan(struct sink *sink, bool conflicts, struct prov_sync_counts *counts,
			struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	/* who is held back may have an entry in another context */
	if (sink->unseen_count == 0 || (!conflicts && !sink->rejects_lock && !sink->held.len))
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_FIND_LOCKS,
			  PROV_ARGS(sink->run, sink->config->name,
				    sink->held_locks.len ? sink->held_locks.p : "{}"), &res, err) < 0)
		return -1;
	sink->locks = prov_sql_affected(res);
	counts->disabled += sink->locks;
	return 0;
}

int prov_sink_lock_merge(struct sink *sink, struct prov_err *err)
{
	if (sink->locks == 0)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_LOCK_LOG,
			  PROV_ARGS(sink->run, prov_session_who(sink->call), sink->call->program),
			  NULL, err) < 0 ||
	    prov_sink_tx_step(sink, PROV_Q_SYNC_LOCK_COUNTERS, err) < 0)
		return -1;
	return prov_sink_tx_step(sink, PROV_Q_SYNC_LOCK_USERS, err);
}
