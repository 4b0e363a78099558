/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/sql_ident.h - pg_ident.conf of the private database: which user of the system may be which role
 */
#ifndef PROV_SQL_IDENT_H
#define PROV_SQL_IDENT_H

#include "sql/sql_cluster.h"

/* Adds the lines for the roles of the suite. */
void prov_sql_ident_add(const struct prov_sql_user *user, struct prov_str *ident);

struct prov_sql_ident {
	const char *role, *os_user;
};
/* c->with is a struct prov_sql_ident: that user, and who owns the cluster, may be the role; nobody else any
 * more, and nobody at all where os_user is NULL. The server has to be told to read it. IO. */
int prov_sql_ident_allow(const struct prov_sql_cluster *c, struct prov_err *err);

#endif
