/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access_admin.c - what the context admin may use, and what of that was granted to it (rule M3)
 */
#include "libprov/model/model.h"

static int run(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
	       prov_modules_t *modules, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, query, args, &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return 0;
	*modules = (prov_modules_t)prov_sql_number(res, 0, 0);
	return 1;
}

int prov_access_admin(struct prov_sql *db, long long context, prov_modules_t *modules,
		      struct prov_err *err)
{
	return run(db, PROV_Q_ACCESS_ADMIN,
		   PROV_ARGS(PROV_INT(context), PROV_INT((long long)prov_access_positive())), modules, err);
}

int prov_access_admin_granted(struct prov_sql *db, long long context, prov_modules_t *modules,
			      struct prov_err *err)
{
	return run(db, PROV_Q_ACCESS_GRANTED, PROV_ARGS(PROV_INT(context)), modules, err);
}
