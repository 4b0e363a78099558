/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_exec.c - sending statements and waiting for their results, in pipeline mode
 *
 * Unnamed, parameterised statements only, so that a pooler may sit between. A pending BEGIN, the
 * limits of a transaction (of the pipeline, where there is none) and the check of the schema version
 * go out in front of the first statement: no round trip of their own. The check is one that fails:
 * the server does nothing of what stands behind it.
 */
#include "sql/sql_int.h"

int prov_sql_flush(struct prov_sql *db, long long deadline, struct prov_err *err)
{
	int rc;

	while ((rc = PQflush(db->conn)) > 0)
		if (prov_sql_wait(db, true, deadline, err) < 0)
			return -1;
	return rc < 0 ? prov_sql_fail(db, NULL, err) : 0;
}

int prov_sql_next_result(struct prov_sql *db, long long deadline, PGresult **pg,
			 struct prov_err *err)
{
	while (PQisBusy(db->conn))
		if (prov_sql_wait(db, false, deadline, err) < 0)
			return -1;
	*pg = PQgetResult(db->conn);
	return 0;
}

static int send_one(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
		    struct prov_err *err)
{
	const struct prov_sql_query *q = &prov_queries[query];

	if (args.n != q->params)
		return prov_fail(err, PROV_E_INTERNAL, "%s wants %d parameters, got %d", q->file,
				 q->params, args.n);
	if (!PQsendQueryParams(db->conn, q->text, args.n, NULL, args.v, NULL, NULL, 0))
		return prov_sql_fail(db, NULL, err);
	return 0;
}

/* What goes out in front of the caller's statements. */
struct front {
	enum prov_query query[3];
	size_t count;
	char lock_ms[24];
};

#define LOCK_MARGIN_MS 1000	/* the server gives up before we do: so the connection stays */

static void add_limits(const struct prov_sql *db, struct front *f)
{
	int margin = db->timeout_ms / 10 < LOCK_MARGIN_MS ? db->timeout_ms / 10 : LOCK_MARGIN_MS;

	prov_sql_int(f->lock_ms, db->timeout_ms - margin);
	f->query[f->count++] = PROV_Q_TX_LIMITS;
}

static void front_init(const struct prov_sql *db, bool statements, struct front *f)
{
	*f = (struct front){ .count = 0 };
	if (db->begin_pending)
		f->query[f->count++] = db->begin;
	if (db->begin_pending || (statements && PQtransactionStatus(db->conn) == PQTRANS_IDLE))
		add_limits(db, f);
	if (!db->version_checked && !db->params.any_version)
		f->query[f->count++] = PROV_Q_SCHEMA_GUARD;
}

static int send_front(struct prov_sql *db, const struct front *f, struct prov_err *err)
{
	for (size_t i = 0; i < f->count; i++) {
		const char *lock = f->lock_ms, *version = PROV_INT(prov_sql_schema_latest());
		struct prov_sql_args args = f->query[i] == PROV_Q_TX_LIMITS ? PROV_ARGS(lock) :
			f->query[i] == PROV_Q_SCHEMA_GUARD ? PROV_ARGS(version) : PROV_NO_ARGS;

		if (send_one(db, f->query[i], args, err) < 0)
			return -1;
		if (f->query[i] == db->begin)
			db->begin_pending = false;
	}
	return 0;
}

