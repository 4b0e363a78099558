/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database.c - the life of the database, and whether its data keeps the rules
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

static struct prov_sql *open_owner(const struct prov_config *config, bool any_version,
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
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = open_owner(config, true, err);

	return db ? prov_sql_migrate(db, report, data, err) : -1;
}

int prov_database_status(const struct prov_config *config, struct prov_database_status *status,
			 struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_home_path();
	enum prov_sql_local_state local = PROV_LOCAL_RUNNING;
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = NULL;

	*status = (struct prov_database_status){ .is_private = is_private(config), .version = -1,
						 .latest = prov_sql_script_latest() };
	snprintf(status->place, sizeof(status->place), "%s",
		 status->is_private ? home : "as database.conninfo says");
	if (status->is_private && prov_sql_local_status(&local, err) < 0)
		return -1;
	status->state = local == PROV_LOCAL_NONE ? PROV_DATABASE_NONE :
		local == PROV_LOCAL_STOPPED ? PROV_DATABASE_STOPPED : PROV_DATABASE_RUNNING;
	if (local != PROV_LOCAL_RUNNING)
		return 0;
	db = open_owner(config, true, err);
	return db ? prov_sql_migrate_version(db, &status->version, err) : -1;
}

/* ---- invariants ---- */

static const struct {
	enum prov_query query;
	const char *rule, *what;
} invariants[] = {
	{ PROV_Q_CHECK_C1_MAPPING, "C1", "id and name are not among the login names" },
	{ PROV_Q_CHECK_C1_ORPHAN, "C1", "belongs to no context, or is not in lower case" },
	{ PROV_Q_CHECK_C2_ADMIN, "C2", "has no admin (user 2) or no group 1" },
	{ PROV_Q_CHECK_C5_ORPHAN, "C5", "are left of a context that is gone" },
	{ PROV_Q_CHECK_U1_LOGIN, "U1", "login is not the name in lower case" },
	{ PROV_Q_CHECK_U3_PRIMARY, "U3", "primary address is not among the aliases" },
	{ PROV_Q_CHECK_U3_CLAIMED, "U3", "addresses are not the claimed ones" },
	{ PROV_Q_CHECK_U3_OWNER, "U3", "has no owner" },
	{ PROV_Q_CHECK_U4_COUNTER, "U4", "a counter is not above the ids given out" },
	{ PROV_Q_CHECK_U6_HASH, "U6", "password is not a hash with a scheme tag" },
	{ PROV_Q_CHECK_U7_NAME, "U7", "is the id of another context" },
	{ PROV_Q_CHECK_L1_LICENSED, "L1", "number of users that a licence counts is wrong" },
	{ PROV_Q_CHECK_E2_COUNTER, "E2", "change number is behind the change log" },
	{ PROV_Q_CHECK_E2_SECRET, "E2", "a password hash stands in the change log" },
	{ PROV_Q_CHECK_G1_MEMBER, "G1", "is not a user, or not in a group, of the context" },
	{ PROV_Q_CHECK_G2_LOGIN, "G2", "login is not the name in lower case" },
	{ PROV_Q_CHECK_S1_KEY, "S1", "several users have this key" },
};

struct findings {
	void (*found)(void *data, const char *rule, const char *what, const char *row);
	void *data;
	const char *rule, *what;
	long long broken;
};

static int one_finding(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	struct findings *f = data;

	(void)err;
	f->broken++;
	if (f->found)
		f->found(f->data, f->rule, f->what, prov_sql_text(row, 0, 0));
	return 0;
}

int prov_database_check(const struct prov_config *config,
			void (*found)(void *data, const char *rule, const char *what,
				      const char *row),
			void *data, long long *broken, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = open_owner(config, false, err);
	struct findings f = { .found = found, .data = data };

	if (!db)
		return -1;
	for (size_t i = 0; i < COUNT(invariants); i++) {
		f.rule = invariants[i].rule;
		f.what = invariants[i].what;
		if (prov_sql_each(db, invariants[i].query, PROV_NO_ARGS, one_finding, &f, err) < 0)
			return -1;
	}
	*broken = f.broken;
	return 0;
}
