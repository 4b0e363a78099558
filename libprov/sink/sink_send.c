/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_send.c - rows on their way to staging
 *
 * Rows gather in memory and go out some thousand at a time, so that no COPY stands open and memory
 * does not grow with the directory.
 */
#include "libprov/sink/sink_reading.h"

static int send_rows(struct sink *sink, enum prov_query copy, struct prov_sql_rows *rows, bool now,
		struct prov_err *err)
{
	if (rows->count == 0 || (!now && rows->text.len < SINK_MUCH))
		return 0;
	if (prov_sink_direct_pause(sink, err) < 0 || prov_sink_known_pause(sink, err) < 0)
		return -1;
	sink->staged_rows += (long long)rows->count;
	return prov_sql_copy(sink->db, copy, rows, err);
}

/* Before rows are sent: who has slept too long may have lost the lease. */
static int keep_lease(struct sink *sink, struct prov_err *err)
{
	if (sink->in_tx || prov_clock_ms() < sink->renew_at)
		return 0;
	return prov_sink_known_pause(sink, err) < 0 ? -1 : prov_sink_lease_renew(sink, err);
}

int prov_sink_send(struct sink *sink, bool now, struct prov_err *err)
{
	if (keep_lease(sink, err) < 0 ||
	    send_rows(sink, PROV_Q_SYNC_COPY_USER, &sink->users, now, err) < 0)
		return -1;
	if (send_rows(sink, PROV_Q_SYNC_COPY_LEFT_OUT, &sink->left_out, now, err) < 0)
		return -1;
	return send_rows(sink, PROV_Q_SYNC_COPY_UNSEEN, &sink->unseen, now, err);
}
