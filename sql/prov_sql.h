/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/prov_sql.h - this layer's interface, private to the library
 *
 * Statements are files (sql/query/NOUN/VERB.sql) and are named by enum prov_query; no function
 * takes text. Values are parameters, always text or NULL. Every statement has a deadline.
 * Statements go out through the protocol's pipeline: the first of a connection carries the check
 * of the schema version with it, the first of a transaction its BEGIN, so neither costs a round
 * trip. Files: sql.c opens; sql_make.c, sql_local.c, sql_home.c, sql_cluster.c and sql_process.c are the
 * private database; sql_tx.c, sql_migrate.c, sql_keep.c work with sql_batch.c, sql_exec.c, sql_each.c,
 * sql_copy.c, and these with sql_pipe.c, sql_wait.c, sql_state.c. Calls go that way,
 * never back.
 *
 *	prov_sql_exec(db, PROV_Q_USER_FIND, PROV_ARGS(PROV_INT(cid), name), &res, err)
 */
#ifndef PROV_SQL_H
#define PROV_SQL_H

#include "libprov/base/base.h"
#include "sql/queries.h"

struct prov_sql;
struct prov_sql_result;

/* WEB is that of provweb, which is another one in a conninfo, too; it looks into no data folder. */
enum prov_sql_role { PROV_SQL_COMMANDS, PROV_SQL_OWNER, PROV_SQL_WEB };

struct prov_sql_params {
	const char *conninfo;		/* NULL or empty: the private database */
	const char *os_user;		/* who runs the private database when we are root */
	const char *program;		/* application_name */
	enum prov_sql_role role;	/* of the private database; a conninfo names its own user */
	int timeout;			/* seconds a statement may take */
	bool any_version;		/* provdb: do not check the schema version */
	int patience;			/* seconds for a server that restarts or fails over */
	bool starts_nothing;		/* the private database is not started where it does not run */
	/* May make the private database, and tells that it did; NULL: may not. */
	void (*made)(const char *program, const char *folder);
	void *volatile *cancel;		/* if not NULL: shows a handle for prov_sql_cancel_now() */
};

struct prov_sql_args {
	const char *const *v;
	int n;
};
#define PROV_ARGS(...) ((struct prov_sql_args){ (const char *const[]){ __VA_ARGS__ }, \
	(int)(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *)) })
#define PROV_NO_ARGS ((struct prov_sql_args){ NULL, 0 })
/* A number as a parameter; lives as long as the block it stands in. */
#define PROV_INT(n) prov_sql_int((char[24]){ 0 }, (n))
const char *prov_sql_int(char *buf, long long n);
#define PROV_BOOL(b) ((b) ? "t" : "f")

/* Connects; starts the private database if it is needed and not running, makes it if params say so.
 * UNAVAILABLE, CONFIG. */
struct prov_sql *prov_sql_open(const struct prov_sql_params *params, struct prov_err *err);
void prov_sql_close(struct prov_sql *db);			/* NULL is fine */
void prov_sql_closep(struct prov_sql **db);
/* Asks the server to stop what it does for the connection of that handle; waits until it has heard it.
 * May be called from a signal handler. NULL is fine. */
void prov_sql_cancel_now(void *handle);
/* Before another call uses it: its limit. A connection that broke or was ended is made anew, unless a
 * transaction is open. UNAVAILABLE. */
int prov_sql_call(struct prov_sql *db, int seconds, struct prov_err *err);

/* From now on, or not: the server keeps statements that are sent again, and their plans. For who does the
 * same to little data many times; who has much wants a plan for that. Nothing is kept through a pooler, or
 * with Citus. What was sent before gets its name by a call outside a transaction. */
int prov_sql_keep(struct prov_sql *db, bool on, struct prov_err *err);
/* So often was this one sent of those that are kept now; 0: it is none. */
unsigned prov_sql_keep_times(const struct prov_sql *db, enum prov_query query);

/* Runs one statement. res may be NULL if rows are of no interest. */
int prov_sql_exec(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
	struct prov_sql_result **res, struct prov_err *err);

struct prov_sql_step {
	enum prov_query query;
	struct prov_sql_args args;
	struct prov_sql_result **res;	/* may be NULL */
};
/* Several statements in one round trip; the first that fails ends the rest. */
int prov_sql_batch(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
	struct prov_err *err);

/* The same in two halves, so that the server works in between; no other statement may be run there.
 * Only when the connection has been used, and not after prov_sql_begin(). */
int prov_sql_batch_send(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
	struct prov_err *err);
int prov_sql_batch_receive(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
	struct prov_err *err);

/* Calls fn for each row as it arrives; memory does not grow with their number. */
int prov_sql_each(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
	int (*fn)(void *data, const struct prov_sql_result *row, struct prov_err *err), void *data,
	struct prov_err *err);

int prov_sql_rows(const struct prov_sql_result *res);
/* Rows changed. Never for INSERT .. ON CONFLICT: on a distributed database the number may be that of the rows
 * asked for; it has RETURNING, and its rows are counted. */
