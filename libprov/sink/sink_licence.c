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

int prov_sink_licence_look(struct sink *k, struct prov_err *err)
{
	long long limit;

	k->licence_why = "the licence allows no more enabled users";
	if (prov_licence_limit_get(k->call, &limit, err) < 0) {
		if (err->code != PROV_E_INVALID)
			return -1;
		k->licence_why = prov_pool_strdup(k->pool, err->msg);
		prov_err_clear(err);
		k->licence_closed = true;
		return 0;
	}
	if (limit == PROV_LICENCE_UNLIMITED) {
		k->licence_room = INT64_MAX;
		return 0;
	}
	return k->dry_run ? 0 : prov_licence_limit_share(k->db, err);
}

/* Up to n places more; a dry run only looks. */
static int claim(struct sink *k, long long n, struct prov_err *err)
{
	long long got = 0;

	if (k->licence_closed)
		return 0;
	if (k->dry_run) {
		if (prov_licence_limit_room(k->call, k->db, &got, err) < 0)
			return -1;
	} else if (prov_licence_limit_claim(k->call, k->db, k->licence_pending, n, &got, err) < 0) {
		return -1;
	}
	k->licence_room += got;
	k->licence_pending += got;
	return 0;
}

int prov_sink_licence_block(struct sink *k, struct prov_err *err)
{
	return claim(k, k->licence_pending / 2 > BLOCK ? k->licence_pending / 2 : BLOCK, err);
}

void prov_sink_licence_counted(struct sink *k)
{
	k->licence_pending = k->licence_room;
}

int prov_sink_licence_reject(struct sink *k, int *found, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *want = NULL, *res = NULL;
	long long places;

	*found = 0;
	if (k->licence_room == INT64_MAX)
		return 0;
	if (prov_sql_exec(k->db, PROV_Q_SYNC_WANT_PLACES, PROV_ARGS(k->run), &want, err) < 0)
		return -1;
	places = prov_sql_number(want, 0, 0);
	if (places > k->licence_room && claim(k, places - k->licence_room, err) < 0)
		return -1;
	if (places <= k->licence_room)
		return 0;
	if (prov_sql_exec(k->db, PROV_Q_SYNC_REJECT_LICENCE,
			  PROV_ARGS(k->run, PROV_INT(k->licence_room), k->licence_why), &res, err) < 0)
		return -1;
	*found = prov_sql_affected(res);
	return 0;
}
