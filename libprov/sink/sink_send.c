/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_send.c - rows on their way to staging
 *
 * Rows gather in memory and go out some thousand at a time, so that no COPY stands open and memory
 * does not grow with the directory.
 */
#include "libprov/sink/sink_reading.h"

static int send_rows(struct sink *k, enum prov_query copy, struct prov_sql_rows *rows, bool now,
		struct prov_err *err)
{
	if (rows->count == 0 || (!now && rows->text.len < SINK_MUCH))
		return 0;
	if (prov_sink_direct_pause(k, err) < 0 || prov_sink_known_pause(k, err) < 0)
		return -1;
	k->staged_rows += (long long)rows->count;
	return prov_sql_copy(k->db, copy, rows, err);
}

/* Before rows are sent: who has slept too long may have lost the lease. */
static int keep_lease(struct sink *k, struct prov_err *err)
{
	if (k->in_tx || prov_clock_ms() < k->renew_at)
		return 0;
	return prov_sink_known_pause(k, err) < 0 ? -1 : prov_sink_lease_renew(k, err);
}

int prov_sink_send(struct sink *k, bool now, struct prov_err *err)
{
	if (keep_lease(k, err) < 0 || (k->spool && prov_sink_spool_put(k, err) < 0))
		return -1;
	if (send_rows(k, PROV_Q_SYNC_COPY_USER, &k->users, now, err) < 0 ||
	    (!k->spool && send_rows(k, PROV_Q_SYNC_COPY_GROUP, &k->groups, now, err) < 0))
		return -1;
	return send_rows(k, PROV_Q_SYNC_COPY_UNSEEN, &k->unseen, now, err);
}
