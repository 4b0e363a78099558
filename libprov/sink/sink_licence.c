/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_licence.c - a sync and the limit of the configured licence
 *
 * What exceeds it is rejected like any entry that cannot be taken: the run goes on, and the next
 * one tries again. So does a licence that is not valid, which allows no new users.
 */
#include "libprov/sink/sink_plan.h"

int prov_sink_licence_look(struct sink *k, struct prov_err *err)
{
	k->licence_room = INT64_MAX;
	if (prov_licence_limit_room(k->call, k->db, !k->dry_run, &k->licence_room, err) == 0) {
		k->licence_why = "the licence allows no more enabled users";
		return 0;
	}
	if (err->code != PROV_E_INVALID)
		return -1;
	k->licence_room = 0;
	k->licence_why = prov_pool_strdup(k->pool, err->msg);
	prov_err_clear(err);
	return 0;
}

int prov_sink_licence_reject(struct sink *k, int *found, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	*found = 0;
	if (k->licence_room == INT64_MAX)
		return 0;
	if (prov_sql_exec(k->db, PROV_Q_SYNC_REJECT_LICENCE,
			  PROV_ARGS(k->run, PROV_INT(k->licence_room), k->licence_why), &res, err) < 0)
		return -1;
	*found = prov_sql_affected(res);
	return 0;
}
