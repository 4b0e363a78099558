/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_copy.c - COPY FROM STDIN: rows that were built in memory are sent, some at a time
 */
#include "sql/sql_pipe.h"

#define SLICE (64 * 1024)	/* libpq copies what it is given: its buffer grows to this */

static long long deadline_of(const struct prov_sql *db)
{
	return prov_clock_ms() + db->timeout_ms;
}

int prov_sql_copy_text(struct prov_sql *db, const char *text, struct prov_err *err)
{
	PGresult *pg = NULL;
	int rc = 0;

	if (prov_sql_batch_front(db, err) < 0)
		return -1;
	if (!PQsendQuery(db->conn, text))
		return prov_sql_state_fail(db, NULL, err);
	if (prov_sql_wait_result(db, deadline_of(db), &pg, err) < 0)
		return -1;
	if (PQresultStatus(pg) != PGRES_COPY_IN) {
		rc = prov_sql_state_fail(db, pg, err);
		PQclear(PQgetResult(db->conn));
	}
	PQclear(pg);
	return rc;
}

int prov_sql_copy_begin(struct prov_sql *db, enum prov_query copy, struct prov_err *err)
{
	return prov_sql_copy_text(db, prov_queries[copy].text, err);
}

static int send_slice(struct prov_sql *db, const char *p, size_t len, long long deadline,
		      struct prov_err *err)
{
	int rc;

	while ((rc = PQputCopyData(db->conn, p, (int)len)) == 0)
		if (prov_sql_wait(db, true, deadline, err) < 0)
			return -1;
	if (rc < 0)
		return prov_sql_state_fail(db, NULL, err);
	return prov_sql_wait_flush(db, deadline, err);
}

int prov_sql_copy_send(struct prov_sql *db, struct prov_sql_rows *rows, struct prov_err *err)
{
	long long deadline = deadline_of(db);
	int rc = 0;

	for (size_t done = 0; rc == 0 && done < rows->text.len; done += SLICE) {
		size_t rest = rows->text.len - done;

		rc = send_slice(db, rows->text.p + done, rest < SLICE ? rest : SLICE, deadline, err);
	}
	prov_str_clear(&rows->text);
	rows->count = 0;		/* the last row may go on */
	return rc;
}

static int end(struct prov_sql *db, const char *why_not, struct prov_err *err)
{
	long long deadline = deadline_of(db);
	int rc;

	while ((rc = PQputCopyEnd(db->conn, why_not)) == 0)
		if (prov_sql_wait(db, true, deadline, err) < 0)
			return -1;
	if (rc < 0)
		return prov_sql_state_fail(db, NULL, err);
	return prov_sql_wait_flush(db, deadline, err);
}

int prov_sql_copy_end(struct prov_sql *db, struct prov_err *err)
{
	return end(db, NULL, err);
}

bool prov_sql_copy_is_done(struct prov_sql *db)
{
	return !PQconsumeInput(db->conn) || !PQisBusy(db->conn);
}

int prov_sql_copy_wait(struct prov_sql *db, struct prov_err *err)
{
	long long deadline = deadline_of(db);
	PGresult *pg = NULL, *last = NULL;
	int rc;

	if (prov_sql_wait_result(db, deadline, &pg, err) < 0)
		return -1;
	rc = PQresultStatus(pg) == PGRES_COMMAND_OK ? 0 : prov_sql_state_fail(db, pg, err);
	PQclear(pg);
	if (prov_sql_wait_result(db, deadline, &last, err) < 0)
		return -1;
	PQclear(last);
	return rc;
}

void prov_sql_copy_abort(struct prov_sql *db)
{
	struct prov_err ignored = PROV_ERR_INIT;

	if (PQstatus(db->conn) == CONNECTION_OK && end(db, "given up", &ignored) == 0)
		prov_sql_copy_wait(db, &ignored);
}

int prov_sql_copy(struct prov_sql *db, enum prov_query copy, struct prov_sql_rows *rows,
		  struct prov_err *err)
{
	if (rows->count == 0)
		return 0;
	if (prov_sql_copy_begin(db, copy, err) < 0 || prov_sql_copy_send(db, rows, err) < 0 ||
	    prov_sql_copy_end(db, err) < 0)
		return -1;
	return prov_sql_copy_wait(db, err);
}
