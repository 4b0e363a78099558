/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_keys.c - what SOGo finds users by: is it there, and making it
 */
#include "sql/sql_int.h"

bool prov_sql_keys_kept(const struct prov_sql *db)
{
	return db->keyed;
}

int prov_sql_keys_look(struct prov_sql *db, bool *there, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_SCHEMA_KEYED, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	*there = prov_sql_true(res, 0, 0);
	return 0;
}

int prov_sql_keys_drop(struct prov_sql *db, struct prov_err *err)
{
	if (prov_sql_setup_run(db, "sql/view/drop.sql", err) < 0)
		return -1;
	return prov_sql_setup_run(db, "sql/setup/sogo_remove.sql", err);
}

int prov_sql_keys_make(struct prov_sql *db, struct prov_err *err)
{
	if (prov_sql_setup_run(db, "sql/setup/sogo.sql", err) < 0 || prov_sql_distribute_again(db, err) < 0)
		return -1;
	return prov_sql_setup_run(db, "sql/setup/grants.sql", err);
}
