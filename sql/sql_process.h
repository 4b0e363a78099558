/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/sql_process.h - running PostgreSQL's own programs; used by sql_local.c only
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
/* Runs argv[0] as that user and waits; what it printed is added to out. UNAVAILABLE. */
int prov_sql_process_run(const struct prov_sql_user *user, char *const argv[],
	struct prov_str *out, struct prov_err *err);

#endif
