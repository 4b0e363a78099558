/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access_admin.c - what the context admin may use (rule M3)
 */
#include "libprov/model/model.h"

int prov_access_admin(struct prov_sql *db, long long context, prov_modules_t *modules,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_ACCESS_ADMIN,
			  PROV_ARGS(PROV_INT(context), PROV_INT((long long)prov_access_positive())),
			  &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return 0;
	*modules = (prov_modules_t)prov_sql_number(res, 0, 0);
	return 1;
}
