/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/session.h - a connection with its configuration, and the calls that are made in it
 *
 * Open a session first; the database is connected at the first use. Everything about contexts, users
 * and groups takes a struct prov_call as its first parameter: who calls, by which program, and how long
 * it may take. One session serves any number of calls, one after the other. Credentials that were
 * given are verified by the functions that need them, always; without any the private database trusts
 * the operating-system user, and auth.required makes them mandatory.
 */
#ifndef PROV_SESSION_H
#define PROV_SESSION_H

#include <prov/config.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct prov_session;

/* What a signal handler needs to stop the statement that a session waits for. Start with zero. */
struct prov_cancel {
	void *volatile handle;
};

struct prov_session_params {
	const char *program;		/* for the server's list of clients */
	const char *config_file;	/* NULL: the default places */
	struct prov_cancel *cancel;	/* filled while there is a connection; NULL: not wanted */
};

/* One call. Its strings must live as long as it. */
struct prov_call {
	struct prov_session *session;
	const char *program;		/* for the change log */
	const char *adminuser;		/* NULL: not given */
	const char *adminpass;		/* NULL: not given */
	int timeout;			/* seconds a statement may take; 0: as configured, -1: no limit */
	bool bulk;			/* the limit for bulk jobs instead */
	bool dry_run;			/* what single objects are changed in is tried, and taken back */
	/* Hears what stops nothing and should be known: a line without its end, of any characters. NULL:
	 * nobody hears it. */
	void (*warn)(void *data, const char *text);
	void *warn_data;
	/* May make the private database if there is none, and tells that it did; NULL: may not. */
	void (*made)(const char *program, const char *folder);
};

/* Loads the configuration. params' strings and cancel must outlive the session. CONFIG. */
PROV_API PROV_MUST_CHECK int prov_session_open(const struct prov_session_params *params,
	struct prov_session **session, struct prov_err *err);
PROV_API void prov_session_close(struct prov_session *session);	/* NULL is fine */
PROV_API void prov_session_closep(struct prov_session **session);
PROV_API const struct prov_config *prov_session_config(const struct prov_session *session);

/* A transaction around several calls: all of them or none. Within it each call that changes something is
 * a savepoint: if it fails, what it did is taken back, and what was done before stays. It is not
 * repeated there, not even after CONFLICT (deadlocks are likelier: two transactions may lock contexts in
 * another order), and after a connection that broke every call fails, UNAVAILABLE, until rollback. A
 * call that only reads and fails at the server (TIMEOUT) ends the transaction, too: then commit says so.
 * What others are kept waiting for (contexts, the licence) stays locked until the end, so be quick. Beyond
 * 64 changes PostgreSQL keeps the list of savepoints on disk, which makes others look there: thousands
 * of changes in one transaction are slower for everybody than some hundred.
 * prov_master_set() and prov_directory_sync() have transactions of their own and are refused within. */
PROV_API PROV_MUST_CHECK int prov_session_begin(struct prov_call *call, struct prov_err *err);
/* The same for many changes one after the other, quickly: users that are created are kept, with their ids,
 * and written together. What is wrong with one of them then (a name is taken) is an error of the call that
 * has them written, or of commit: CONFLICT, nothing was done, and all has to be done again one by one. */
PROV_API PROV_MUST_CHECK int prov_session_begin_many(struct prov_call *call, struct prov_err *err);
/* Locks these contexts, if they are there, until the end of the transaction, in ascending order: so no two
 * transactions wait for each other. */
PROV_API PROV_MUST_CHECK int prov_session_lock(struct prov_call *call, const long long *contexts,
	size_t count, struct prov_err *err);
/* What a transaction leaves in the change log. */
struct prov_session_mark {
	long long context, seq;		/* seq 0: nothing */
	char token[37];
};
/* Before the commit of one that may have to be asked for, by a process that comes after this one was
 * killed. Writes what is kept, as prov_session_begin_many() has it. */
PROV_API PROV_MUST_CHECK int prov_session_prepare(struct prov_call *call, struct prov_session_mark *mark,
	struct prov_err *err);
/* 1: that transaction was committed, 0: it was not, and never will be; -1: who knows. */
PROV_API PROV_MUST_CHECK int prov_session_happened(struct prov_call *call,
	const struct prov_session_mark *mark, struct prov_err *err);
/* The transaction is over, whatever comes out. STORAGE: it had failed, nothing was done; CONFLICT: see
 * prov_session_begin_many(); UNAVAILABLE: the connection broke, and err says that nothing was done, or
 * that the server cannot be asked any more. (If it broke in the commit, the change log is looked at.) */
PROV_API PROV_MUST_CHECK int prov_session_commit(struct prov_call *call, struct prov_err *err);
/* The next call may connect again. Nothing happens if there is no transaction. */
PROV_API void prov_session_rollback(struct prov_call *call);

/* Asks the server to stop what it does for the session. May be called from a signal handler; waits until
 * the server has heard it, so set an alarm(2) for one that is frozen. Without it a command that is
 * ended leaves its statement waiting at the server until that notices. */
PROV_API void prov_cancel(struct prov_cancel *cancel);

/* Sets the master admin's name and password (plain text, stored as a hash). */
PROV_API PROV_MUST_CHECK int prov_master_set(struct prov_call *call, const char *name,
	const char *password, struct prov_err *err);
/* Verifies the master's credentials if any were given: for what is in files and not in the database,
 * which is not asked for otherwise, whatever auth.required says. DENIED: they are wrong. */
PROV_API PROV_MUST_CHECK int prov_auth_given(struct prov_call *call, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
