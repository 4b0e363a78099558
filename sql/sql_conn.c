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

#include "sql/sql_int.h"

static void drop_notice(void *data, const PGresult *res)
{
	(void)data;
	(void)res;
}

static int connect_to(struct prov_sql *db, struct prov_err *err)
{
	const char *const keys[] = { "connect_timeout", "client_encoding", "fallback_application_name",
				     "dbname", NULL };
	const char *const values[] = { "10", "UTF8", db->params.program, db->conninfo, NULL };

	PQfinish(db->conn);
	db->conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(db->conn) != CONNECTION_OK)
		return prov_sql_fail(db, NULL, err);
	PQsetNoticeReceiver(db->conn, drop_notice, NULL);
	return PQsetnonblocking(db->conn, 1) < 0 ? prov_sql_fail(db, NULL, err) : 0;
}

int prov_sql_reconnect(struct prov_sql *db, struct prov_err *err)
{
	db->version_checked = false;
	db->begin_pending = db->in_commit = false;
	/* While another command makes it, it answers before its schema is there. */
	if (db->local && !prov_sql_local_is_made() &&
	    prov_sql_local_start(db->params.os_user, err) < 0)
		return -1;
	if (connect_to(db, err) == 0)
		return 0;
	if (!db->local)
		return -1;
	if (prov_sql_local_start(db->params.os_user, err) < 0)
		return -1;
	return connect_to(db, err);
}

struct prov_sql *prov_sql_open(const struct prov_sql_params *params, struct prov_err *err)
{
	struct prov_sql *db = prov_alloc(sizeof(*db));

	db->params = *params;
	db->local = !params->conninfo || !params->conninfo[0];
	db->timeout_ms = params->timeout * 1000;
	db->conninfo = db->local ?
		prov_sql_local_conninfo(params->role == PROV_SQL_OWNER ? "prov_owner" : "prov",
					"prov") : prov_strdup(params->conninfo);
	if (prov_sql_reconnect(db, err) < 0) {
		prov_sql_close(db);
		return NULL;
	}
	return db;
}

void prov_sql_close(struct prov_sql *db)
{
	if (!db)
		return;
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

/* A frozen server holds an existing connection for ever: only our own deadline ends the wait. */
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
		PQfinish(db->conn);
		db->conn = PQconnectStart("host=/nonexistent");	/* a handle that is surely bad */
		prov_fail(err, PROV_E_TIMEOUT, "the database did not answer in %d seconds",
			  db->timeout_ms / 1000);
		return prov_err_hint(err, "the limit is database.timeout (one command) or "
				     "database.bulk_timeout (ldapsync, imports) in prov.conf");
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
