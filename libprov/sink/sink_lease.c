/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_lease.c - one run per source at a time: a row with an owner, an expiry and a fence
 *
 * The row of a job stays for ever and its fence only grows: a run that was stopped, for however long,
 * finds another fence and another run in it and writes nothing any more.
 *
 * A run that was killed on this machine is noticed at once and the next one goes on (prov_lease_is_dead()).
 */
#include <string.h>

#include "libprov/sink/sink.h"

/* owner: NULL if it was free a moment ago. */
static int busy(struct sink *sink, const char *owner, struct prov_err *err)
{
	prov_fail(err, PROV_E_BUSY, "another run of source \"%s\" is active", sink->config->name);
	if (!owner)
		return prov_err_detail(err, "it began at the same moment");
	return prov_err_detail(err, "its owner is %s (host/boot/PID namespace/process/start)",
			       owner);
}

/* The lease may be over, but who holds its row is in the transaction that writes. A dead one's backend
 * is on its way out: that is worth waiting for. */
static int check_idle(struct sink *sink, const char *owner, struct prov_err *err)
{
	if (prov_sql_exec(sink->db, PROV_Q_LEASE_IDLE, PROV_ARGS(sink->job), NULL, err) == 0)
		return 0;
	if (strcmp(err->sqlstate, "55P03") != 0)
		return -1;
	prov_err_clear(err);
	return busy(sink, owner, err);
}

/* What a dead run has staged is of no use any more. */
static int clear_run(struct sink *sink, const char *run, struct prov_err *err)
{
	return prov_sql_batch(sink->db, (const struct prov_sql_step[]){
		{ PROV_Q_SYNC_CLEAR, PROV_ARGS(run), NULL },
		{ PROV_Q_SYNC_CLEAR_GROUPS, PROV_ARGS(run), NULL },
		{ PROV_Q_SYNC_CLEAR_NESTS, PROV_ARGS(run), NULL } }, 3, err);
}

/* No run that may be alive holds the job. One of this very process has ended: its connection broke, so it
 * could not give the lease back. */
static int check_free(struct sink *sink, const struct prov_sql_result *old, struct prov_err *err)
{
	const char *owner = prov_sql_rows(old) ? prov_sql_text(old, 0, 0) : NULL;

	if (!owner || strcmp(owner, sink->owner) == 0 || prov_lease_is_dead(owner))
		return 0;
	return prov_sql_true(old, 0, 3) ? check_idle(sink, owner, err) : busy(sink, owner, err);
}

/* left: whose rows have to go, or NULL. Both or nothing: else the row would not name them any more. */
static int take(struct sink *sink, const char *fence, const char *left, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *mine = NULL;
	const char *lease = PROV_INT(sink->call->session->config->sync_lease);

	if (prov_sql_exec(sink->db, PROV_Q_LEASE_TAKE,
			  PROV_ARGS(sink->job, sink->owner, sink->run, fence, lease), &mine,
			  err) < 0)
		return -1;
	if (prov_sql_rows(mine) == 0)
		return busy(sink, NULL, err);
	sink->fence = prov_sql_number(mine, 0, 0);
	return left ? clear_run(sink, left, err) : 0;
}

static int take_over(struct sink *sink, const char *fence, const char *left, struct prov_err *err)
{
	prov_sql_tx_begin(sink->db);
	if (take(sink, fence, left, err) == 0)
		return prov_sql_tx_commit(sink->db, err);
	prov_sql_tx_rollback(sink->db);
	return -1;
}

int prov_sink_lease_take(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *old = NULL;
	const char *fence = "0", *left = NULL;

	sink->job = prov_asprintf("ldapsync %s", sink->config->name);
	sink->owner = prov_lease_owner();
	if (prov_sql_exec(sink->db, PROV_Q_LEASE_GET, PROV_ARGS(sink->job), &old, err) < 0 ||
	    check_free(sink, old, err) < 0)
		return -1;
	if (prov_sql_rows(old)) {
		fence = prov_sql_text(old, 0, 1);
		left = prov_sql_text(old, 0, 2);
	}
	if ((left ? take_over(sink, fence, left, err) : take(sink, fence, NULL, err)) < 0)
		return -1;
	sink->locked = true;
	sink->renew_at = prov_clock_ms() + sink->call->session->config->sync_lease * 1000LL / 4;
	return 0;
}

static int lost(struct sink *sink, struct prov_err *err)
{
	return prov_fail(err, PROV_E_BUSY,
			 "the lock of source \"%s\" was taken over by another run",
			 sink->config->name);
}

int prov_sink_lease_renew(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_LEASE_RENEW,
			  PROV_ARGS(sink->job, PROV_INT(sink->fence), sink->run,
				    PROV_INT(sink->call->session->config->sync_lease)),
			  &res, err) < 0)
		return -1;
	sink->renew_at = prov_clock_ms() + sink->call->session->config->sync_lease * 1000LL / 4;
	return prov_sql_rows(res) ? 0 : lost(sink, err);
}

int prov_sink_lease_check(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_LEASE_CHECK,
			  PROV_ARGS(sink->job, PROV_INT(sink->fence), sink->run), &res, err) < 0)
		return -1;
	return prov_sql_rows(res) ? 0 : lost(sink, err);
}

#define MANY_ROWS 10000 /* fewer are deleted faster than the files of seven tables made anew */

/* Emptying the tables leaves no dead rows behind, but only works for the only run there is: those
 * that come later wait for our lock. What took over our own lease is another run. */
static int truncate_staging(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *others = NULL;
	int rc;

	prov_sql_tx_begin(sink->db);
	rc = prov_sql_exec(sink->db, PROV_Q_SYNC_LOCK_STAGING, PROV_NO_ARGS, NULL, err);
	if (rc == 0)
		rc = prov_sql_exec(sink->db, PROV_Q_SYNC_OTHER_RUNS, PROV_ARGS(sink->run), &others,
				   err);
	if (rc == 0 && prov_sql_number(others, 0, 0) > 0)
		rc = -1;
	if (rc == 0)
		rc = prov_sql_exec(sink->db, PROV_Q_SYNC_TRUNCATE, PROV_NO_ARGS, NULL, err);
	if (rc == 0)
		return prov_sql_tx_commit(sink->db, err);
	prov_sql_tx_rollback(sink->db);
	return -1;
}

/* Our rows go even if the lease is not ours any more: they are of no use to anybody. Both or nothing:
 * while rows are left the row of the job names them. */
void prov_sink_lease_drop(struct sink *sink)
{
	struct prov_err ignored = PROV_ERR_INIT;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_CLEAR, PROV_ARGS(sink->run), NULL },
		{ PROV_Q_SYNC_CLEAR_GROUPS, PROV_ARGS(sink->run), NULL },
		{ PROV_Q_SYNC_CLEAR_NESTS, PROV_ARGS(sink->run), NULL },
		{ PROV_Q_LEASE_DROP, PROV_ARGS(sink->job, PROV_INT(sink->fence), sink->run), NULL },
	};
	bool clear = sink->staged_rows > 0;

	if (!sink->locked)
		return;
	if (sink->staged_rows >= MANY_ROWS && truncate_staging(sink, &ignored) == 0)
		clear = false;
	prov_sql_batch(sink->db, clear ? steps : steps + COUNT(steps) - 1, clear ? COUNT(steps) : 1,
		       &ignored);
	sink->locked = false;
}