int prov_sql_affected(const struct prov_sql_result *res);
const char *prov_sql_text(const struct prov_sql_result *res, int row, int column); /* or NULL */
long long prov_sql_number(const struct prov_sql_result *res, int row, int column); /* NULL: 0 */
bool prov_sql_true(const struct prov_sql_result *res, int row, int column);
void prov_sql_result_free(struct prov_sql_result *res);		/* NULL is fine */
void prov_sql_result_freep(struct prov_sql_result **res);

/* One transaction: fn, then COMMIT, or ROLLBACK if fn fails. Repeated from fn's first statement,
 * at most three times, when another change came first (40001, 40P01) or the connection broke.
 * Inside a transaction that is open it is a savepoint: what fn did is taken back if it fails, what was
 * done before stays; it is not repeated, `committed` is not asked, and a broken connection is an error,
 * after which only prov_sql_tx_rollback() is left to do. */
struct prov_sql_work {
	int (*fn)(struct prov_sql *db, void *data, struct prov_err *err);
	/* After a connection that broke in COMMIT: 1 it happened, 0 it did not. NULL: fn may be
	 * repeated without harm. */
	int (*committed)(struct prov_sql *db, void *data, struct prov_err *err);
	void *data;
};
int prov_sql_tx(struct prov_sql *db, const struct prov_sql_work *work, struct prov_err *err);

/* The outermost one by hand, for a job whose steps are not one function: no repetition. begin sends
 * nothing by itself. After commit it is over, whatever commit returns. */
void prov_sql_tx_begin(struct prov_sql *db);
/* The same, and all statements look at one state of the database (REPEATABLE READ). */
void prov_sql_tx_begin_snapshot(struct prov_sql *db);
int prov_sql_tx_commit(struct prov_sql *db, struct prov_err *err);
void prov_sql_tx_rollback(struct prov_sql *db);
bool prov_sql_in_tx(const struct prov_sql *db);
bool prov_sql_tx_is_nested(const struct prov_sql *db);		/* in a savepoint, which may go alone */
/* Commit of one that other calls were made in: whatever broke, err says what is known. doubt->committed is
 * asked after a connection that broke in it; NULL: nothing was written. */
int prov_sql_tx_end(struct prov_sql *db, const struct prov_sql_work *doubt, struct prov_err *err);

/* sql_rows.c: rows for COPY, built field by field; start with zero and PROV_STR_INIT. */
struct prov_sql_rows {
	struct prov_str text;
	size_t count;			/* complete rows */
	bool in_row;
};
#define PROV_SQL_ROWS_INIT { PROV_STR_INIT, 0, false }
void prov_sql_rows_text(struct prov_sql_rows *rows, const char *p, size_t len); /* p NULL: NULL */
void prov_sql_rows_more(struct prov_sql_rows *rows, const char *p, size_t len);	/* in the same field */
void prov_sql_rows_int(struct prov_sql_rows *rows, long long n);
/* Adds the fields of a row that was begun elsewhere, or whole rows. */
void prov_sql_rows_add(struct prov_sql_rows *rows, const struct prov_sql_rows *fields);
void prov_sql_rows_end(struct prov_sql_rows *rows);		/* of a row */
void prov_sql_rows_clear(struct prov_sql_rows *rows);		/* keeps the memory */
void prov_sql_rows_fini(struct prov_sql_rows *rows);
/* sql_copy.c: sends them with one COPY, if there are any, and clears them. */
int prov_sql_copy(struct prov_sql *db, enum prov_query copy, struct prov_sql_rows *rows,
	struct prov_err *err);
/* The same in steps, so that the server works while rows are built: begin, send and send, end, wait.
 * No other statement may be run in between; what is wrong with a row is told by wait. A row may be sent in
 * pieces. */
int prov_sql_copy_begin(struct prov_sql *db, enum prov_query copy, struct prov_err *err);
int prov_sql_copy_send(struct prov_sql *db, struct prov_sql_rows *rows, struct prov_err *err);
int prov_sql_copy_end(struct prov_sql *db, struct prov_err *err);
bool prov_sql_copy_is_done(struct prov_sql *db);		/* after end: would wait not wait? */
int prov_sql_copy_wait(struct prov_sql *db, struct prov_err *err);
void prov_sql_copy_abort(struct prov_sql *db);		/* instead of end and wait */

int prov_sql_script_latest(void);		/* the version of the schema that this library knows */

/* sql_migrate.c */
/* STORAGE: the database keeps text in something else than UTF8. */
int prov_sql_migrate_encoding(struct prov_sql *db, struct prov_err *err);
/* 0: no schema at all. */
int prov_sql_migrate_version(struct prov_sql *db, int *version, struct prov_err *err);
/* Roles, if they are missing and we may create them; then every migration that is missing, each
 * in a transaction of its own; then the grants. report is called before each one. */
int prov_sql_migrate(struct prov_sql *db, void (*report)(void *data, const char *name), void *data,
	struct prov_err *err);

