/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_local.c - the private database: a PostgreSQL cluster of our own in the data folder
 *
 *	HOME/data   the cluster         HOME/run   its Unix socket     HOME/log   its log
 *	HOME/lock   one process at a time starts, stops or makes it      HOME/ready made completely
 *
 * Unix socket only, peer authentication: the kernel says who calls, and only the owner of the
 * data folder and root may be any of our roles. The folder is looked at as the user we are
 * (sql_home.c); all work in it is its owner's (sql_process.c, sql_cluster.c). It is made by sql_make.c.
 */
#include "sql/sql_local.h"
#include "sql/sql_int.h"

const char *prov_sql_local_role(enum prov_sql_role role)
{
	static const char *const names[] = {
		[PROV_SQL_COMMANDS] = "prov", [PROV_SQL_OWNER] = "prov_owner", [PROV_SQL_WEB] = "prov_web"
	};

	return names[role];
}

int prov_sql_local_find(const struct prov_sql_params *params, char **conninfo, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_home_path();

	if (params->role != PROV_SQL_WEB && prov_sql_home_check(home, err) < 0)
		return -1;
	*conninfo = prov_sql_home_conninfo(home, prov_sql_local_role(params->role), "prov");
	return 0;
}

static int fail_none(const char *home, struct prov_err *err)
{
	prov_fail(err, PROV_E_UNAVAILABLE, "there is no private database in \"%s\"", home);
	prov_err_stays(err);
	return prov_err_hint(err, "createcontext or \"provdb init\" makes one; PROV_HOME names another "
			     "folder, database.conninfo in prov.conf another database");
}

struct job {
	const char *home;
	struct prov_sql_user user;
	int (*fn)(const struct prov_sql_cluster *c, struct prov_err *err);
	const void *with;
};

static int inside(void *data, struct prov_err *err)
{
	const struct job *job = data;
	PROV_CLEANUP(prov_sql_cluster_close) struct prov_sql_cluster c = PROV_SQL_CLUSTER_INIT;

	c.with = job->with;
	return prov_sql_cluster_open(&c, job->home, &job->user, err) < 0 ? -1 : job->fn(&c, err);
}

int prov_sql_local_enter(struct prov_sql_home *home, const char *os_user,
			 int (*fn)(const struct prov_sql_cluster *c, struct prov_err *err),
			 const void *with, struct prov_err *err)
{
	struct job job = { .fn = fn, .with = with };

	if (prov_sql_home_user(home, os_user, &job.user, err) < 0)
		return -1;
	if ((home->state == PROV_HOME_OURS ? prov_sql_home_give(home, &job.user, err) :
	     prov_sql_home_make(home, &job.user, err)) < 0)
		return -1;
	job.home = home->path;
	return prov_sql_process_as(&job.user, inside, &job, err);
}

static int start(const struct prov_sql_cluster *c, struct prov_err *err)
{
	return prov_sql_cluster_is_ready(c) ? prov_sql_cluster_start(c, err) : fail_none(c->home, err);
}

int prov_sql_local_start(const struct prov_sql_params *params, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_home_path();
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;

	if (prov_sql_home_look(path, &home, err) < 0)
		return -1;
	if (home.state != PROV_HOME_OURS)
		return fail_none(path, err);
	return prov_sql_local_enter(&home, params->os_user, start, NULL, err);
}

/* Commands that are connected come back: database.patience waits longer than that takes. */
static int make_way(const struct prov_sql_cluster *c, struct prov_err *err)
{
	if (!prov_sql_cluster_is_ready(c))
		return fail_none(c->home, err);
	return prov_sql_cluster_stop(c, err) < 0 ? -1 : prov_sql_cluster_prepare(c, err);
}

int prov_sql_local_run(const char *os_user, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_home_path();
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;
	struct prov_sql_user user;

	if (prov_sql_home_look(path, &home, err) < 0)
		return -1;
	if (home.state != PROV_HOME_OURS)
		return fail_none(path, err);
	if (prov_sql_home_user(&home, os_user, &user, err) < 0 ||
	    prov_sql_local_enter(&home, os_user, make_way, NULL, err) < 0)
		return -1;
	return prov_sql_cluster_become(home.path, &user, err);
}

int prov_sql_local_stop(const char *os_user, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_home_path();
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;

	if (prov_sql_home_look(path, &home, err) < 0)
		return -1;
	if (home.state != PROV_HOME_OURS)
		return 0;
	return prov_sql_local_enter(&home, os_user, prov_sql_cluster_stop, NULL, err);
}

int prov_sql_local_status(enum prov_sql_local_state *state, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_home_path();
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;

	if (prov_sql_home_look(path, &home, err) < 0)
		return -1;
	*state = PROV_LOCAL_NONE;
	if (home.state == PROV_HOME_OURS && prov_sql_home_is_made())
		*state = prov_sql_cluster_answers(home.path) ? PROV_LOCAL_RUNNING : PROV_LOCAL_STOPPED;
	return 0;
}
