/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_licence.c - a sync and the limit of the configured licence
 *
 * What exceeds it is rejected like any entry that cannot be taken: the run goes on, and the next
 * one tries again. So does a licence that is not valid, which allows no new users. Nobody waits for a
 * run that is at work for long: it claims places in blocks (libprov/model/licence_limit.c).
 */
#include <prov/licence.h>

#include "libprov/sink/sink_plan.h"

#define BLOCK 1000		/* places claimed at first */

int prov_sink_licence_look(struct sink *sink, struct prov_err *err)
{
	long long limit;

	sink->licence_why = "the licence allows no more enabled users";
	if (prov_licence_limit_get(sink->call, &limit, err) < 0) {
		if (err->code != PROV_E_INVALID)
			return -1;
		sink->licence_why = prov_pool_strdup(sink->pool, err->msg);
		prov_err_clear(err);
		sink->licence_closed = true;
		return 0;
	}
	if (limit == PROV_LICENCE_UNLIMITED) {
		sink->licence_room = INT64_MAX;
		return 0;
	}
	return sink->dry_run ? 0 : prov_licence_limit_share(sink->db, err);
}

/* Up to n places more; a dry run only looks. */
static int claim(struct sink *sink, long long n, struct prov_err *err)
{
	long long got = 0;

	if (sink->licence_closed)
		return 0;
	if (sink->dry_run) {
		if (prov_licence_limit_room(sink->call, sink->db, &got, err) < 0)
			return -1;
	} else if (prov_licence_limit_claim(sink->call, sink->db, sink->licence_pending, n, &got,
					    err) < 0) {
		return -1;
	}
	sink->licence_room += got;
	sink->licence_pending += got;
	return 0;
}

int prov_sink_licence_block(struct sink *sink, struct prov_err *err)
{
	return claim(sink, sink->licence_pending / 2 > BLOCK ? sink->licence_pending / 2 : BLOCK,
		     err);
}

void prov_sink_licence_counted(struct sink *sink)
{
	sink->licence_pending = sink->licence_room;
}

int prov_sink_licence_reject(struct sink *sink, int *found, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *want = NULL, *res = NULL;
	long long places;

	*found = 0;
	if (sink->licence_room == INT64_MAX)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_WANT_PLACES, PROV_ARGS(sink->run), &want, err) < 0)
		return -1;
	places = prov_sql_number(want, 0, 0);
	if (places > sink->licence_room && claim(sink, places - sink->licence_room, err) < 0)
		return -1;
	if (places <= sink->licence_room)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_REJECT_LICENCE,
			  PROV_ARGS(sink->run, PROV_INT(sink->licence_room), sink->licence_why),
			  &res, err) < 0)
		return -1;
	*found = prov_sql_affected(res);
	return 0;
}
