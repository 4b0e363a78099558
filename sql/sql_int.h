/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/sql_int.h - what the files of this folder share among themselves
 */
#ifndef PROV_SQL_INT_H
#define PROV_SQL_INT_H

#include <libpq-fe.h>

#include "sql/prov_sql.h"

struct prov_sql_query {
	const char *file;
	int params;
	const char *text;
};
extern const struct prov_sql_query prov_queries[PROV_QUERY_COUNT];

struct prov_sql_script {
	const char *file;
	const char *text;
};
extern const struct prov_sql_script prov_scripts[];	/* ends with a NULL file */

struct prov_sql {
	PGconn *conn;
	PGcancel *cancel;		/* of conn; NULL: not connected */
	struct prov_sql_params params;
	char *conninfo;			/* what conn was opened with */
	int timeout_ms;
	bool local;
	bool version_checked;
	bool keyed;			/* SOGo is used: the last check of the version has said so */
	int depth;			/* of transactions; 0: none is open, above 1: savepoints */
	bool begin_pending;		/* the next statement opens the transaction, with this one: */
	enum prov_query begin;
	bool savepoint_pending;		/* and the savepoint */
	int limits_ms;			/* the server was told for this transaction; 0: not yet */
	struct prov_sql_kept {		/* by query; NULL: none is */
		unsigned times;		/* so often was it sent to be kept */
		bool has_name;
	} *kept;
	bool keeps, never_keeps;	/* now, and kept is there; not on this connection */
};

struct prov_sql_result {
	PGresult *pg;
};

/* sql_script.c: the text of a script by its file name, or NULL. */
const char *prov_sql_script_text(const char *file);
/* "sql/migration/0001_base.sql": 1; 0: not a migration */
int prov_sql_script_version(const struct prov_sql_script *s);

/* sql_connect.c: a connection, or why there is none. Start with zero. */
struct prov_sql_connect {
	PGconn *conn;		/* not NULL after the call, bad after a failure */
	char state[6];		/* the SQLSTATE that a server answered with, or "" */
	char *text;		/* what was said, without it */
	bool passing;		/* what is wrong may be over in a moment */
	bool late;		/* the last host did not answer in time */
	bool several;		/* the conninfo names more than one host */
};
/* May be called again with the same struct. Nothing that a server says gets to standard error. */
int prov_sql_connect(struct prov_sql_connect *c, const char *conninfo, const char *program,
	long long deadline);
void prov_sql_connect_fini(struct prov_sql_connect *c);		/* the connection, too */

/* sql_conn.c */
bool prov_sql_conn_is_broken(const struct prov_sql *db);
/* Between two calls: it is broken, or the server has something to say that nobody asked for, as it does when
 * it ends the connection. (If that was another thing, a new connection does no harm: it has no state.) */
bool prov_sql_conn_is_stale(const struct prov_sql *db);
/* No transaction is open after it. */
int prov_sql_conn_open(struct prov_sql *db, struct prov_err *err);
/* The same after the connection broke: with patience, whatever the conninfo names. */
int prov_sql_conn_again(struct prov_sql *db, struct prov_err *err);
void prov_sql_conn_close(struct prov_sql *db);

/* sql_wait.c: until the socket is ready for what libpq wants; TIMEOUT closes the connection. */
int prov_sql_wait(struct prov_sql *db, bool for_write, long long deadline, struct prov_err *err);
/* Sends what libpq still holds. */
int prov_sql_wait_flush(struct prov_sql *db, long long deadline, struct prov_err *err);
/* The next result, NULL at the end of a statement's results. */
int prov_sql_wait_result(struct prov_sql *db, long long deadline, PGresult **pg,
	struct prov_err *err);

/* sql_cancel.c: keeps db->cancel, and what the caller's slot shows, with the connection. */
void prov_sql_cancel_set(struct prov_sql *db);
void prov_sql_cancel_clear(struct prov_sql *db);
/* Stops what the server does for us. Takes two seconds at most. */
void prov_sql_cancel(struct prov_sql *db);

/* sql_batch.c: what is due in front of a statement, if anything, for one that is not sent in a batch. */
int prov_sql_batch_front(struct prov_sql *db, struct prov_err *err);
/* Nothing goes out in front: what ends a transaction. */
int prov_sql_batch_plain(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
	struct prov_err *err);

/* sql_exec.c: the statements of a script, outside the pipeline. */
int prov_sql_exec_text(struct prov_sql *db, const char *text, struct prov_err *err);

/* sql_copy.c: prov_sql_copy_begin() by a statement as text. */
int prov_sql_copy_text(struct prov_sql *db, const char *text, struct prov_err *err);

/* sql_setup.c: a script by its file name, in the transaction that is open. */
int prov_sql_setup_run(struct prov_sql *db, const char *file, struct prov_err *err);
/* sql_migrate.c: makes the schema, in the version that it once was. */
int prov_sql_migrate_to(struct prov_sql *db, int version, struct prov_err *err);

/* sql_state.c: SQLSTATE -> code and message; always -1. pg may be NULL: the connection's error. */
int prov_sql_state_fail(struct prov_sql *db, const PGresult *pg, struct prov_err *err);
/* The same for a state, and what was said in words. */
int prov_sql_state_text(const struct prov_sql *db, const char *state, const char *text,
	struct prov_err *err);
/* What the server has kept is gone, as with the connection; never: nothing is kept on this one any more. */
void prov_sql_state_forget(struct prov_sql *db, bool never);
/* "did not answer in time"; always -1. */
int prov_sql_state_late(const struct prov_sql *db, struct prov_err *err);

#endif
