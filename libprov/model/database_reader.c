/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_reader.c - roles for servers that read the views
 */
#include <prov/database.h>

#include "libprov/model/model.h"

/* THE servers: their roles are prov_NAME, and what they may read begins with NAME_ (sql/view). */
static const struct prov_server servers[] = {
	{ "dovecot", "prov_dovecot", "dovecot" },
	{ "postfix", "prov_postfix", "postfix" },
	{ "courier", "prov_courier", "root" },
	{ "cyrus", "prov_cyrus", "cyrus" },
	{ "sogo", "prov_sogo", "sogo" },
	{ "web", "prov_web", "prov-web" },
};

const struct prov_server *prov_database_server(const char *name, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str all = PROV_STR_INIT;

	for (size_t i = 0; i < COUNT(servers); i++) {
		if (strcmp(servers[i].name, name) == 0)
			return &servers[i];
		prov_str_addf(&all, "%s%s", all.len ? ", " : "", servers[i].name);
	}
	prov_fail(err, PROV_E_INVALID, "\"%s\" is no server that reads the database", name);
	prov_err_hint(err, "the servers are %s", all.p);
	return NULL;
}

/* It goes into a file whose lines are words. */
static int check_login(const char *login, struct prov_err *err)
{
	if (login[0] && login[0] != '-' &&
	    !login[strspn(login, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")])
		return 0;
	return prov_fail(err, PROV_E_INVALID, "\"%s\" is no name of a user of the system", login);
}

/* The database of others: it asks for a password, or knows who calls in its own way. */
static int make_there(struct prov_sql *db, const struct prov_server *server, const struct prov_reader *reader,
		      struct prov_err *err)
{
	if (!reader->os_user)
		return prov_sql_reader_make(db, server->role, reader->password, err);
	prov_fail(err, PROV_E_INVALID, "database.conninfo is set: that database does not ask for users "
		  "of this system");
	return prov_err_hint(err, "--password-file FILE");
}

static int make_here(const struct prov_config *config, const struct prov_server *server,
		     const struct prov_reader *reader, struct prov_err *err)
{
	const char *login = reader->os_user ? reader->os_user : server->os_user;

	if (reader->password)
		return prov_fail(err, PROV_E_INVALID, "the private database knows who calls: there is "
				 "no password");
	if (check_login(login, err) < 0)
		return -1;
	return prov_sql_reader_make_local(config->database_os_user, server->role, login, err);
}

/* SOGo finds users by a table of its own, which is there where it is used. */
static const char keyed[] = "sogo";

struct views {
	const struct prov_server *server;
	bool remove;
};

static int make_keys(struct prov_sql *db, const struct views *v, struct prov_err *err)
{
	bool there;

	if (strcmp(v->server->name, keyed) != 0)
		return 0;
	if (prov_sql_keys_look(db, &there, err) < 0)
		return -1;
	if (there != v->remove)
		return 0;
	return v->remove ? prov_sql_keys_drop(db, err) : prov_sql_keys_make(db, err);
}

static int make_views(struct prov_sql *db, void *data, struct prov_err *err)
{
	return make_keys(db, data, err) < 0 ? -1 : prov_sql_view_make(db, NULL, err);
}

int prov_database_reader(const struct prov_config *config, const struct prov_server *server,
			 const struct prov_reader *reader, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = prov_database_owner(config, false, err);
	bool here = !config->database_conninfo || !config->database_conninfo[0];
	struct views views = { server, false };

	if (!db || prov_sql_exec(db, PROV_Q_SCHEMA_VERSION, PROV_NO_ARGS, NULL, err) < 0)
		return -1;
	if ((here ? make_here(config, server, reader, err) : make_there(db, server, reader, err)) < 0 ||
	    prov_capability_set_installation(db, config, true, err) < 0)
		return -1;
	return prov_sql_tx(db, &(const struct prov_sql_work){ make_views, NULL, &views }, err);
}

/* ---- removing ---- */

static int is_there(struct prov_sql *db, const char *role, bool *there, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_SCHEMA_ROLE, PROV_ARGS(role), &res, err) < 0)
		return -1;
	*there = prov_sql_rows(res) > 0;
	return 0;
}

static int has_keys(struct prov_sql *db, const struct prov_server *server, bool *there, struct prov_err *err)
{
	*there = false;
	return strcmp(server->name, keyed) == 0 ? prov_sql_keys_look(db, there, err) : 0;
}

/* The role goes first: nobody reads what is half gone. A call that ended between both can be repeated. */
int prov_database_reader_remove(const struct prov_config *config, const struct prov_server *server,
				bool *stays, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = prov_database_owner(config, false, err);
	bool here = !config->database_conninfo || !config->database_conninfo[0], there, keys;
	struct views views = { server, true };

	if (!db || prov_sql_exec(db, PROV_Q_SCHEMA_VERSION, PROV_NO_ARGS, NULL, err) < 0 ||
	    is_there(db, server->role, &there, err) < 0 || has_keys(db, server, &keys, err) < 0)
		return -1;
	if (!there && !keys)
		return prov_fail(err, PROV_E_NO_RECORD, "%s has no role here", server->name);
	if ((here ? prov_sql_reader_remove_local(config->database_os_user, server->role, err) :
	     prov_sql_reader_remove(db, server->role, err)) < 0 ||
	    (keys && prov_sql_tx(db, &(const struct prov_sql_work){ make_views, NULL, &views }, err) < 0))
		return -1;
	return is_there(db, server->role, stays, err);
}
