/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database.c - the life of the database
 */
#include <prov/database.h>

#include "libprov/model/model.h"

static bool is_private(const struct prov_config *config)
{
	return !config->database_conninfo || !config->database_conninfo[0];
}

static int only_private(const struct prov_config *config, const char *what, struct prov_err *err)
{
	if (is_private(config))
		return 0;
	prov_fail(err, PROV_E_INVALID, "database.conninfo is set in %s", config->path);
	return prov_err_hint(err, "only the private database can be %s here", what);
}

char *prov_database_place(const struct prov_config *config, bool *private)
{
	*private = is_private(config);
	return *private ? prov_sql_home_path() : prov_strdup(config->database_conninfo);
}

struct prov_sql *prov_database_owner(const struct prov_config *config, bool any_version,
				     struct prov_err *err)
{
	struct prov_sql_params params = prov_session_sql_params(config, "provdb", true);

	params.role = PROV_SQL_OWNER;
	params.any_version = any_version;
	return prov_sql_open(&params, err);
}

int prov_database_init(const struct prov_config *config,
		       void (*made)(const char *program, const char *folder), struct prov_err *err)
{
	struct prov_sql_params params = prov_session_sql_params(config, "provdb", true);

	params.made = made;
	if (is_private(config) && prov_sql_make(&params, err) < 0)
		return -1;
	return prov_database_migrate(config, NULL, NULL, err);
}

int prov_database_start(const struct prov_config *config, struct prov_err *err)
{
	const struct prov_sql_params params = prov_session_sql_params(config, "provdb", true);

	if (only_private(config, "started", err) < 0)
		return -1;
	return prov_sql_local_start(&params, err);
}

int prov_database_run(const struct prov_config *config, struct prov_err *err)
{
	if (only_private(config, "run", err) < 0)
		return -1;
	return prov_sql_local_run(config->database_os_user, err);
}

int prov_database_stop(const struct prov_config *config, struct prov_err *err)
{
	if (only_private(config, "stopped", err) < 0)
		return -1;
	return prov_sql_local_stop(config->database_os_user, err);
}

int prov_database_migrate(const struct prov_config *config,
			  void (*report)(void *data, const char *name), void *data,
			  struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = prov_database_owner(config, true, err);

	/* Its administrator is at hand, and an older one may lack a role or a membership. */
	if (!db || (is_private(config) && prov_sql_make_roles(err) < 0))
		return -1;
	if (prov_sql_migrate(db, report, data, err) < 0)
		return -1;
	return prov_capability_set_installation(db, config, false, err);
}

int prov_database_status(const struct prov_config *config, struct prov_database_status *status,
			 struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *place = NULL;
	enum prov_sql_local_state local = PROV_LOCAL_RUNNING;
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = NULL;
	struct prov_sql_engine engine;

	*status = (struct prov_database_status){ .version = -1, .latest = prov_sql_script_latest() };
	place = prov_database_place(config, &status->is_private);
	snprintf(status->place, sizeof(status->place), "%s", place);
	if (status->is_private && prov_sql_local_status(&local, err) < 0)
		return -1;
	status->state = local == PROV_LOCAL_NONE ? PROV_DATABASE_NONE :
		local == PROV_LOCAL_STOPPED ? PROV_DATABASE_STOPPED : PROV_DATABASE_RUNNING;
	if (local != PROV_LOCAL_RUNNING)
		return 0;
	db = prov_database_owner(config, true, err);
	if (!db || prov_sql_migrate_encoding(db, err) < 0 || prov_sql_distribute_engine(db, &engine, err) < 0)
		return -1;
	if (engine.citus[0])
		snprintf(status->engine, sizeof(status->engine), "Citus %s%s", engine.citus,
			 engine.is_distributed ? "" : ", not distributed");
	else
		snprintf(status->engine, sizeof(status->engine), "PostgreSQL");
	return prov_sql_migrate_version(db, &status->version, err);
}

int prov_database_distribute(const struct prov_config *config, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = prov_database_owner(config, false, err);
	struct prov_sql_engine engine;

	if (!db || prov_sql_distribute_engine(db, &engine, err) < 0)
		return -1;
	if (!engine.citus[0]) {
		prov_fail(err, PROV_E_UNAVAILABLE,
			  "the database has no Citus, so there is nothing to distribute to");
		return prov_err_hint(err, "an administrator of the database runs CREATE EXTENSION citus in "
				     "it, on each server, and citus_add_node() for each: docs/scale.md");
	}
	if (prov_sql_distribute(db, err) < 0)
		return -1;
	return prov_sql_tx(db, &(const struct prov_sql_work){ prov_sql_view_make, NULL, NULL }, err);
}