/* sql_distribute.c: on what it runs besides PostgreSQL. */
struct prov_sql_engine {
	char citus[32];			/* its version; "": the database has no such extension */
	bool is_distributed;		/* are the tables? */
};
int prov_sql_distribute_engine(struct prov_sql *db, struct prov_sql_engine *engine, struct prov_err *err);
/* Distributes the tables that are not yet, by context; for a database with Citus and the schema. */
int prov_sql_distribute(struct prov_sql *db, struct prov_err *err);
/* The same after tables were made, where the others are distributed. */
int prov_sql_distribute_again(struct prov_sql *db, struct prov_err *err);

/* sql_dump.c: an archive of pg_dump's custom format, written to a file or pipe; what is in it is of one
 * moment. UNAVAILABLE, IO, STORAGE. */
int prov_sql_dump(struct prov_sql *db, int out, struct prov_err *err);
/* What the archive in file in is of. INVALID: it is none of ours, or cut off where that can be seen. */
struct prov_sql_dump_info {
	int version;			/* of the schema */
	char program[64];		/* "prov 0.1.0": that migrated it last; or empty */
};
int prov_sql_dump_info(int in, struct prov_sql_dump_info *info, struct prov_err *err);
/* sql_restore.c: the database becomes what the archive in file in has, of that version, and is migrated; in
 * one transaction. db is a connection of the owner. skip: so many ids of each context are left out. */
int prov_sql_restore(struct prov_sql *db, int in, int version, long long skip,
	void (*report)(void *data, const char *name), void *data, struct prov_err *err);

/* The private database, a cluster in the data folder. */
char *prov_sql_home_path(void);			/* PROV_HOME, or the default; caller frees */
/* Is there a database, completely: the schema, too? Costs two system calls. */
bool prov_sql_home_is_made(void);
enum prov_sql_local_state { PROV_LOCAL_NONE, PROV_LOCAL_STOPPED, PROV_LOCAL_RUNNING };
int prov_sql_local_status(enum prov_sql_local_state *state, struct prov_err *err);
const char *prov_sql_local_role(enum prov_sql_role role);
/* Where it is, or would be: a new conninfo for params->role. CONFIG: it cannot be there. */
int prov_sql_local_find(const struct prov_sql_params *params, char **conninfo, struct prov_err *err);
/* Starts it. UNAVAILABLE: there is none, or not completely. */
int prov_sql_local_start(const struct prov_sql_params *params, struct prov_err *err);
/* Becomes its server; returns only if it does not begin. UNAVAILABLE: there is none. */
int prov_sql_local_run(const char *os_user, struct prov_err *err);
int prov_sql_local_stop(const char *os_user, struct prov_err *err);
/* sql_conninfo.c: calls fn for each word that a connection string has, such as "host", until it fails.
 * CONFIG. */
int prov_sql_conninfo_each(const char *conninfo, int (*fn)(void *data, const char *key, const char *value,
	struct prov_err *err), void *data, struct prov_err *err);
/* The same as another user: a new one, or NULL: it cannot be read. */
char *prov_sql_conninfo_as(const char *conninfo, const char *user);
/* sql_reader.c: makes the role of a server, or changes it; password NULL: it has none, or keeps it.
 * STORAGE. */
int prov_sql_reader_make(struct prov_sql *db, const char *role, const char *password,
	struct prov_err *err);
/* The same in the private database, which runs: the user login of the system may be that role. */
int prov_sql_reader_make_local(const char *os_user, const char *role, const char *login,
	struct prov_err *err);
/* Takes the role away, unless something else depends on it; again without harm. STORAGE. */
int prov_sql_reader_remove(struct prov_sql *db, const char *role, struct prov_err *err);
/* The same in the private database, with the right to log in. */
int prov_sql_reader_remove_local(const char *os_user, const char *role, struct prov_err *err);

/* sql_keys.c: what SOGo finds users by (sql/setup/sogo.sql). Is it there, as the open transaction was told
 * with its first statement? What writes users keeps it then. */
bool prov_sql_keys_kept(const struct prov_sql *db);
/* Is it there, by asking; and making and removing it, within a transaction: who writes waits for that. The
 * views are to be made after it. */
int prov_sql_keys_look(struct prov_sql *db, bool *there, struct prov_err *err);
int prov_sql_keys_make(struct prov_sql *db, struct prov_err *err);
int prov_sql_keys_drop(struct prov_sql *db, struct prov_err *err);
/* sql_view.c: makes the views for servers what this library knows, and lets servers read them; within a
 * transaction. */
int prov_sql_view_make(struct prov_sql *db, void *data, struct prov_err *err);

/* Makes it (cluster, roles, database, schema) if it is not there, or not completely, and starts it. */
int prov_sql_make(const struct prov_sql_params *params, struct prov_err *err);
/* Makes the roles that are missing and gives them what they need of each other; it has to run. */
int prov_sql_make_roles(struct prov_err *err);

#endif
