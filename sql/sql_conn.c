/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_conn.c - a connection, at first and after it broke
 *
 * Without a configured conninfo the private database is meant: it is tried first, and started
 * only if there is no answer, so that the usual case costs nothing.
 */
#include <poll.h>
#include <time.h>

#include "sql/sql_home.h"
#include "sql/sql_int.h"

#define PAUSE_MS 100		/* between two tries to connect */

bool prov_sql_conn_is_broken(const struct prov_sql *db)
{
	return PQstatus(db->conn) != CONNECTION_OK;
}

bool prov_sql_conn_is_stale(const struct prov_sql *db)
{
	struct pollfd p = { .fd = PQsocket(db->conn), .events = POLLIN };

	return prov_sql_conn_is_broken(db) || poll(&p, 1, 0) > 0;
}

static int fail_connect(const struct prov_sql *db, const struct prov_sql_connect *c,
			long long deadline, struct prov_err *err)
{
	if (c->late && prov_clock_ms() >= deadline)
		return prov_sql_state_late(db, err);
	return prov_sql_state_text(db, c->state[0] ? c->state : "08006",
				   c->late ? "no answer within connect_timeout" : c->text, err);
}

/* Takes over the connection, a bad one, too. passing: whether a failure may be over in a moment. */
static int connect_to(struct prov_sql *db, long long deadline, struct prov_sql_connect *c,
		      struct prov_err *err)
{
	int rc;

	prov_sql_cancel_clear(db);
	rc = prov_sql_connect(c, db->conninfo, db->params.program, deadline);
	PQfinish(db->conn);
	db->conn = c->conn;
	c->conn = NULL;
	if (rc < 0)
		return fail_connect(db, c, deadline, err);
	prov_sql_cancel_set(db);
	return PQsetnonblocking(db->conn, 1) < 0 ? prov_sql_state_fail(db, NULL, err) : 0;
}

/* The private database: started if it has to be, and may. */
static int connect_local(struct prov_sql *db, long long deadline, struct prov_sql_connect *c,
			 struct prov_err *err)
{
	/* While another command makes it, it answers before its schema is there. */
	bool started = !prov_sql_home_is_made();

	if (db->params.starts_nothing)
		return connect_to(db, deadline, c, err);
	if (!started && connect_to(db, deadline, c, err) == 0)
		return 0;
	if (!started && c->late)	/* it is there, but frozen: another one could not start */
		return -1;
	if (prov_sql_local_start(&db->params, err) < 0) {
		c->passing = c->late = false;
		return -1;
	}
	return connect_to(db, prov_clock_ms() + db->timeout_ms, c, err);
}

/* Tries until it works, until what is wrong is sure to stay, or until the patience is over. */
static int connect_patiently(struct prov_sql *db, bool broken, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_connect_fini) struct prov_sql_connect c = { .conn = NULL };
	long long start = prov_clock_ms(), deadline = start + db->timeout_ms;
	long long until = start + db->params.patience * 1000LL;
	struct prov_err before = PROV_ERR_INIT;

	for (;;) {
		int rc = db->local ? connect_local(db, deadline, &c, err) :
			connect_to(db, deadline, &c, err);

		if (rc == 0 || !(broken || db->local || c.several))
			return rc;
		if (!c.passing && !(broken && db->local && err->code == PROV_E_UNAVAILABLE))
			return -1;
		if (c.late && before.code != PROV_OK)
			*err = before;		/* says more than that time was over */
		if (prov_clock_ms() >= until || prov_clock_ms() >= deadline)
			return -1;
		before = *err;
		nanosleep(&(struct timespec){ 0, PAUSE_MS * 1000000L }, NULL);
	}
}

static int open_again(struct prov_sql *db, bool broken, struct prov_err *err)
{
	db->version_checked = db->begin_pending = db->savepoint_pending = false;
	db->depth = db->limits_ms = 0;
	prov_sql_state_forget(db, false);
	return connect_patiently(db, broken, err);
}

int prov_sql_conn_open(struct prov_sql *db, struct prov_err *err)
{
	return open_again(db, false, err);
}

int prov_sql_conn_again(struct prov_sql *db, struct prov_err *err)
{
	return open_again(db, true, err);
}

void prov_sql_conn_close(struct prov_sql *db)
{
	prov_sql_cancel_clear(db);
	prov_sql_state_forget(db, false);
	PQfinish(db->conn);
}
