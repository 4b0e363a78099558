/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_conn.c - opening, waiting on, and closing a connection
 *
 * Without a configured conninfo the private database is meant: it is tried first, and started
 * only if nobody answers, so that the usual case costs nothing.
 */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sys/random.h>
#include <time.h>

#include "sql/sql_int.h"

#define PAUSE_MS 100		/* between two tries to connect */

int prov_sql_fail_late(const struct prov_sql *db, struct prov_err *err)
{
	prov_fail(err, PROV_E_TIMEOUT, "the database did not answer in %d seconds",
		  db->timeout_ms / 1000);
	return prov_err_hint(err, "the limit is database.timeout (one command) or "
			     "database.bulk_timeout (ldapsync, imports) in prov.conf");
}

static int fail_connect(const struct prov_sql *db, const struct prov_sql_connect *c,
			long long deadline, struct prov_err *err)
{
	if (c->late && prov_clock_ms() >= deadline)
		return prov_sql_fail_late(db, err);
	return prov_sql_fail_state(db, c->state[0] ? c->state : "08006",
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
	return PQsetnonblocking(db->conn, 1) < 0 ? prov_sql_fail(db, NULL, err) : 0;
}

/* The private database: made or started if it has to be. */
static int connect_local(struct prov_sql *db, long long deadline, struct prov_sql_connect *c,
			 struct prov_err *err)
{
	/* While another command makes it, it answers before its schema is there. */
	bool started = !prov_sql_local_is_made();

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

static int reconnect(struct prov_sql *db, bool broken, struct prov_err *err)
{
	db->version_checked = false;
	db->begin_pending = db->in_commit = false;
	return connect_patiently(db, broken, err);
}

int prov_sql_reconnect(struct prov_sql *db, struct prov_err *err)
{
	return reconnect(db, false, err);
}

int prov_sql_reconnect_broken(struct prov_sql *db, struct prov_err *err)
{
	return reconnect(db, true, err);
}

struct prov_sql *prov_sql_open(const struct prov_sql_params *params, struct prov_err *err)
{
	struct prov_sql *db = prov_alloc(sizeof(*db));

	db->params = *params;
	db->local = !params->conninfo || !params->conninfo[0];
	db->timeout_ms = params->timeout * 1000;
	db->conninfo = db->local ? NULL : prov_strdup(params->conninfo);
	if ((db->local && prov_sql_local_find(params, &db->conninfo, err) < 0) ||
	    prov_sql_reconnect(db, err) < 0) {
		prov_sql_close(db);
		return NULL;
	}
	return db;
}

void prov_sql_close(struct prov_sql *db)
{
	if (!db)
		return;
	prov_sql_cancel_clear(db);
	PQfinish(db->conn);
	free(db->conninfo);
	free(db);
}

void prov_sql_closep(struct prov_sql **db)
{
	prov_sql_close(*db);
	*db = NULL;
}

void prov_sql_set_timeout(struct prov_sql *db, int seconds)
{
	db->timeout_ms = seconds * 1000;
}

bool prov_sql_is_local(const struct prov_sql *db)
{
	return db->local;
}

/* A frozen server holds an existing connection for ever: only our own deadline ends the wait. One that
 * is not frozen must not go on with what nobody waits for. */
int prov_sql_wait(struct prov_sql *db, bool for_write, long long deadline, struct prov_err *err)
{
	struct pollfd p = { PQsocket(db->conn), for_write ? POLLIN | POLLOUT : POLLIN, 0 };

	for (;;) {
		long long left = deadline - prov_clock_ms();
		int n = left > 0 ? poll(&p, 1, (int)left) : 0;

		if (n > 0)
			break;
		if (n < 0 && errno == EINTR)
			continue;
		prov_sql_cancel(db);
		prov_sql_cancel_clear(db);
		PQfinish(db->conn);
		db->conn = PQconnectStart("host=/nonexistent");	/* a handle that is surely bad */
		return prov_sql_fail_late(db, err);
	}
	if (p.revents & POLLIN && !PQconsumeInput(db->conn))
		return prov_sql_fail(db, NULL, err);
	return 0;
}

const char *prov_sql_uuid(char *buf)
{
	unsigned char b[16];
	ssize_t n = getrandom(b, sizeof(b), 0);

	assert(n == (ssize_t)sizeof(b));	/* always so for 16 bytes, see getrandom(2) */
	(void)n;
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	for (size_t i = 0, at = 0; i < sizeof(b); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			buf[at++] = '-';
		at += (size_t)snprintf(buf + at, 3, "%02x", b[i]);
	}
	return buf;
}
