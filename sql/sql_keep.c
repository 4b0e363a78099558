/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_keep.c - statements that the server keeps, for who does the same again and again
 *
 * For little data the server needs longer to read and plan most statements than to do what they say. One that
 * has a name is read once, and planned until a plan for any values is no worse than those it has made. Both
 * belong to the process of the server that has heard it. Through a pooler the next transaction may go to
 * another one: there nothing is kept, and one that hides that it is there is found out by a name that is not
 * known (sql_state.c).
 *
 * Names are given between transactions, to what was sent before, so that nothing but the statement itself can
 * go wrong in one. What begins and ends them has none: it has to work whatever happened.
 */
#include "sql/sql_pipe.h"

static int look(struct prov_sql *db, bool *direct, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *pid = PROV_INT(PQbackendPID(db->conn));

	if (prov_sql_exec(db, PROV_Q_TX_DIRECT, PROV_ARGS(pid), &res, err) < 0)
		return -1;
	*direct = prov_sql_true(res, 0, 0);
	return 0;
}

/* ---- names ---- */

static bool is_of_transactions(const struct prov_sql_query *q)
{
	static const char folder[] = "sql/query/tx/";

	return q->params == 0 && strncmp(q->file, folder, strlen(folder)) == 0;
}

static bool wants_name(const struct prov_sql *db, int query)
{
	const struct prov_sql_kept *kept = &db->kept[query];

	return kept->times && !kept->has_name && !is_of_transactions(&prov_queries[query]);
}

/* The limits of the pipeline hold for this, too: a table may be locked. */
static int send_names(struct prov_sql *db, const struct prov_sql_front *front, struct prov_err *err)
{
	if (prov_sql_pipe_enter(db, front, err) < 0)
		return -1;
	for (int i = 0; i < PROV_QUERY_COUNT; i++)
		if (wants_name(db, i) &&
		    !PQsendPrepare(db->conn, prov_queries[i].file, prov_queries[i].text, 0, NULL))
			return prov_sql_state_fail(db, NULL, err);
	return prov_sql_pipe_end(db, err);
}

static int receive_names(struct prov_sql *db, long long deadline, struct prov_err *err)
{
	for (int i = 0; i < PROV_QUERY_COUNT; i++) {
		PGresult *pg = NULL;
		bool good;

		if (!wants_name(db, i))
			continue;
		if (prov_sql_pipe_receive(db, deadline, &pg, err) < 0)
			return -1;
		good = prov_sql_pipe_is_good(pg);
		PQclear(pg);
		if (!good)
			return -1;
		db->kept[i].has_name = true;
	}
	return 0;
}

/* Fails only with the connection: without names all works as well. */
static int give_names(struct prov_sql *db, struct prov_err *err)
{
	struct prov_err ignored = PROV_ERR_INIT;
	struct prov_sql_front front;
	long long deadline;
	int rc;

	prov_sql_pipe_front(db, true, &front);
	if (send_names(db, &front, err) < 0)
		return -1;
	deadline = prov_clock_ms() + db->timeout_ms;
	rc = prov_sql_pipe_receive_front(db, &front, deadline, &ignored);
	if (rc == 0)
		rc = receive_names(db, deadline, &ignored);
	if (PQstatus(db->conn) == CONNECTION_BAD)
		return prov_sql_state_fail(db, NULL, err);
	if (rc < 0)
		prov_sql_state_forget(db, true);
	return prov_sql_pipe_sync(db, deadline, err);
}

static bool has_new(const struct prov_sql *db)
{
	for (int i = 0; i < PROV_QUERY_COUNT; i++)
		if (wants_name(db, i))
			return true;
	return false;
}

/* ---- */

int prov_sql_keep(struct prov_sql *db, bool on, struct prov_err *err)
{
	bool direct;

	if (on && !db->kept && !db->never_keeps) {
		if (look(db, &direct, err) < 0)
			return -1;
		db->never_keeps = !direct;
		db->kept = direct ? prov_alloc(PROV_QUERY_COUNT * sizeof(*db->kept)) : NULL;
	}
	db->keeps = on && db->kept;
	return !db->keeps || db->depth > 0 || !has_new(db) ? 0 : give_names(db, err);
}

unsigned prov_sql_keep_times(const struct prov_sql *db, enum prov_query query)
{
	return db->keeps ? db->kept[query].times : 0;
}
