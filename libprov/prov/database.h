/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/database.h - the life of the database, for provdb
 */
#ifndef PROV_DATABASE_H
#define PROV_DATABASE_H

#include <prov/config.h>

#ifdef __cplusplus
extern "C" {
#endif

enum prov_database_state {
	PROV_DATABASE_NONE,		/* private, not made yet */
	PROV_DATABASE_STOPPED,		/* private, made, not running */
	PROV_DATABASE_RUNNING
};

struct prov_database_status {
	enum prov_database_state state;
	bool is_private;		/* no database.conninfo */
	char place[512];		/* data folder, or where conninfo leads */
	int version, latest;		/* of the schema: there, known here; version -1: not running */
	char engine[64];		/* "PostgreSQL", or "Citus 13.2-1"; "": it does not run */
};

/* Makes what is missing: the private cluster, roles, schema. Safe to repeat. made is called when
 * there was no private database. */
PROV_API PROV_MUST_CHECK int prov_database_init(const struct prov_config *config,
	void (*made)(const char *program, const char *folder), struct prov_err *err);
/* Starts the private one. UNAVAILABLE: there is none. */
PROV_API PROV_MUST_CHECK int prov_database_start(const struct prov_config *config,
	struct prov_err *err);
PROV_API PROV_MUST_CHECK int prov_database_stop(const struct prov_config *config,
	struct prov_err *err);
/* Becomes the server of the private one, for a service manager: returns only if it does not begin. One that
 * runs already is stopped. */
PROV_API PROV_MUST_CHECK int prov_database_run(const struct prov_config *config,
	struct prov_err *err);
PROV_API PROV_MUST_CHECK int prov_database_status(const struct prov_config *config,
	struct prov_database_status *status, struct prov_err *err);
/* Applies missing migrations; report is called with the name of each, may be NULL. */
PROV_API PROV_MUST_CHECK int prov_database_migrate(const struct prov_config *config,
	void (*report)(void *data, const char *name), void *data, struct prov_err *err);
/* Spreads the tables over the servers of Citus, by context; safe to repeat. UNAVAILABLE: the database has no
 * such extension; STORAGE: the schema is not there, or of another version. */
PROV_API PROV_MUST_CHECK int prov_database_distribute(const struct prov_config *config, struct prov_err *err);
/* A server that reads the views. */
struct prov_server {
	const char *name, *role;
	const char *os_user;		/* that it runs as, unless somebody says another one */
};
/* The server with this name. NULL: INVALID. */
PROV_API const struct prov_server *prov_database_server(const char *name, struct prov_err *err);
struct prov_reader {
	const char *os_user;		/* NULL: the server's; of the private database */
	const char *password;		/* NULL: none; of database.conninfo */
};
/* Makes its role, which may read what is for it. INVALID, STORAGE. */
PROV_API PROV_MUST_CHECK int prov_database_reader(const struct prov_config *config,
	const struct prov_server *server, const struct prov_reader *reader, struct prov_err *err);
/* Takes the role away, and the right to log in. *stays: something else of that database server depends on it,
 * so the role is still there, and reads nothing of ours. NO_RECORD: there is none. STORAGE. */
PROV_API PROV_MUST_CHECK int prov_database_reader_remove(const struct prov_config *config,
	const struct prov_server *server, bool *stays, struct prov_err *err);

/* Writes all that is in the database to a file, as it is at one moment: a new file that nobody else
 * may read, which is there when it is complete; "-" is standard output. *version: of the schema; *bytes: -1
 * of standard output. EXISTS: there is such a file. IO, STORAGE, UNAVAILABLE. */
PROV_API PROV_MUST_CHECK int prov_database_dump(const struct prov_config *config, const char *path,
	int *version, long long *bytes, struct prov_err *err);
/* The reverse, all of it or nothing: what is there is replaced if overwrite, else it has to be empty. "-" is
 * standard input. *version: that of the file, and report is called for the migrations that it lacked. A
 * private database that is not there is made, and made is called. INVALID: no dump, or a newer one;
 * EXISTS. */
struct prov_database_restore {
	bool overwrite;
	/* So many ids are left out in each context, since those that were given after the dump must not be
	 * given again; of what is replaced it is known which ones were. */
	long long skip_ids;
	void (*made)(const char *program, const char *folder);
	void (*report)(void *data, const char *name);
	void *data;
};
PROV_API PROV_MUST_CHECK int prov_database_restore(const struct prov_config *config, const char *path,
	const struct prov_database_restore *how, int *version, struct prov_err *err);

struct prov_finding {
	const char *rule;		/* its name in docs/rules.md */
	const char *row;		/* what breaks it: "user 3 in context 1" */
	const char *problem;
	const char *mend;		/* the command, or the place, that mends it; NULL: there is none */
	bool notice;			/* breaks no rule: taken with a warning, though it does not work */
};

/* Runs every invariant as a query. found is called for each row that breaks one, and for notices. *broken
 * counts the former. */
PROV_API PROV_MUST_CHECK int prov_database_check(const struct prov_config *config,
	void (*found)(void *data, const struct prov_finding *finding), void *data,
	long long *broken, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
