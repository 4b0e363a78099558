/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/sql_pipe.h - the steps of one pipeline: enter, what goes in front, statements, sync, results
 */
#ifndef PROV_SQL_PIPE_H
#define PROV_SQL_PIPE_H

#include "sql/sql_int.h"

/* What goes out in front of the caller's statements. */
struct prov_sql_front {
	enum prov_query query[4];
	size_t count;
	char lock_ms[24];
};
#define PROV_SQL_FRONT_NONE ((struct prov_sql_front){ .count = 0 })

/* statements: the caller's follow, so that the limits are wanted outside a transaction, too. */
void prov_sql_pipe_front(const struct prov_sql *db, bool statements, struct prov_sql_front *front);
/* The pipeline with what goes in front; then one after the other; then its end. */
int prov_sql_pipe_enter(struct prov_sql *db, const struct prov_sql_front *front, struct prov_err *err);
int prov_sql_pipe_send(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
	struct prov_err *err);
int prov_sql_pipe_end(struct prov_sql *db, struct prov_err *err);

bool prov_sql_pipe_is_good(const PGresult *pg);
/* The result of one statement, and the NULL that ends it. */
int prov_sql_pipe_receive(struct prov_sql *db, long long deadline, PGresult **pg, struct prov_err *err);
/* Those of what went in front. */
int prov_sql_pipe_receive_front(struct prov_sql *db, const struct prov_sql_front *front,
	long long deadline, struct prov_err *err);
/* Reads up to the end of the pipeline, so that the connection can be used again. */
int prov_sql_pipe_sync(struct prov_sql *db, long long deadline, struct prov_err *err);

#endif
