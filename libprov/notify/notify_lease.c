/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify_lease.c - one process of the installation delivers at a time: the row "notify" of prov.job_lock
 *
 * What writes positions looks at the fence (notify_state.c), so who lost the lease moves none. Two that
 * deliver the same event do no harm: it may come twice anyway.
 */
#include "libprov/notify/notify.h"

#define SECONDS 120	/* without a sign of life, after which somebody else takes over */

static int busy(const char *owner, struct prov_err *err)
{
	prov_fail(err, PROV_E_BUSY, "another prov notify is active");
	if (!owner)
		return prov_err_detail(err, "it began at the same moment");
	return prov_err_detail(err, "its owner is %s (host/boot/PID namespace/process/start)", owner);
}

int prov_notify_lease_take(struct prov_notify *n, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *old = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *mine = NULL;
	struct prov_sql *db = prov_session_db(n->call, err);
	const char *fence = "0", *owner = NULL;

	if (!db || prov_sql_exec(db, PROV_Q_LEASE_GET, PROV_ARGS(PROV_NOTIFY_JOB), &old, err) < 0)
		return -1;
	if (prov_sql_rows(old)) {
		owner = prov_sql_text(old, 0, 0);
		fence = prov_sql_text(old, 0, 1);
	}
	if (owner && !prov_sql_true(old, 0, 3) && !prov_lease_is_dead(owner))
		return busy(owner, err);
	prov_uuid(n->run);
	if (prov_sql_exec(db, PROV_Q_LEASE_TAKE, PROV_ARGS(PROV_NOTIFY_JOB, n->owner, n->run, fence,
							   PROV_INT(SECONDS)), &mine, err) < 0)
		return -1;
	if (prov_sql_rows(mine) == 0)
		return busy(NULL, err);
	n->fence = prov_sql_number(mine, 0, 0);
	n->renew_at = prov_clock_ms() + SECONDS * 1000LL / 4;
	n->locked = true;
	return 0;
}

int prov_notify_lease_renew(struct prov_notify *n, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct prov_sql *db;

	if (prov_clock_ms() < n->renew_at)
		return 0;
	db = prov_session_db(n->call, err);
	if (!db || prov_sql_exec(db, PROV_Q_LEASE_RENEW, PROV_ARGS(PROV_NOTIFY_JOB, PROV_INT(n->fence),
								   n->run,
								    PROV_INT(SECONDS)), &res, err) < 0)
		return -1;
	n->renew_at = prov_clock_ms() + SECONDS * 1000LL / 4;
	return prov_sql_rows(res) ? 0 : busy(NULL, err);
}

void prov_notify_lease_drop(struct prov_notify *n)
{
	struct prov_err ignored = PROV_ERR_INIT;
	struct prov_sql *db = n->locked ? prov_session_db(n->call, &ignored) : NULL;

	if (db && prov_sql_exec(db, PROV_Q_LEASE_DROP, PROV_ARGS(PROV_NOTIFY_JOB, PROV_INT(n->fence), n->run),
				NULL, &ignored) < 0)
		prov_err_clear(&ignored);	/* it ends by itself */
	n->locked = false;
}
