/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_reader.c - the role that a server logs in as
 *
 * A password is hashed here, so that the database's log never has it. The text that is sent has no value of
 * a user but that hash, whose characters are looked at.
 */
#include "sql/sql_ident.h"
#include "sql/sql_int.h"
#include "sql/sql_local.h"

static bool is_hash(const char *hash)
{
	return hash && hash[strspn(hash, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
					 "-+/=$:")] == '\0';
}

/* What a script has to know, and the script. Caller frees. */
static char *script(const char *name, const char *role, const char *hash)
{
	return prov_asprintf("SET LOCAL prov.reader = '%s'; SET LOCAL prov.hash = '%s'; %s", role, hash,
			     prov_sql_script_text(name));
}

static int run_script(struct prov_sql *db, void *data, struct prov_err *err)
{
	return prov_sql_batch(db, NULL, 0, err) < 0 ? -1 : prov_sql_exec_text(db, data, err);
}

static int run(struct prov_sql *db, const char *name, const char *role, const char *hash,
	       struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *text = script(name, role, hash);

	return prov_sql_tx(db, &(const struct prov_sql_work){ run_script, NULL, text }, err);
}

#define MAKE "sql/setup/reader.sql"
#define REMOVE "sql/setup/reader_remove.sql"

/* A role that may not make others: the reason says what was refused, the hint is ours. */
static bool is_refused(const struct prov_err *err)
{
	return strcmp(err->sqlstate, "42501") == 0;
}

int prov_sql_reader_make(struct prov_sql *db, const char *role, const char *password, struct prov_err *err)
{
	char *hash = password ? PQencryptPasswordConn(db->conn, password, role, "scram-sha-256") : NULL;
	int rc = -1;

	if (password && !is_hash(hash))
		prov_fail(err, PROV_E_INTERNAL, "the password cannot be hashed: %s",
			  PQerrorMessage(db->conn));
	else
		rc = run(db, MAKE, role, hash ? hash : "", err);
	PQfreemem(hash);
	if (rc == 0 || !is_refused(err))
		return rc;
	return prov_err_hint(err, "have an administrator of the database run \"provdb reader\", or "
			     "CREATE ROLE %s LOGIN CONNECTION LIMIT 90, and then \"provdb migrate\"", role);
}

int prov_sql_reader_remove(struct prov_sql *db, const char *role, struct prov_err *err)
{
	if (run(db, REMOVE, role, "", err) == 0)
		return 0;
	return !is_refused(err) ? -1 :
		prov_err_hint(err, "have an administrator of the database call it, or DROP ROLE %s", role);
}

/* ---- the private database ---- */

/* Which user of the system may be the role; the server reads it again. */
static int allow(const char *path, const char *os_user, const struct prov_sql_ident *ident,
		 struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;

	if (prov_sql_home_look(path, &home, err) < 0 ||
	    prov_sql_local_enter(&home, os_user, prov_sql_ident_allow, ident, err) < 0)
		return -1;
	return prov_sql_make_as_superuser(path, "postgres", "SELECT pg_reload_conf()", err);
}

int prov_sql_reader_make_local(const char *os_user, const char *role, const char *login, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_home_path();
	PROV_CLEANUP(prov_freep) char *text = script(MAKE, role, "");
	const struct prov_sql_ident ident = { role, login };

	return prov_sql_make_as_superuser(path, "postgres", text, err) < 0 ? -1 :
		allow(path, os_user, &ident, err);
}

int prov_sql_reader_remove_local(const char *os_user, const char *role, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_home_path();
	PROV_CLEANUP(prov_freep) char *text = script(REMOVE, role, "");
	const struct prov_sql_ident ident = { role, NULL };

	return allow(path, os_user, &ident, err) < 0 ? -1 :
		prov_sql_make_as_superuser(path, "prov", text, err);
}
