/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/sql_cluster.h - the PostgreSQL cluster in the data folder; all of it within prov_sql_process_as()
 */
#ifndef PROV_SQL_CLUSTER_H
#define PROV_SQL_CLUSTER_H

#include "sql/sql_process.h"

struct prov_sql_cluster {
	const struct prov_sql_user *user;
	const void *with;		/* what the work is about */
	char *home, *data, *run, *log, *log_file, *ready;
	int lock;
};
#define PROV_SQL_CLUSTER_INIT { .lock = -1 }

/* Waits until no other process makes, starts or stops it; until _close none does. CONFIG. */
int prov_sql_cluster_open(struct prov_sql_cluster *c, const char *home,
	const struct prov_sql_user *user, struct prov_err *err);
void prov_sql_cluster_close(struct prov_sql_cluster *c);
/* Completely: with what prov_sql_cluster_finish() was called for. */
bool prov_sql_cluster_is_ready(const struct prov_sql_cluster *c);
/* Makes it if it is not there. UNAVAILABLE, IO. */
int prov_sql_cluster_make(const struct prov_sql_cluster *c, struct prov_err *err);
int prov_sql_cluster_finish(const struct prov_sql_cluster *c, struct prov_err *err);
/* Until it answers. UNAVAILABLE. */
int prov_sql_cluster_start(const struct prov_sql_cluster *c, struct prov_err *err);
/* The folders that a server needs. */
int prov_sql_cluster_prepare(const struct prov_sql_cluster *c, struct prov_err *err);
/* In the main process, without the lock: if another one starts it first, the server says so and ends. Returns
 * only if it cannot be run. UNAVAILABLE. */
int prov_sql_cluster_become(const char *home, const struct prov_sql_user *user, struct prov_err *err);
int prov_sql_cluster_stop(const struct prov_sql_cluster *c, struct prov_err *err);
/* Does it answer? One that is starting, or recovers after a crash, is waited for. */
bool prov_sql_cluster_answers(const char *home);

#endif
