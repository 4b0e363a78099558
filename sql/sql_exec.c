/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_exec.c - sending statements and waiting for their results, in pipeline mode
 *
 * Unnamed, parameterised statements only, so that a pooler may sit between. The check of the
 * schema version and a pending BEGIN go out in front of the first statement: no round trip of
 * their own.
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

static bool is_good(const PGresult *pg)
{
	ExecStatusType status = PQresultStatus(pg);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static int check_version(int version, struct prov_err *err)
{
	int latest = prov_sql_schema_latest();

	if (version == latest)
		return 0;
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
		       bool with_version, bool with_begin, struct prov_err *err)
{
	long long deadline = prov_clock_ms() + db->timeout_ms;
	size_t extra = (size_t)with_version + (size_t)with_begin;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count + extra; i++) {
		PGresult *pg = NULL;

		if (receive_one(db, deadline, &pg, err) < 0)
			return -1;
		if (!is_good(pg))
			rc = prov_sql_fail(db, pg, err);
		else if (with_version && i == 0)
			rc = check_version((int)strtol(PQgetvalue(pg, 0, 0), NULL, 10), err);
		else if (i >= extra) {
			keep(&steps[i - extra], pg);
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
		    bool with_version, bool with_begin, struct prov_err *err)
{
	if (!PQenterPipelineMode(db->conn))
		return prov_sql_fail(db, NULL, err);
	if (with_version && send_one(db, PROV_Q_SCHEMA_VERSION, PROV_NO_ARGS, err) < 0)
		return -1;
	if (with_begin && send_one(db, PROV_Q_TX_BEGIN, PROV_NO_ARGS, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (send_one(db, steps[i].query, steps[i].args, err) < 0)
			return -1;
	if (with_begin)
		db->begin_pending = false;
	if (!PQpipelineSync(db->conn))
		return prov_sql_fail(db, NULL, err);
	return prov_sql_flush(db, prov_clock_ms() + db->timeout_ms, err);
}

/* All results, or none of them. */
static int receive_steps(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			 bool with_version, bool with_begin, struct prov_err *err)
{
	if (receive_all(db, steps, count, with_version, with_begin, err) == 0)
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
	bool with_version = !db->version_checked && !db->params.any_version;
	bool with_begin = db->begin_pending;

	clear_results(steps, count);
	if (send_all(db, steps, count, with_version, with_begin, err) < 0 ||
	    receive_steps(db, steps, count, with_version, with_begin, err) < 0)
		return -1;
	db->version_checked = true;
	return 0;
}

int prov_sql_batch_send(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			struct prov_err *err)
{
	return send_all(db, steps, count, false, false, err);
}

int prov_sql_batch_receive(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			   struct prov_err *err)
{
	clear_results(steps, count);
	return receive_steps(db, steps, count, false, false, err);
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
			 struct prov_err *err)
{
	if ((db->begin_pending || !db->version_checked) && prov_sql_batch(db, NULL, 0, err) < 0)
		return -1;
	/* Outside a pipeline libpq would go on giving single rows for the next statement in one. */
	if (!PQenterPipelineMode(db->conn))
		return prov_sql_fail(db, NULL, err);
	if (send_one(db, query, args, err) < 0)
		return -1;
	if (!PQsetSingleRowMode(db->conn) || !PQpipelineSync(db->conn))
		return prov_sql_fail(db, NULL, err);
	return prov_sql_flush(db, prov_clock_ms() + db->timeout_ms, err);
}

int prov_sql_each(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
		  int (*fn)(void *data, const struct prov_sql_result *row, struct prov_err *err),
		  void *data, struct prov_err *err)
{
	struct prov_err ignored = PROV_ERR_INIT;
	int rc = send_for_rows(db, query, args, err);

	if (rc < 0)
		return -1;
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
