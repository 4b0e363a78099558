/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_count.c - how many users there are
 *
 * Counted are enabled users without the admins of contexts (system accounts are free in UCS, too);
 * users of a disabled context count, or the limit could be got around by enabling it later.
 */
#include <prov/licence.h>

#include "libprov/model/model.h"

int prov_licence_count_users(struct prov_call *call, long long *users, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct prov_sql *db;

	if (prov_auth_master(call, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	if (!db || prov_sql_exec(db, PROV_Q_LICENCE_USERS, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	*users = prov_sql_number(res, 0, 0);
	return 0;
}
