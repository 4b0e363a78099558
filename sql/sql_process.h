/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/sql_process.h - work and programs with the rights of the private database's user
 *
 * prov_sql_process_as() first; within its function the others.
 */
#ifndef PROV_SQL_PROCESS_H
#define PROV_SQL_PROCESS_H

#include <sys/types.h>

#include "libprov/base/base.h"

struct prov_sql_user {
	bool drop;			/* we are root and become this user */
	uid_t uid;
	gid_t gid;
	char name[256];
};

/* Who runs the private database: os_user if we are root, else ourselves. CONFIG. */
int prov_sql_process_user(const char *os_user, struct prov_sql_user *user, struct prov_err *err);
/* The same for one that is there: its owner if we are root. CONFIG. */
int prov_sql_process_owner(uid_t owner, struct prov_sql_user *user, struct prov_err *err);

/* Runs fn in a process of its own with the rights of that user and waits for it. What fn returns is
 * returned, and its error; what it leaves in memory is gone. */
int prov_sql_process_as(const struct prov_sql_user *user, int (*fn)(void *data, struct prov_err *err),
	void *data, struct prov_err *err);

/* Runs argv[0] and waits. Its last lines are the error's detail. keep: a descriptor that it and its
 * children hold as well. UNAVAILABLE. */
int prov_sql_process_run(char *const argv[], int keep, struct prov_err *err);
/* Starts argv[0], which goes on by itself and holds nothing of the caller's; it writes to log. */
int prov_sql_process_start(char *const argv[], int log, pid_t *pid, struct prov_err *err);
/* Becomes argv[0], with the rights of that user. It writes where we do, and may tell the service manager
 * ($NOTIFY_SOCKET) that it is ready. Returns if that does not go. INTERNAL, UNAVAILABLE. */
int prov_sql_process_become(const struct prov_sql_user *user, char *const argv[], struct prov_err *err);
/* What a program that has ended says about itself; output is what it wrote. 0 or UNAVAILABLE. */
int prov_sql_process_judge(int status, const char *program, const struct prov_str *output,
	struct prov_err *err);

#endif
