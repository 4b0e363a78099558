/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql.c - opening and closing the database, for all files outside this folder
 */
#include "sql/sql_home.h"
#include "sql/sql_int.h"

/* The private database, which is made if it may be and is not there. */
static int find_local(const struct prov_sql_params *params, char **conninfo, struct prov_err *err)
{
	if (prov_sql_local_find(params, conninfo, err) < 0)
		return -1;
	return params->made && !prov_sql_home_is_made() ? prov_sql_make(params, err) : 0;
}

struct prov_sql *prov_sql_open(const struct prov_sql_params *params, struct prov_err *err)
{
	struct prov_sql *db = prov_alloc(sizeof(*db));

	db->params = *params;
	db->local = !params->conninfo || !params->conninfo[0];
	db->timeout_ms = params->timeout * 1000;
	db->conninfo = db->local ? NULL : params->role == PROV_SQL_WEB ?
		prov_sql_conninfo_as(params->conninfo, prov_sql_local_role(params->role)) :
		prov_strdup(params->conninfo);
	if (!db->local && !db->conninfo) {
		prov_fail(err, PROV_E_CONFIG, "database.conninfo cannot be read");
		prov_sql_close(db);
		return NULL;
	}
	if ((db->local && find_local(params, &db->conninfo, err) < 0) || prov_sql_conn_open(db, err) < 0) {
		prov_sql_close(db);
		return NULL;
	}
	return db;
}

void prov_sql_close(struct prov_sql *db)
{
	if (!db)
		return;
	prov_sql_conn_close(db);
	free(db->conninfo);
	free(db);
}

void prov_sql_closep(struct prov_sql **db)
{
	prov_sql_close(*db);
	*db = NULL;
}

int prov_sql_call(struct prov_sql *db, int seconds, struct prov_err *err)
{
	db->timeout_ms = seconds * 1000;
	if (db->depth || !prov_sql_conn_is_stale(db))
		return 0;
	return prov_sql_conn_again(db, err);
}

bool prov_sql_in_tx(const struct prov_sql *db)
{
	return db->depth > 0;
}
