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

static int make(struct prov_sql *db, const char *role, const char *hash, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *text = NULL;

	text = prov_asprintf("SET LOCAL prov.reader = '%s'; SET LOCAL prov.hash = '%s'; %s", role, hash,
			     prov_sql_script_text("sql/setup/reader.sql"));
	return prov_sql_exec_text(db, text, err);
}

struct work {
	const char *role, *hash;
};

static int make_role(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct work *w = data;

	if (prov_sql_batch(db, NULL, 0, err) < 0)
		return -1;
	return make(db, w->role, w->hash, err);
}

int prov_sql_reader_make(struct prov_sql *db, const char *role, const char *password, struct prov_err *err)
{
	char *hash = password ? PQencryptPasswordConn(db->conn, password, role, "scram-sha-256") : NULL;
	struct work w = { role, hash ? hash : "" };
	int rc = -1;

	if (password && !is_hash(hash))
		prov_fail(err, PROV_E_INTERNAL, "the password cannot be hashed: %s",
			  PQerrorMessage(db->conn));
	else
		rc = prov_sql_tx(db, &(const struct prov_sql_work){ make_role, NULL, &w }, err);
	PQfreemem(hash);
	if (rc == 0 || err->code != PROV_E_DENIED)
		return rc;
	return prov_err_hint(err, "have an administrator of the database run \"provdb reader\", or "
			     "CREATE ROLE %s LOGIN CONNECTION LIMIT 90, and then \"provdb migrate\"", role);
}

int prov_sql_reader_make_local(const char *os_user, const char *role, const char *login, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sql_home_path();
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home home = PROV_SQL_HOME_INIT;
	PROV_CLEANUP(prov_freep) char *text = NULL;
	const struct prov_sql_ident ident = { role, login };

	text = prov_asprintf("SET prov.reader = '%s'; SET prov.hash = ''; %s", role,
			     prov_sql_script_text("sql/setup/reader.sql"));
	if (prov_sql_make_as_superuser(path, text, err) < 0 || prov_sql_home_look(path, &home, err) < 0 ||
	    prov_sql_local_enter(&home, os_user, prov_sql_ident_allow, &ident, err) < 0)
		return -1;
	return prov_sql_make_as_superuser(path, "SELECT pg_reload_conf()", err);
}
