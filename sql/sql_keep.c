/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_keep.c - whether the server keeps statements
 *
 * They belong to the process of the server that has heard them. Through a pooler the next transaction may go
 * to another one, so there nothing is kept.
 */
#include "sql/sql_int.h"

static int look(struct prov_sql *db, bool *direct, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *pid = PROV_INT(PQbackendPID(db->conn));

	if (prov_sql_exec(db, PROV_Q_TX_DIRECT, PROV_ARGS(pid), &res, err) < 0)
		return -1;
	*direct = prov_sql_true(res, 0, 0);
	return 0;
}

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
	return 0;
}

unsigned prov_sql_keep_times(const struct prov_sql *db, enum prov_query query)
{
	return db->keeps ? db->kept[query] : 0;
}
