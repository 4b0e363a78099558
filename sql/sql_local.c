/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_local.c - the private database: a PostgreSQL cluster of our own in the data folder
 *
 *	HOME/data   the cluster         HOME/run   its Unix socket     HOME/log   its log
 *	HOME/lock   one of us at a time starts, stops or makes it      HOME/ready made completely
 *
 * Unix socket only, peer authentication: the kernel says who calls, and only the owner of the
 * data folder and root may be any of our roles. The folder is looked at as whoever we are
 * (sql_home.c); all work in it is its owner's (sql_process.c, sql_cluster.c).
 */
#include <errno.h>
#include <unistd.h>

#include "sql/sql_cluster.h"
#include "sql/sql_home.h"
#include "sql/sql_int.h"

#define SET_UP_MS 600000	/* how long one of the steps that make roles, database and schema may take */

char *prov_sql_local_home(void)
{
	const char *home = getenv("PROV_HOME"), *xdg = getenv("XDG_DATA_HOME");

	if (home && home[0])
		return prov_strdup(home);
	if (geteuid() == 0)
		return prov_strdup(PROV_STATEDIR "/prov");
	if (xdg && xdg[0])
		return prov_asprintf("%s/prov", xdg);
	home = getenv("HOME");
	return prov_asprintf("%s/.local/share/prov", home ? home : "");
}

char *prov_sql_local_conninfo(const char *home, const char *role, const char *dbname)
{
	struct prov_str s = PROV_STR_INIT;

	prov_str_add(&s, "host='");
	for (const char *p = home; *p; p++) {
		if (*p == '\'' || *p == '\\')
			prov_str_add_char(&s, '\\');
		prov_str_add_char(&s, *p);
	}
	/* Said here, so that libpq does not ask the environment: PGHOSTADDR would be another server. */
	prov_str_addf(&s, "/run' port=5432 connect_timeout=10 user=%s dbname=%s hostaddr='' requirepeer='' "
		      "options='' target_session_attrs=any channel_binding=disable", role, dbname);
	return prov_str_take(&s);
}

int prov_sql_local_find(const struct prov_sql_params *params, char **conninfo, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_local_home();

	if (prov_sql_home_check(home, err) < 0)
		return -1;
	*conninfo = prov_sql_local_conninfo(home, params->role == PROV_SQL_OWNER ? "prov_owner" : "prov",
					    "prov");
	return 0;
}

static int as_superuser(const char *home, const char *sql, struct prov_err *err)
{
	struct prov_sql db = { .params = { .program = "provdb" }, .timeout_ms = SET_UP_MS };
	int rc;

	db.conninfo = prov_sql_local_conninfo(home, "postgres", "postgres");
	rc = prov_sql_reconnect(&db, err);
	if (rc == 0)
		rc = prov_sql_run_text(&db, sql, err);
	prov_sql_cancel_clear(&db);
	PQfinish(db.conn);
	free(db.conninfo);
	return rc;
}

/* Where the one who makes it was killed, his server process goes on: then it is a duplicate key of the
 * catalog that says it exists, after it is there. */
static int make_database(const char *home, struct prov_err *err)
{
	if (as_superuser(home, "CREATE DATABASE prov OWNER prov_owner", err) == 0)
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
	int rc;

	if (as_superuser(c->home, prov_sql_script_text("sql/setup/roles.sql"), err) < 0 ||
	    make_database(c->home, err) < 0)
		return -1;
	db.conninfo = prov_sql_local_conninfo(c->home, "prov_owner", "prov");
	rc = prov_sql_reconnect(&db, err);
	if (rc == 0)
		rc = prov_sql_migrate(&db, NULL, NULL, err);
	prov_sql_cancel_clear(&db);
	PQfinish(db.conn);
	free(db.conninfo);
	return rc < 0 ? -1 : prov_sql_cluster_finish(c, err);
}

static int fail_none(const char *home, struct prov_err *err)
{
	prov_fail(err, PROV_E_UNAVAILABLE, "there is no private database in \"%s\"", home);
	return prov_err_hint(err, "createcontext or \"provdb init\" makes one; PROV_HOME names another "
			     "folder, database.conninfo in prov.conf another database");
}

struct job {
	const char *home;
	const struct prov_sql_user *user;
	bool make;
};

/* 1: it was made. Who may make one goes on where another who did was killed. */
static int bring_up(void *data, struct prov_err *err)
{
	const struct job *job = data;
	PROV_CLEANUP(prov_sql_cluster_close) struct prov_sql_cluster c = PROV_SQL_CLUSTER_INIT;

	if (prov_sql_cluster_open(&c, job->home, job->user, err) < 0)
		return -1;
	if (prov_sql_cluster_is_ready(&c))
		return prov_sql_cluster_start(&c, err);
	if (!job->make)
		return fail_none(job->home, err);
	if (prov_sql_cluster_make(&c, err) < 0 || prov_sql_cluster_start(&c, err) < 0 ||
	    set_up(&c, err) < 0)
		return -1;
	return 1;
}

int prov_sql_local_start(const struct prov_sql_params *params, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_local_home();
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;
	struct prov_sql_user user;
	struct job job = { .user = &user, .make = params->made };
	int rc;

	if (prov_sql_home_look(path, &home, err) < 0)
		return -1;
	if (home.state != PROV_HOME_OURS && !params->made)
		return fail_none(path, err);
	if (prov_sql_home_user(&home, params->os_user, &user, err) < 0)
		return -1;
	if ((home.state == PROV_HOME_OURS ? prov_sql_home_give(&home, &user, err) :
	     prov_sql_home_make(&home, &user, err)) < 0)
		return -1;
	job.home = home.path;
	rc = prov_sql_process_as(&user, bring_up, &job, err);
	if (rc > 0)
		params->made(params->program, path);
	return rc < 0 ? -1 : 0;
}

static int shut_down(void *data, struct prov_err *err)
{
	const struct job *job = data;
	PROV_CLEANUP(prov_sql_cluster_close) struct prov_sql_cluster c = PROV_SQL_CLUSTER_INIT;

	if (prov_sql_cluster_open(&c, job->home, job->user, err) < 0)
		return -1;
	return prov_sql_cluster_stop(&c, err);
}

int prov_sql_local_stop(const char *os_user, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_local_home();
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;
	struct prov_sql_user user;

	if (prov_sql_home_look(path, &home, err) < 0)
		return -1;
	if (home.state != PROV_HOME_OURS)
		return 0;
	if (prov_sql_home_user(&home, os_user, &user, err) < 0 ||
	    prov_sql_home_give(&home, &user, err) < 0)
		return -1;
	return prov_sql_process_as(&user, shut_down, &(struct job){ home.path, &user, false }, err);
}

bool prov_sql_local_is_made(void)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_local_home();
	PROV_CLEANUP(prov_freep) char *ready = prov_asprintf("%s/ready", home);

	return access(ready, F_OK) == 0 || errno != ENOENT;
}

int prov_sql_local_status(enum prov_sql_local_state *state, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_local_home();
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;

	if (prov_sql_home_look(path, &home, err) < 0)
		return -1;
	*state = PROV_LOCAL_NONE;
	if (home.state == PROV_HOME_OURS && prov_sql_local_is_made())
		*state = prov_sql_cluster_answers(home.path) ? PROV_LOCAL_RUNNING : PROV_LOCAL_STOPPED;
	return 0;
}
