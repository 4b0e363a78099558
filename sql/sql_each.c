/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_each.c - the rows of one statement, one by one as they arrive
 */
#include "sql/sql_pipe.h"

/* A row, or the end of the rows. */
static int receive_row(struct prov_sql *db, struct prov_sql_result *row, struct prov_err *err)
{
	if (prov_sql_wait_result(db, prov_clock_ms() + db->timeout_ms, &row->pg, err) < 0)
		return -1;
	if (row->pg && PQresultStatus(row->pg) != PGRES_SINGLE_TUPLE && !prov_sql_pipe_is_good(row->pg))
		return prov_sql_state_fail(db, row->pg, err);
	return 0;
}

/* Outside a pipeline libpq would go on giving single rows for the next statement in one. */
static int send_for_rows(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
			 struct prov_sql_front *front, struct prov_err *err)
{
	if (prov_sql_batch_front(db, err) < 0)
		return -1;
	prov_sql_pipe_front(db, true, front);
	if (prov_sql_pipe_enter(db, front, err) < 0 || prov_sql_pipe_send(db, query, args, err) < 0)
		return -1;
	return prov_sql_pipe_end(db, err);
}

static int receive_rows(struct prov_sql *db,
			int (*fn)(void *data, const struct prov_sql_result *row, struct prov_err *err),
			void *data, bool *stopped, struct prov_err *err)
{
	int rc = PQsetSingleRowMode(db->conn) ? 0 : prov_sql_state_fail(db, NULL, err);

	for (bool more = true; rc == 0 && more;) {
		struct prov_sql_result row = { NULL };

		rc = receive_row(db, &row, err);
		more = row.pg != NULL;
		if (rc == 0 && more && PQresultStatus(row.pg) == PGRES_SINGLE_TUPLE)
			*stopped = (rc = fn(data, &row, err)) != 0;
		PQclear(row.pg);
	}
	return rc;
}

int prov_sql_each(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
		  int (*fn)(void *data, const struct prov_sql_result *row, struct prov_err *err),
		  void *data, struct prov_err *err)
{
	struct prov_err ignored = PROV_ERR_INIT;
	struct prov_sql_front front;
	bool stopped = false;
	int rc;

	if (send_for_rows(db, query, args, &front, err) < 0)
		return -1;
	rc = prov_sql_pipe_receive_front(db, &front, prov_clock_ms() + db->timeout_ms, err);
	if (rc == 0)
		rc = receive_rows(db, fn, data, &stopped, err);
	if (PQstatus(db->conn) == CONNECTION_BAD)
		return -1;
	/* After an error in the middle of rows: what is still coming is read before the next one. The server
	 * need not make the rest, unless that would take the caller's transaction with it. */
	if (stopped && db->depth == 0)
		prov_sql_cancel(db);
	if (prov_sql_pipe_sync(db, prov_clock_ms() + db->timeout_ms, rc < 0 ? &ignored : err) < 0)
		return -1;
	return rc;
}
