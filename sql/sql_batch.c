/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_batch.c - several statements in one round trip: all results, or none of them
 */
#include "sql/sql_pipe.h"

static void keep(const struct prov_sql_step *step, PGresult *pg)
{
	if (!step->res) {
		PQclear(pg);
		return;
	}
	*step->res = prov_alloc(sizeof(**step->res));
	(*step->res)->pg = pg;
}

static int receive_steps(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			 long long deadline, struct prov_err *err)
{
	for (size_t i = 0; i < count; i++) {
		PGresult *pg = NULL;

		if (prov_sql_pipe_receive(db, deadline, &pg, err) < 0)
			return -1;
		if (!prov_sql_pipe_is_good(pg)) {
			prov_sql_state_fail(db, pg, err);
			PQclear(pg);
			return -1;
		}
		keep(&steps[i], pg);
	}
	return 0;
}

/* After the first failure the server skips the rest, up to the end of the pipeline. */
static int receive_all(struct prov_sql *db, const struct prov_sql_front *front,
		       const struct prov_sql_step *steps, size_t count, struct prov_err *err)
{
	long long deadline = prov_clock_ms() + db->timeout_ms;
	int rc = prov_sql_pipe_receive_front(db, front, deadline, err);

	if (rc == 0)
		rc = receive_steps(db, steps, count, deadline, err);
	if (PQstatus(db->conn) == CONNECTION_BAD)
		return -1;
	if (prov_sql_pipe_sync(db, deadline, rc < 0 ? &(struct prov_err)PROV_ERR_INIT : err) < 0)
		return -1;
	return rc;
}

static void clear_results(const struct prov_sql_step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].res)
			*steps[i].res = NULL;
}

static void drop_results(const struct prov_sql_step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].res)
			prov_sql_result_freep(steps[i].res);
}

static int send_all(struct prov_sql *db, const struct prov_sql_front *front,
		    const struct prov_sql_step *steps, size_t count, struct prov_err *err)
{
	if (prov_sql_pipe_enter(db, front, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (prov_sql_pipe_send(db, steps[i].query, steps[i].args, err) < 0)
			return -1;
	return prov_sql_pipe_end(db, err);
}

static int receive(struct prov_sql *db, const struct prov_sql_front *front,
		   const struct prov_sql_step *steps, size_t count, struct prov_err *err)
{
	clear_results(steps, count);
	if (receive_all(db, front, steps, count, err) == 0)
		return 0;
	drop_results(steps, count);
	return -1;
}

int prov_sql_batch(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
		   struct prov_err *err)
{
	struct prov_sql_front front;

	prov_sql_pipe_front(db, count > 0, &front);
	clear_results(steps, count);
	if (send_all(db, &front, steps, count, err) < 0 || receive(db, &front, steps, count, err) < 0)
		return -1;
	db->version_checked = true;
	return 0;
}

int prov_sql_batch_front(struct prov_sql *db, struct prov_err *err)
{
	struct prov_sql_front front;

	prov_sql_pipe_front(db, false, &front);
	return front.count ? prov_sql_batch(db, NULL, 0, err) : 0;
}

int prov_sql_batch_send(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			struct prov_err *err)
{
	return send_all(db, &PROV_SQL_FRONT_NONE, steps, count, err);
}

int prov_sql_batch_receive(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			   struct prov_err *err)
{
	return receive(db, &PROV_SQL_FRONT_NONE, steps, count, err);
}

int prov_sql_batch_plain(struct prov_sql *db, const struct prov_sql_step *steps, size_t count,
			 struct prov_err *err)
{
	clear_results(steps, count);
	if (prov_sql_batch_send(db, steps, count, err) < 0)
		return -1;
	return prov_sql_batch_receive(db, steps, count, err);
}