static bool is_good(const PGresult *pg)
{
	ExecStatusType status = PQresultStatus(pg);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* The guard fails on another version, and the server skips what was sent behind it. */
static int fail_version(struct prov_sql *db, const PGresult *pg, struct prov_err *err)
{
	static const char mark[] = "schema version ";
	const char *text = PQresultErrorField(pg, PG_DIAG_MESSAGE_PRIMARY);
	const char *at = text ? strstr(text, mark) : NULL;
	int version = at ? (int)strtol(at + strlen(mark), NULL, 10) : 0;
	int latest = prov_sql_schema_latest();

	if (!at)
		return prov_sql_fail(db, pg, err);
	prov_fail(err, PROV_E_STORAGE, "the database has schema version %d, this program needs %d",
		  version, latest);
	return prov_err_hint(err, "%s", version > latest ? "upgrade the programs" :
			     "run \"provdb migrate\"");
}

/* Reads the result of one statement and the NULL that ends it. */
static int receive_one(struct prov_sql *db, long long deadline, PGresult **pg,
		       struct prov_err *err)
{
	PGresult *end = NULL;

	if (prov_sql_next_result(db, deadline, pg, err) < 0)
		return -1;
	if (!*pg)
		return prov_sql_fail(db, NULL, err);
	if (prov_sql_next_result(db, deadline, &end, err) < 0)
		return -1;
	PQclear(end);
	return 0;
}

/* Reads up to the end of the pipeline, so that the connection can be used again. */
static int receive_sync(struct prov_sql *db, long long deadline, struct prov_err *err)
{
	PGresult *pg = NULL;

	do {
		PQclear(pg);
		if (prov_sql_next_result(db, deadline, &pg, err) < 0)
			return -1;
		if (!pg && PQstatus(db->conn) == CONNECTION_BAD)
			return prov_sql_fail(db, NULL, err);
	} while (!pg || PQresultStatus(pg) != PGRES_PIPELINE_SYNC);
	PQclear(pg);
	return PQexitPipelineMode(db->conn) ? 0 : prov_sql_fail(db, NULL, err);
}

static int keep(const struct prov_sql_step *step, PGresult *pg)
{
	if (!step->res) {
		PQclear(pg);
		return 0;
	}
	*step->res = prov_alloc(sizeof(**step->res));
	(*step->res)->pg = pg;
	return 0;
}

/* Receives all steps; after the first failure the server skips the rest up to the sync. */
static int receive_all(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
		       const struct front *front, struct prov_err *err)
{
	long long deadline = prov_clock_ms() + db->timeout_ms;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count + front->count; i++) {
		PGresult *pg = NULL;

		if (receive_one(db, deadline, &pg, err) < 0)
			return -1;
		if (!is_good(pg))
			rc = i < front->count && front->query[i] == PROV_Q_SCHEMA_GUARD ?
				fail_version(db, pg, err) : prov_sql_fail(db, pg, err);
		else if (i >= front->count) {
			keep(&steps[i - front->count], pg);
			continue;
		}
		PQclear(pg);
	}
	if (PQstatus(db->conn) == CONNECTION_BAD)
		return -1;
	if (receive_sync(db, deadline, rc < 0 ? &(struct prov_err)PROV_ERR_INIT : err) < 0)
		return -1;
	return rc;
}

static void drop_results(const struct prov_sql_step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].res) {
			prov_sql_result_free(*steps[i].res);
			*steps[i].res = NULL;
		}
}

static int send_all(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
		    const struct front *front, struct prov_err *err)
{
	if (!PQenterPipelineMode(db->conn))
		return prov_sql_fail(db, NULL, err);
	if (send_front(db, front, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (send_one(db, steps[i].query, steps[i].args, err) < 0)
			return -1;
	if (!PQpipelineSync(db->conn))
		return prov_sql_fail(db, NULL, err);
	return prov_sql_flush(db, prov_clock_ms() + db->timeout_ms, err);
}

/* All results, or none of them. */
static int receive_steps(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			 const struct front *front, struct prov_err *err)
{
	if (receive_all(db, steps, count, front, err) == 0)
		return 0;
	drop_results(steps, count);
	return -1;
}

static void clear_results(const struct prov_sql_step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].res)
			*steps[i].res = NULL;
}

int prov_sql_batch(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
		   struct prov_err *err)
{
	struct front front;

	front_init(db, count > 0, &front);
	clear_results(steps, count);
	if (send_all(db, steps, count, &front, err) < 0 ||
	    receive_steps(db, steps, count, &front, err) < 0)
		return -1;
	db->version_checked = true;
	return 0;
}

int prov_sql_batch_send(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			struct prov_err *err)
{
	return send_all(db, steps, count, &(struct front){ .count = 0 }, err);
}

