/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/sql_local.h - work in the data folder of the private database, as the user that it belongs to
 */
#ifndef PROV_SQL_LOCAL_H
#define PROV_SQL_LOCAL_H

#include "sql/sql_cluster.h"
#include "sql/sql_home.h"

/* Runs fn in a process with the rights of the folder's user, while nobody else makes, starts or stops
 * the cluster. A folder that is new or empty is made ready for it. with is c->with then. What fn
 * returns is returned. */
int prov_sql_local_enter(struct prov_sql_home *home, const char *os_user,
	int (*fn)(const struct prov_sql_cluster *c, struct prov_err *err), const void *with,
	struct prov_err *err);
/* sql_make.c: text of ours that only the superuser of the private cluster may run, in this database. */
int prov_sql_make_as_superuser(const char *home, const char *database, const char *sql, struct prov_err *err);

#endif
