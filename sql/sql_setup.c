/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_setup.c - runs a script of sql/setup, sql/migration or sql/distribute.sql, a statement at a time
 */
#include "sql/sql_int.h"

/* Behind the statement that begins there: it ends with a semicolon at the end of a line, outside of $$. */
static const char *statement_end(const char *p)
{
	bool quoted = false;

	for (; *p; p++) {
		if (p[0] == '$' && p[1] == '$') {
			quoted = !quoted;
			p++;
		} else if (!quoted && p[0] == ';' && p[1] == '\n') {
			return p + 2;
		}
	}
	return p;
}

/* One by one: Citus sends the other servers all of the text that a DROP INDEX was a part of. */
int prov_sql_setup_run(struct prov_sql *db, const char *file, struct prov_err *err)
{
	const char *text = prov_sql_script_text(file), *end;

	if (!text)
		return prov_fail(err, PROV_E_INTERNAL, "no script %s", file);
	for (; *text; text = end) {
		PROV_CLEANUP(prov_freep) char *statement = NULL;

		end = statement_end(text);
		statement = prov_strndup(text, (size_t)(end - text));
		if (prov_sql_exec_text(db, statement, err) < 0)
			return prov_err_context(err, "%s", file);
	}
	return 0;
}
