/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_pipe.c - statements through the protocol's pipeline: what goes out in front, sending, receiving
 *
 * Parameterised statements only, and unnamed, so that a pooler may sit between, but for those of sql_keep.c.
 * A pending BEGIN or SAVEPOINT, the limits of a transaction (of the pipeline, where there is none) and the
 * check of the schema version go out in front of the first statement: no round trip of their own. The check
 * is one that fails: the server does nothing of what stands behind it.
 */
#include "sql/sql_pipe.h"

static int send_query(struct prov_sql *db, enum prov_query query, struct prov_sql_args args)
{
	const struct prov_sql_query *q = &prov_queries[query];

	if (db->keeps)
		db->kept[query].times++;
	if (!db->keeps || !db->kept[query].has_name)
		return PQsendQueryParams(db->conn, q->text, args.n, NULL, args.v, NULL, NULL, 0);
	return PQsendQueryPrepared(db->conn, q->file, args.n, args.v, NULL, NULL, 0);
}

int prov_sql_pipe_send(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
		       struct prov_err *err)
{
	const struct prov_sql_query *q = &prov_queries[query];

	if (args.n != q->params)
		return prov_fail(err, PROV_E_INTERNAL, "%s wants %d parameters, got %d", q->file,
				 q->params, args.n);
	return send_query(db, query, args) ? 0 : prov_sql_state_fail(db, NULL, err);
}

#define LOCK_MARGIN_MS 1000	/* the server gives up before we do: so the connection stays */

static void add_limits(const struct prov_sql *db, struct prov_sql_front *f)
{
	int margin = db->timeout_ms / 10 < LOCK_MARGIN_MS ? db->timeout_ms / 10 : LOCK_MARGIN_MS;

	prov_sql_int(f->lock_ms, db->timeout_ms - margin);
	f->query[f->count++] = PROV_Q_TX_LIMITS;
}

/* Within a transaction the next caller may have another limit than the one before. */
static bool wants_limits(const struct prov_sql *db, bool statements)
{
	if (db->depth > 0)
		return db->limits_ms != db->timeout_ms;
	return statements && PQtransactionStatus(db->conn) == PQTRANS_IDLE;
}

void prov_sql_pipe_front(const struct prov_sql *db, bool statements, struct prov_sql_front *f)
{
	*f = PROV_SQL_FRONT_NONE;
	if (db->begin_pending)
		f->query[f->count++] = db->begin;
	if (wants_limits(db, statements))
		add_limits(db, f);
	if (!db->version_checked && !db->params.any_version)
		f->query[f->count++] = PROV_Q_SCHEMA_GUARD;
	if (db->savepoint_pending)
		f->query[f->count++] = PROV_Q_TX_SAVEPOINT;
}

static int send_front(struct prov_sql *db, const struct prov_sql_front *f, struct prov_err *err)
{
	for (size_t i = 0; i < f->count; i++) {
		const char *lock = f->lock_ms, *version = PROV_INT(prov_sql_script_latest());
		struct prov_sql_args args = f->query[i] == PROV_Q_TX_LIMITS ? PROV_ARGS(lock) :
			f->query[i] == PROV_Q_SCHEMA_GUARD ? PROV_ARGS(version) : PROV_NO_ARGS;

		if (prov_sql_pipe_send(db, f->query[i], args, err) < 0)
			return -1;
		if (f->query[i] == PROV_Q_TX_SAVEPOINT)
			db->savepoint_pending = false;
		else if (f->query[i] == PROV_Q_TX_LIMITS && db->depth > 0)
			db->limits_ms = db->timeout_ms;
		else if (f->query[i] == db->begin)
			db->begin_pending = false;
	}
	return 0;
}

int prov_sql_pipe_enter(struct prov_sql *db, const struct prov_sql_front *front, struct prov_err *err)
{
	if (!PQenterPipelineMode(db->conn))
		return prov_sql_state_fail(db, NULL, err);
	return send_front(db, front, err);
}

int prov_sql_pipe_end(struct prov_sql *db, struct prov_err *err)
{
	if (!PQpipelineSync(db->conn))
		return prov_sql_state_fail(db, NULL, err);
	return prov_sql_wait_flush(db, prov_clock_ms() + db->timeout_ms, err);
}

bool prov_sql_pipe_is_good(const PGresult *pg)
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
	int latest = prov_sql_script_latest();

	if (!at)
		return prov_sql_state_fail(db, pg, err);
	prov_fail(err, PROV_E_STORAGE, "the database has schema version %d, this program needs %d",
		  version, latest);
	return prov_err_hint(err, "%s", version > latest ? "upgrade the programs" :
			     "run \"provdb migrate\"");
}

int prov_sql_pipe_receive(struct prov_sql *db, long long deadline, PGresult **pg,
			  struct prov_err *err)
{
	PGresult *end = NULL;

	if (prov_sql_wait_result(db, deadline, pg, err) < 0)
		return -1;
	if (!*pg)
		return prov_sql_state_fail(db, NULL, err);
	if (prov_sql_wait_result(db, deadline, &end, err) < 0)
		return -1;
	PQclear(end);
	return 0;
}

int prov_sql_pipe_receive_front(struct prov_sql *db, const struct prov_sql_front *front,
				long long deadline, struct prov_err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < front->count; i++) {
		PGresult *pg = NULL;

		if (prov_sql_pipe_receive(db, deadline, &pg, err) < 0)
			return -1;
		if (!prov_sql_pipe_is_good(pg))
			rc = front->query[i] == PROV_Q_SCHEMA_GUARD ? fail_version(db, pg, err) :
				prov_sql_state_fail(db, pg, err);
		else if (front->query[i] == PROV_Q_SCHEMA_GUARD)
			db->keyed = PQgetvalue(pg, 0, 1)[0] == 't';
		PQclear(pg);
	}
	return rc;
}

int prov_sql_pipe_sync(struct prov_sql *db, long long deadline, struct prov_err *err)
{
	PGresult *pg = NULL;

	do {
		PQclear(pg);
		if (prov_sql_wait_result(db, deadline, &pg, err) < 0)
			return -1;
		if (!pg && PQstatus(db->conn) == CONNECTION_BAD)
			return prov_sql_state_fail(db, NULL, err);
	} while (!pg || PQresultStatus(pg) != PGRES_PIPELINE_SYNC);
	PQclear(pg);
	return PQexitPipelineMode(db->conn) ? 0 : prov_sql_state_fail(db, NULL, err);
}
