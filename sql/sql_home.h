/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/sql_home.h - the data folder of the private database: may it be touched, and who works in it
 *
 *	prov_sql_home_look(path, &home, err)		touches nothing
 *	prov_sql_home_user(&home, os_user, &user, err)
 *	prov_sql_home_make(&home, &user, err)		only to make a database in it
 *	prov_sql_home_give(&home, &user, err)		before work in one that is there
 */
#ifndef PROV_SQL_HOME_H
#define PROV_SQL_HOME_H

#include "sql/prov_sql.h"
#include "sql/sql_process.h"

/* conninfo of the private database in a data folder for a role; caller frees. */
char *prov_sql_home_conninfo(const char *home, const char *role, const char *dbname);

enum prov_sql_home_state {
	PROV_HOME_NONE,			/* there is no such folder */
	PROV_HOME_EMPTY,
	PROV_HOME_OURS			/* a database of ours, or what is left of an attempt to make one */
};

struct prov_sql_home {
	char *path, *given;		/* without symbolic links at its end; as it was given */
	enum prov_sql_home_state state;
	uid_t owner;
	uid_t heir;			/* not 0: it is root's, and all in it is of this user */
	bool is_open;			/* everybody may write in it */
	bool is_roots_alone;		/* it belongs to root, and nobody else may write in it */
	int fd;
};
#define PROV_SQL_HOME_INIT { .fd = -1 }
void prov_sql_home_fini(struct prov_sql_home *home);

/* May a data folder have this name? CONFIG. */
int prov_sql_home_check(const char *path, struct prov_err *err);
/* CONFIG: it is no folder, or has contents that are not ours. */
int prov_sql_home_look(const char *path, struct prov_sql_home *home, struct prov_err *err);
/* Who works in it: its owner; if it is root's or not there, os_user. CONFIG: that is not for us. */
int prov_sql_home_user(const struct prov_sql_home *home, const char *os_user,
	struct prov_sql_user *user, struct prov_err *err);
/* Makes it if it is not there, and gives a new or empty one to the user. CONFIG. */
int prov_sql_home_make(struct prov_sql_home *home, const struct prov_sql_user *user,
	struct prov_err *err);
/* Gives one that root made and left to root to the user who has all that is in it. CONFIG. */
int prov_sql_home_give(const struct prov_sql_home *home, const struct prov_sql_user *user,
	struct prov_err *err);

#endif
