/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_conflict.c - names and addresses that several want
 *
 * The smallest thing loses: an entry does without an address that somebody else has; only a name that is
 * taken rejects it, and a new user without the primary address is held back. Who has it keeps it, else it
 * goes to a user who is known, else to the entry that was read first. Who lost against an entry that is
 * rejected in the end is looked at again in the same run, and who lost against anybody else in every run, so
 * that nobody has to mend what mends itself.
 */
#include "libprov/sink/sink_plan.h"

/* Runs a statement, and adds how many rows it changed. */
static int step(struct sink *sink, enum prov_query query, long long *changed, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, query, PROV_ARGS(sink->run), &res, err) < 0)
		return -1;
	*changed += prov_sql_affected(res);
	return 0;
}

static int count_kept(struct sink *sink, long long *kept, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_KEPT, PROV_ARGS(sink->run), &res, err) < 0)
		return -1;
	*kept = prov_sql_number(res, 0, 0);
	return 0;
}

/* What is found now. */
static int find(struct sink *sink, long long *found, struct prov_err *err)
{
	long long rejected = 0, lost = 0;

	if (step(sink, PROV_Q_SYNC_REJECT_LOGIN, &rejected, err) < 0 ||
	    step(sink, PROV_Q_SYNC_LOSE_ADDRESS, &lost, err) < 0 ||
	    (lost && step(sink, PROV_Q_SYNC_REJECT_MAIL, &rejected, err) < 0))
		return -1;
	sink->lost_addresses += lost;
	sink->conflicts += lost + rejected;
	*found = lost + rejected;
	return 0;
}

/* Those who lost against an entry that is rejected itself. */
static int retry(struct sink *sink, long long *freed, struct prov_err *err)
{
	if (sink->conflicts == 0)
		return 0;
	return step(sink, PROV_Q_SYNC_RETRY_REJECTS, freed, err) < 0 ||
		       (sink->lost_addresses &&
			step(sink, PROV_Q_SYNC_RETRY_ADDRESSES, freed, err) < 0) ? -1 : 0;
}

/* Rounds: a stored user who is rejected, keeps an address, or moves and stays, has something that others
 * counted on; so have those who lost against somebody who is rejected. Others who are new leave nothing
 * behind. It ends: a new one gives way only to stored ones and to those before it. */
int prov_sink_conflict_settle(struct sink *sink, struct prov_err *err)
{
	long long before, kept = 0, found, moved, freed;

	do {
		before = kept;
		moved = freed = 0;
		if (find(sink, &found, err) < 0 || (found && count_kept(sink, &kept, err) < 0) ||
		    step(sink, PROV_Q_SYNC_KEEP_MOVED, &moved, err) < 0 || retry(sink, &freed, err) < 0)
			return -1;
	} while (moved || freed || kept > before);
	return 0;
}

int prov_sink_conflict_end(struct sink *sink, struct prov_err *err)
{
	if (sink->conflicts == 0)
		return 0;
	sink->found_left_out += sink->lost_addresses;
	if (prov_sink_tx_nestloop(sink, true, err) < 0 ||
	    prov_sink_tx_step_source(sink, PROV_Q_SYNC_DESCRIBE_REJECTS, err) < 0)
		return -1;
	if (sink->lost_addresses &&
	    (prov_sink_tx_step_source(sink, PROV_Q_SYNC_DESCRIBE_LEFT_OUT, err) < 0 ||
	     prov_sink_tx_step(sink, PROV_Q_SYNC_LEAVE_OUT, err) < 0))
		return -1;
	return prov_sink_tx_nestloop(sink, prov_sink_tx_is_little(sink, sink->differ), err);
}
