/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_copy.c - COPY FROM STDIN in text format: rows are built in memory, some at a time, and sent
 */
#include "sql/sql_int.h"

#define SLICE (64 * 1024)	/* libpq copies what it is given: its buffer grows to this */

static void start_field(struct prov_sql_rows *rows)
{
	if (rows->in_row)
		prov_str_add_char(&rows->text, '\t');
	rows->in_row = true;
}

/* Backslash, tab and line ends are the only bytes that need an escape in text format. */
static const char *escape_of(char ch)
{
	switch (ch) {
	case '\\': return "\\\\";
	case '\t': return "\\t";
	case '\n': return "\\n";
	case '\r': return "\\r";
	default: return NULL;
	}
}

void prov_sql_rows_text(struct prov_sql_rows *rows, const char *p, size_t len)
{
	size_t done = 0;

	start_field(rows);
	if (!p) {
		prov_str_add_len(&rows->text, "\\N", 2);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		const char *escape = escape_of(p[i]);

		if (!escape)
			continue;
		prov_str_add_len(&rows->text, p + done, i - done);
		prov_str_add_len(&rows->text, escape, 2);
		done = i + 1;
	}
	prov_str_add_len(&rows->text, p + done, len - done);
}

void prov_sql_rows_int(struct prov_sql_rows *rows, long long n)
{
	char buf[24], *p = buf + sizeof(buf);
	unsigned long long rest = n < 0 ? 0 - (unsigned long long)n : (unsigned long long)n;

	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	start_field(rows);
	prov_str_add_len(&rows->text, p, (size_t)(buf + sizeof(buf) - p));
}

void prov_sql_rows_add(struct prov_sql_rows *rows, const struct prov_sql_rows *fields)
{
	if (fields->in_row)
		start_field(rows);
	prov_str_add_len(&rows->text, fields->text.p, fields->text.len);
	rows->count += fields->count;
}

void prov_sql_rows_end(struct prov_sql_rows *rows)
{
	prov_str_add_char(&rows->text, '\n');
	rows->in_row = false;
	rows->count++;
}

void prov_sql_rows_clear(struct prov_sql_rows *rows)
{
	prov_str_clear(&rows->text);
	rows->in_row = false;
	rows->count = 0;
}

void prov_sql_rows_fini(struct prov_sql_rows *rows)
{
	prov_str_fini(&rows->text);
	rows->count = 0;
}

/* ---- sending ---- */

static long long deadline_of(const struct prov_sql *db)
{
	return prov_clock_ms() + db->timeout_ms;
}

int prov_sql_copy_begin(struct prov_sql *db, enum prov_query copy, struct prov_err *err)
{
	PGresult *pg = NULL;
	int rc = 0;

	if ((db->begin_pending || !db->version_checked) && prov_sql_batch(db, NULL, 0, err) < 0)
		return -1;
	if (!PQsendQuery(db->conn, prov_queries[copy].text))
		return prov_sql_fail(db, NULL, err);
	if (prov_sql_next_result(db, deadline_of(db), &pg, err) < 0)
		return -1;
	if (PQresultStatus(pg) != PGRES_COPY_IN) {
		rc = prov_sql_fail(db, pg, err);
		PQclear(PQgetResult(db->conn));
	}
	PQclear(pg);
	return rc;
}

static int send_slice(struct prov_sql *db, const char *p, size_t len, long long deadline,
		      struct prov_err *err)
{
	int rc;

	while ((rc = PQputCopyData(db->conn, p, (int)len)) == 0)
		if (prov_sql_wait(db, true, deadline, err) < 0)
			return -1;
	if (rc < 0)
		return prov_sql_fail(db, NULL, err);
	return prov_sql_flush(db, deadline, err);
}

int prov_sql_copy_send(struct prov_sql *db, struct prov_sql_rows *rows, struct prov_err *err)
{
	long long deadline = deadline_of(db);
	int rc = 0;

	for (size_t done = 0; rc == 0 && done < rows->text.len; done += SLICE) {
		size_t rest = rows->text.len - done;

		rc = send_slice(db, rows->text.p + done, rest < SLICE ? rest : SLICE, deadline, err);
	}
	prov_sql_rows_clear(rows);
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
		return prov_sql_fail(db, NULL, err);
	return prov_sql_flush(db, deadline, err);
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

	if (prov_sql_next_result(db, deadline, &pg, err) < 0)
		return -1;
	rc = PQresultStatus(pg) == PGRES_COMMAND_OK ? 0 : prov_sql_fail(db, pg, err);
	PQclear(pg);
	if (prov_sql_next_result(db, deadline, &last, err) < 0)
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
