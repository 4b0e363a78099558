/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_prepare.c - names for statements that are sent again, on a connection that keeps them
 *
 * For little data the server needs longer to read and plan most statements than to do what they say. One that
 * has a name is read once, and planned until a plan for any values is no worse than those it has made.
 */
#include "sql/sql_pipe.h"

static int prepare(struct prov_sql *db, enum prov_query query, struct prov_err *err)
{
	const struct prov_sql_query *q = &prov_queries[query];
	const long long deadline = prov_clock_ms() + db->timeout_ms;
	PGresult *pg = NULL;
	int rc = 0;

	if (!PQsendPrepare(db->conn, q->file, q->text, 0, NULL))
		return prov_sql_state_fail(db, NULL, err);
	if (prov_sql_wait_flush(db, deadline, err) < 0 || prov_sql_pipe_receive(db, deadline, &pg, err) < 0)
		return -1;
	if (!prov_sql_pipe_is_good(pg))
		rc = prov_sql_state_fail(db, pg, err);
	PQclear(pg);
	return rc;
}

static int note(struct prov_sql *db, enum prov_query query, struct prov_err *err)
{
	if (db->kept[query] + 1 == PROV_SQL_KEPT && prepare(db, query, err) < 0)
		return -1;
	db->kept[query]++;
	return 0;
}

int prov_sql_prepare(struct prov_sql *db, const struct prov_sql_front *front,
		     const struct prov_sql_step *steps, size_t count, struct prov_err *err)
{
	if (!db->keeps || PQtransactionStatus(db->conn) == PQTRANS_INERROR)
		return 0;
	for (size_t i = 0; i < front->count; i++)
		if (note(db, front->query[i], err) < 0)
			return -1;
	for (size_t i = 0; i < count; i++)
		if (note(db, steps[i].query, err) < 0)
			return -1;
	return 0;
}
