/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_exec.c - one statement, or the text of a script
 */
#include "sql/sql_pipe.h"

int prov_sql_exec(struct prov_sql *db, enum prov_query query, struct prov_sql_args args,
		  struct prov_sql_result **res, struct prov_err *err)
{
	return prov_sql_batch(db, &(struct prov_sql_step){ query, args, res }, 1, err);
}

int prov_sql_exec_text(struct prov_sql *db, const char *text, struct prov_err *err)
{
	long long deadline = prov_clock_ms() + db->timeout_ms;
	bool more = true;
	int rc = 0;

	if (!PQsendQuery(db->conn, text))
		return prov_sql_state_fail(db, NULL, err);
	if (prov_sql_wait_flush(db, deadline, err) < 0)
		return -1;
	while (more) {
		PGresult *pg = NULL;

		if (prov_sql_wait_result(db, deadline, &pg, err) < 0)
			return -1;
		if (pg && rc == 0 && !prov_sql_pipe_is_good(pg))
			rc = prov_sql_state_fail(db, pg, err);
		more = pg != NULL;
		PQclear(pg);
	}
	return rc;
}
