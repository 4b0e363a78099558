/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_wait.c - waiting for the server, never for longer than the statement may take
 */
#include <errno.h>
#include <poll.h>

#include "sql/sql_int.h"

/* A frozen server holds an existing connection for ever: only our own deadline ends the wait. One that
 * is not frozen must not go on with what is not waited for. */
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
		return prov_sql_state_late(db, err);
	}
	if (p.revents & POLLIN && !PQconsumeInput(db->conn))
		return prov_sql_state_fail(db, NULL, err);
	return 0;
}

int prov_sql_wait_flush(struct prov_sql *db, long long deadline, struct prov_err *err)
{
	int rc;

	while ((rc = PQflush(db->conn)) > 0)
		if (prov_sql_wait(db, true, deadline, err) < 0)
			return -1;
	return rc < 0 ? prov_sql_state_fail(db, NULL, err) : 0;
}

int prov_sql_wait_result(struct prov_sql *db, long long deadline, PGresult **pg,
			 struct prov_err *err)
{
	while (PQisBusy(db->conn))
		if (prov_sql_wait(db, false, deadline, err) < 0)
			return -1;
	*pg = PQgetResult(db->conn);
	return 0;
}