int prov_sql_batch_receive(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			   struct prov_err *err)
{
	clear_results(steps, count);
	return receive_steps(db, steps, count, &(struct front){ .count = 0 }, err);
}

int prov_sql_exec(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
		  struct prov_sql_result **res, struct prov_err *err)
{
	return prov_sql_batch(db, &(struct prov_sql_step){ query, args, res }, 1, err);
}

/* A row, or the end of the rows. */
static int receive_row(struct prov_sql *db, struct prov_sql_result *row, struct prov_err *err)
{
	if (prov_sql_next_result(db, prov_clock_ms() + db->timeout_ms, &row->pg, err) < 0)
		return -1;
	if (row->pg && PQresultStatus(row->pg) != PGRES_SINGLE_TUPLE && !is_good(row->pg))
		return prov_sql_fail(db, row->pg, err);
	return 0;
}

static int send_for_rows(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
			 struct front *front, struct prov_err *err)
{
	if ((db->begin_pending || !db->version_checked) && prov_sql_batch(db, NULL, 0, err) < 0)
		return -1;
	*front = (struct front){ .count = 0 };
	if (PQtransactionStatus(db->conn) == PQTRANS_IDLE)
		add_limits(db, front);
	/* Outside a pipeline libpq would go on giving single rows for the next statement in one. */
	if (!PQenterPipelineMode(db->conn))
		return prov_sql_fail(db, NULL, err);
	if (send_front(db, front, err) < 0 || send_one(db, query, args, err) < 0)
		return -1;
	if (!PQpipelineSync(db->conn))
		return prov_sql_fail(db, NULL, err);
	return prov_sql_flush(db, prov_clock_ms() + db->timeout_ms, err);
}

/* Up to the place where the rows begin. */
static int receive_front(struct prov_sql *db, const struct front *front, struct prov_err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < front->count; i++) {
		PGresult *pg = NULL;

		if (receive_one(db, prov_clock_ms() + db->timeout_ms, &pg, err) < 0)
			return -1;
		if (!is_good(pg))
			rc = prov_sql_fail(db, pg, err);
		PQclear(pg);
	}
	if (rc == 0 && !PQsetSingleRowMode(db->conn))
		rc = prov_sql_fail(db, NULL, err);
	return rc;
}

int prov_sql_each(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
		  int (*fn)(void *data, const struct prov_sql_result *row, struct prov_err *err),
		  void *data, struct prov_err *err)
{
	struct prov_err ignored = PROV_ERR_INIT;
	struct front front;
	int rc;

	if (send_for_rows(db, query, args, &front, err) < 0)
		return -1;
	rc = receive_front(db, &front, err);
	for (bool more = true; rc == 0 && more;) {
		struct prov_sql_result row = { NULL };

		rc = receive_row(db, &row, err);
		more = row.pg != NULL;
		if (rc == 0 && more && PQresultStatus(row.pg) == PGRES_SINGLE_TUPLE)
			rc = fn(data, &row, err);
		PQclear(row.pg);
	}
	if (PQstatus(db->conn) == CONNECTION_BAD)
		return -1;
	/* After an error in the middle of rows: what is still coming is read before the next one. */
	if (receive_sync(db, prov_clock_ms() + db->timeout_ms, rc < 0 ? &ignored : err) < 0)
		return -1;
	return rc;
}

int prov_sql_run_text(struct prov_sql *db, const char *text, struct prov_err *err)
{
	long long deadline = prov_clock_ms() + db->timeout_ms;
	bool more = true;
	int rc = 0;

	if (!PQsendQuery(db->conn, text))
		return prov_sql_fail(db, NULL, err);
	if (prov_sql_flush(db, deadline, err) < 0)
		return -1;
	while (more) {
		PGresult *pg = NULL;

		if (prov_sql_next_result(db, deadline, &pg, err) < 0)
			return -1;
		if (pg && rc == 0 && !is_good(pg))
			rc = prov_sql_fail(db, pg, err);
		more = pg != NULL;
		PQclear(pg);
	}
	return rc;
}
