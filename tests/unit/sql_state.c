/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_state.c - what an SQLSTATE means; on Citus a COPY that fails has none of its own
 */
#include "sql/sql_int.h"
#include "tests/lib/tap.h"

static void means(const char *state, const char *text, enum prov_code code, const char *name)
{
	struct prov_sql db = { .timeout_ms = 1000 };
	struct prov_err err = PROV_ERR_INIT;

	is_int(prov_sql_state_text(&db, state, text, &err), -1, "an error");
	is_err(&err, code, "%s", name);
}

int main(void)
{
	struct prov_sql db = { .timeout_ms = 1000 };
	struct prov_err err = PROV_ERR_INIT;
	const char *twice = "duplicate key value violates unique constraint \"address_pkey_102084\"";

	means("23505", twice, PROV_E_EXISTS, "an INSERT that finds a row twice");
	means("XX000", twice, PROV_E_EXISTS, "a COPY that does, on Citus");
	means("XX000", "new row for relation \"users_102008\" violates check constraint \"users_uid_check\"",
	      PROV_E_INVALID, "one with a value that it may not bring");
	means("XX000", "could not commit transaction for shard 102084", PROV_E_STORAGE,
	      "not so another failure without a state of its own");
	means("XX000", "there was: duplicate key value", PROV_E_STORAGE, "nor one that only mentions it");
	means("22021", "duplicate key value", PROV_E_INVALID, "nor what has a state");
	prov_sql_state_text(&db, "XX000", twice, &err);
	is_str(err.sqlstate, "23505", "who looks at the state finds that of an INSERT");
	ok(strstr(err.detail, twice) != NULL, "and the server's words");
	means("40P01", "the transaction was involved in a distributed deadlock", PROV_E_CONFLICT,
	      "a deadlock between servers is one");
	return done();
}
