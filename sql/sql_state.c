/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_state.c - SQLSTATE -> prov_code and message, one table
 *
 * A row matches by prefix, the first one wins: "08" is a whole class. The server's own words are
 * kept as detail.
 */
#include "sql/sql_int.h"

#define UNKNOWN_NAME "26000"	/* of a statement (sql_keep.c) */

static const struct {
	char state[6];
	enum prov_code code;
	const char *msg, *hint;
} states[] = {
	{ "23505", PROV_E_EXISTS, "that name is already taken", NULL },
	{ "42P04", PROV_E_EXISTS, "that database exists", NULL },
	{ "23", PROV_E_INVALID, "the database refused a value", NULL },
	{ "22", PROV_E_INVALID, "the database refused a value", NULL },
	{ "40001", PROV_E_CONFLICT, "another change came first", "run the command again" },
	{ "40P01", PROV_E_CONFLICT, "another change came first", "run the command again" },
	{ UNKNOWN_NAME, PROV_E_CONFLICT, "the database does not know a statement any more that it was to "
	  "keep", "run the command again; a pooler may be between that hides it" },
	{ "25P02", PROV_E_STORAGE, "the transaction has failed before, and nothing of it will be done",
	  "begin another one" },
	{ "42P01", PROV_E_STORAGE, "the database is not set up", "run \"provdb migrate\"" },
	{ "3F000", PROV_E_STORAGE, "the database is not set up", "run \"provdb migrate\"" },
	{ "42501", PROV_E_STORAGE, "the database does not allow this to our role",
	  "run \"provdb migrate\" as the owner: it sets the rights" },
	{ "3D000", PROV_E_UNAVAILABLE, "the database does not exist",
	  "create it, then run \"provdb init\"" },
	{ "28", PROV_E_UNAVAILABLE, "the database refused the login",
	  "look at database.conninfo in prov.conf" },
	{ "53100", PROV_E_STORAGE, "the database's disk is full", NULL },
	{ "53", PROV_E_UNAVAILABLE, "the database has no room for another connection",
	  "try again later" },
	{ "57014", PROV_E_TIMEOUT, "", NULL },		/* cancelled: prov_sql_state_late() says it */
	{ "55P03", PROV_E_TIMEOUT, "", NULL },		/* waited too long for a lock */
	{ "57P", PROV_E_UNAVAILABLE, "the database is shutting down or starting",
	  "try again later" },
	{ "25006", PROV_E_UNAVAILABLE, "the database is read-only",
	  "name the writable server in database.conninfo (target_session_attrs=read-write)" },
	{ "08", PROV_E_UNAVAILABLE, "the database cannot be reached", NULL },
	{ "", PROV_E_STORAGE, "the database failed", NULL },
};

/* With Citus a COPY that finds a row twice, or may not bring one, has no SQLSTATE of its own. */
static const char *state_of(const char *state, const char *text)
{
	static const char twice[] = "duplicate key value", refused[] = "new row for relation";

	if (strcmp(state, "XX000") != 0)
		return state;
	if (strncmp(text, twice, strlen(twice)) == 0)
		return "23505";
	return strncmp(text, refused, strlen(refused)) == 0 ? "23514" : state;
}

/* Until somebody mends it, though with this code it may pass: no such database, no such login. */
static bool stays(const char *state)
{
	return strcmp(state, "3D000") == 0 || strncmp(state, "28", 2) == 0;
}

static void fill(struct prov_err *err, const char *state)
{
	size_t i = 0;

	while (strncmp(state, states[i].state, strlen(states[i].state)) != 0)
		i++;
	prov_fail(err, states[i].code, "%s", states[i].msg);
	if (stays(state))
		prov_err_stays(err);
	if (states[i].hint)
		prov_err_hint(err, "%s", states[i].hint);
}

/* A server's text ends in a line end and may have several lines, indented; here it is one. */
static void add_detail(struct prov_err *err, const char *text)
{
	struct prov_str line = PROV_STR_INIT;

	for (; *text; text++) {
		bool blank = *text == ' ' || *text == '\n' || *text == '\t' || *text == '\r';

		if (!blank)
			prov_str_add_char(&line, *text);
		else if (line.len && line.p[line.len - 1] != ' ')
			prov_str_add_char(&line, ' ');
	}
	if (line.len)
		prov_err_detail(err, "PostgreSQL said: %.*s",
				(int)line.len - (line.p[line.len - 1] == ' '), line.p);
	prov_str_fini(&line);
}

int prov_sql_state_late(const struct prov_sql *db, struct prov_err *err)
{
	prov_fail(err, PROV_E_TIMEOUT, "the database did not answer in %d seconds",
		  db->timeout_ms / 1000);
	return prov_err_hint(err, "the limit is database.timeout (one command) or "
			     "database.bulk_timeout (ldapsync, imports) in prov.conf");
}

int prov_sql_state_text(const struct prov_sql *db, const char *state, const char *text,
			struct prov_err *err)
{
	state = state_of(state, text);
	fill(err, state);
	if (err->code == PROV_E_TIMEOUT)
		prov_sql_state_late(db, err);
	snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", state);
	add_detail(err, text);
	return -1;
}

void prov_sql_state_forget(struct prov_sql *db, bool never)
{
	free(db->kept);
	db->kept = NULL;
	db->keeps = false;
	db->never_keeps = never;
}

int prov_sql_state_fail(struct prov_sql *db, const PGresult *pg, struct prov_err *err)
{
	const char *state = pg ? PQresultErrorField(pg, PG_DIAG_SQLSTATE) : NULL;
	const char *primary = pg ? PQresultErrorField(pg, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	if (!state || (PQstatus(db->conn) == CONNECTION_BAD && strncmp(state, "57P", 3) != 0))
		state = "08006";
	if (strcmp(state, UNKNOWN_NAME) == 0)
		prov_sql_state_forget(db, true);
	return prov_sql_state_text(db, state, primary ? primary : PQerrorMessage(db->conn), err);
}
