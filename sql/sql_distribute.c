/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_distribute.c - the tables on more than one server, by Citus
 *
 * sql/distribute.sql says which table goes where. It is run again by what makes tables: each migration, and
 * the keys of SOGo.
 */
#include "sql/sql_int.h"

int prov_sql_distribute_engine(struct prov_sql *db, struct prov_sql_engine *engine, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	*engine = (struct prov_sql_engine){ .citus = "" };
	if (prov_sql_exec(db, PROV_Q_SCHEMA_ENGINE, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return 0;
	snprintf(engine->citus, sizeof(engine->citus), "%s", prov_sql_text(res, 0, 0));
	engine->is_distributed = prov_sql_true(res, 0, 1);
	return 0;
}

static int run(struct prov_sql *db, void *data, struct prov_err *err)
{
	(void)data;
	if (prov_sql_batch(db, NULL, 0, err) < 0)
		return -1;
	return prov_sql_setup_run(db, "sql/distribute.sql", err);
}

int prov_sql_distribute(struct prov_sql *db, struct prov_err *err)
{
	return prov_sql_tx(db, &(const struct prov_sql_work){ run, NULL, NULL }, err);
}

int prov_sql_distribute_again(struct prov_sql *db, struct prov_err *err)
{
	struct prov_sql_engine engine;

	if (prov_sql_distribute_engine(db, &engine, err) < 0)
		return -1;
	return engine.is_distributed ? prov_sql_distribute(db, err) : 0;
}
