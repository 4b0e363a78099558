/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_copy.c - COPY FROM STDIN in text format, through one buffer of fixed size
 *
 * Memory stays flat however slow the server is: the buffer is handed to libpq when it is full and
 * flushed to the socket before anything else is added.
 */
#include "sql/sql_int.h"

#define FULL (64 * 1024)

struct prov_sql_copy {
	struct prov_sql *db;
	struct prov_str buf;
	bool in_row;
};

static long long deadline_of(const struct prov_sql *db)
{
	return prov_clock_ms() + db->timeout_ms;
}

struct prov_sql_copy *prov_sql_copy_open(struct prov_sql *db, enum prov_query copy,
					 struct prov_err *err)
{
	struct prov_sql_copy *c;
	PGresult *pg = NULL;

	if ((db->begin_pending || !db->version_checked) && prov_sql_batch(db, NULL, 0, err) < 0)
		return NULL;
	if (!PQsendQuery(db->conn, prov_queries[copy].text)) {
		prov_sql_fail(db, NULL, err);
		return NULL;
	}
	if (prov_sql_next_result(db, deadline_of(db), &pg, err) < 0)
		return NULL;
	if (PQresultStatus(pg) != PGRES_COPY_IN) {
		prov_sql_fail(db, pg, err);
		PQclear(pg);
		PQclear(PQgetResult(db->conn));
		return NULL;
	}
	PQclear(pg);
	c = prov_alloc(sizeof(*c));
	c->db = db;
	c->buf = (struct prov_str)PROV_STR_INIT;
	prov_str_reserve(&c->buf, FULL + 8192);
	return c;
}

static void start_field(struct prov_sql_copy *c)
{
	if (c->in_row)
		prov_str_add_char(&c->buf, '\t');
	c->in_row = true;
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

void prov_sql_copy_text(struct prov_sql_copy *c, const char *p, size_t len)
{
	size_t done = 0;

	start_field(c);
	if (!p) {
		prov_str_add_len(&c->buf, "\\N", 2);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		const char *escape = escape_of(p[i]);

		if (!escape)
			continue;
		prov_str_add_len(&c->buf, p + done, i - done);
		prov_str_add_len(&c->buf, escape, 2);
		done = i + 1;
	}
	prov_str_add_len(&c->buf, p + done, len - done);
}

void prov_sql_copy_int(struct prov_sql_copy *c, long long n)
{
	char buf[24];
	int len = snprintf(buf, sizeof(buf), "%lld", n);

	start_field(c);
	prov_str_add_len(&c->buf, buf, (size_t)len);
}

static int send_buffer(struct prov_sql_copy *c, struct prov_err *err)
{
	long long deadline = deadline_of(c->db);
	int rc;

	if (c->buf.len == 0)
		return 0;
	while ((rc = PQputCopyData(c->db->conn, c->buf.p, (int)c->buf.len)) == 0)
		if (prov_sql_wait(c->db, true, deadline, err) < 0)
			return -1;
	if (rc < 0)
		return prov_sql_fail(c->db, NULL, err);
	prov_str_clear(&c->buf);
	while ((rc = PQflush(c->db->conn)) > 0)
		if (prov_sql_wait(c->db, true, deadline, err) < 0)
			return -1;
	return rc < 0 ? prov_sql_fail(c->db, NULL, err) : 0;
}

int prov_sql_copy_end_row(struct prov_sql_copy *c, struct prov_err *err)
{
	prov_str_add_char(&c->buf, '\n');
	c->in_row = false;
	return c->buf.len >= FULL ? send_buffer(c, err) : 0;
}

static int finish(struct prov_sql_copy *c, const char *why_not, struct prov_err *err)
{
	struct prov_sql *db = c->db;
	long long deadline = deadline_of(db);
	PGresult *pg = NULL, *end = NULL;
	int rc;

	while ((rc = PQputCopyEnd(db->conn, why_not)) == 0)
		if (prov_sql_wait(db, true, deadline, err) < 0)
			return -1;
	while (rc > 0 && (rc = PQflush(db->conn)) > 0)
		if (prov_sql_wait(db, true, deadline, err) < 0)
			return -1;
	if (rc < 0)
		return prov_sql_fail(db, NULL, err);
	if (prov_sql_next_result(db, deadline, &pg, err) < 0)
		return -1;
	rc = PQresultStatus(pg) == PGRES_COMMAND_OK ? 0 : prov_sql_fail(db, pg, err);
	PQclear(pg);
	if (prov_sql_next_result(db, deadline, &end, err) < 0)
		return -1;
	PQclear(end);
	return rc;
}

int prov_sql_copy_close(struct prov_sql_copy *c, struct prov_err *err)
{
	int rc = send_buffer(c, err);

	if (rc == 0)
		rc = finish(c, NULL, err);
	prov_str_fini(&c->buf);
	free(c);
	return rc;
}

void prov_sql_copy_abort(struct prov_sql_copy *c)
{
	struct prov_err ignored = PROV_ERR_INIT;

	if (!c)
		return;
	if (PQstatus(c->db->conn) == CONNECTION_OK)
		finish(c, "given up", &ignored);
	prov_str_fini(&c->buf);
	free(c);
}
