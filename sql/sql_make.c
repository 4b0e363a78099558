/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_make.c - makes the private database: cluster, roles, database, schema
 *
 * Who may make one goes on where another who did was killed: each step may be repeated.
 */
#include "sql/sql_local.h"
#include "sql/sql_int.h"

#define SET_UP_MS 600000	/* how long one of the steps that make roles, database and schema may take */

int prov_sql_make_as_superuser(const char *home, const char *database, const char *sql, struct prov_err *err)
{
	struct prov_sql db = { .params = { .program = "provdb" }, .timeout_ms = SET_UP_MS };
	int rc;

	db.conninfo = prov_sql_home_conninfo(home, "postgres", database);
	rc = prov_sql_conn_open(&db, err);
	if (rc == 0)
		rc = prov_sql_exec_text(&db, sql, err);
	prov_sql_conn_close(&db);
	free(db.conninfo);
	return rc;
}

/* Where the process that makes it was killed, its server process goes on: then it is a duplicate key of the
 * catalog that says it exists, after it is there. */
static int make_database(const char *home, struct prov_err *err)
{
	if (prov_sql_make_as_superuser(home, "postgres", "CREATE DATABASE prov OWNER prov_owner", err) == 0)
		return 0;
	if (err->code != PROV_E_EXISTS)
		return -1;
	prov_err_clear(err);
	return 0;
}

/* Roles, database, schema: each step may be repeated. */
static int set_up(const struct prov_sql_cluster *c, struct prov_err *err)
{
	struct prov_sql db = { .params = { .program = "provdb", .role = PROV_SQL_OWNER,
					   .any_version = true }, .timeout_ms = SET_UP_MS };
	const char *roles = prov_sql_script_text("sql/setup/roles.sql");
	int rc;

	if (prov_sql_make_as_superuser(c->home, "postgres", roles, err) < 0 ||
	    make_database(c->home, err) < 0)
		return -1;
	db.conninfo = prov_sql_home_conninfo(c->home, "prov_owner", "prov");
	rc = prov_sql_conn_open(&db, err);
	if (rc == 0)
		rc = prov_sql_migrate(&db, NULL, NULL, err);
	prov_sql_conn_close(&db);
	free(db.conninfo);
	return rc < 0 ? -1 : prov_sql_cluster_finish(c, err);
}

int prov_sql_make_roles(struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_home_path();

	return prov_sql_make_as_superuser(home, "postgres", prov_sql_script_text("sql/setup/roles.sql"), err);
}

/* 1: it was made. */
static int bring_up(const struct prov_sql_cluster *c, struct prov_err *err)
{
	if (prov_sql_cluster_is_ready(c))
		return prov_sql_cluster_start(c, err);
	if (prov_sql_cluster_make(c, err) < 0 || prov_sql_cluster_start(c, err) < 0 || set_up(c, err) < 0)
		return -1;
	return 1;
}

int prov_sql_make(const struct prov_sql_params *params, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_home_path();
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;
	int rc;

	if (prov_sql_home_look(path, &home, err) < 0)
		return -1;
	rc = prov_sql_local_enter(&home, params->os_user, bring_up, NULL, err);
	if (rc > 0)
		params->made(params->program, path);
	return rc < 0 ? -1 : 0;
}
