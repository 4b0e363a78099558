/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_database.c - the database of prov status: which, can it be reached, does it fit the programs
 */
#include <prov/database.h>
#include <stdlib.h>
#include <time.h>

#include "libprov/model/status.h"

const struct prov_status_fact prov_status_database_facts[PROV_SD_COUNT] = {
	[PROV_SD_KIND] = { "kind", "kind", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SD_PLACE] = { "place", "place", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SD_STATE] = { "state", "state", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SD_SERVER] = { "server_version", "PostgreSQL", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SD_ENCODING] = { "encoding", "encoding", PROV_CELL_TEXT, NULL, NULL, NULL },
	[PROV_SD_STANDBY] = { "standby", "standby", PROV_CELL_BOOL, NULL, "database_standby",
		"1 if the server is a standby." },
	[PROV_SD_SIZE] = { "size", "size", PROV_CELL_INT, "B", "database_size_bytes",
		"Size of the database." },
	[PROV_SD_SCHEMA] = { "schema_version", "schema", PROV_CELL_INT, NULL, "schema_version",
		"Version of the tables." },
	[PROV_SD_LATEST] = { "latest_version", "of the programs", PROV_CELL_INT, NULL,
		"schema_latest_version", "Version of the tables that the programs need." },
	[PROV_SD_CONNECTIONS] = { "connections", "connections", PROV_CELL_INT, NULL, "database_connections",
		"Connections of the server." },
	[PROV_SD_CONNECTIONS_MAX] = { "max_connections", "of", PROV_CELL_INT, NULL,
		"database_max_connections", "Connections that the server may have." },
	[PROV_SD_CLOCK] = { "clock_difference", NULL, PROV_CELL_INT, "s", "clock_difference_seconds",
		"How far the clock of the database is ahead of this machine's." },
};

/* The columns of query/status/server.sql */
enum { SERVER, ENCODING, STANDBY, SIZE, NOW, CONNECTIONS, MAX_CONNECTIONS, HAS_SCHEMA };

static void problem(struct prov_status_job *job, enum prov_status_level level, const char *hint,
		    const char *text)
{
	prov_status_problem_add(job->status, level, "database", hint, "%s", text);
}

static int open_it(struct prov_status_job *job, const char **cells, struct prov_err *err)
{
	const struct prov_config *config = job->call->session->config;
	const int left = prov_status_left(job, err);
	bool is_private;
	PROV_CLEANUP(prov_freep) char *place = prov_database_place(config, &is_private);

	cells[PROV_SD_PLACE] = prov_pool_strdup(job->status->pool, place);
	cells[PROV_SD_KIND] = is_private ? "private" : "configured";
	cells[PROV_SD_LATEST] = prov_status_number(job, prov_sql_script_latest());
	if (is_private && !prov_sql_home_is_made()) {
		cells[PROV_SD_STATE] = "not made yet";
		problem(job, PROV_STATUS_UNKNOWN, "createcontext or \"provdb init\" makes one; PROV_HOME and "
			"prov.conf say where it is looked for", "there is no private database here");
		return -1;
	}
	cells[PROV_SD_STATE] = "cannot be reached";
	job->db = left < 0 ? NULL : prov_session_look(job->call, left, err);
	if (!job->db && is_private && err->code == PROV_E_UNAVAILABLE)
		prov_err_hint(err, "provdb start starts it, and so does the next command");
	if (!job->db)
		return -1;
	cells[PROV_SD_STATE] = "running";
	return 0;
}

static void judge_server(struct prov_status_job *job, const struct prov_sql_result *res,
			 const char **cells)
{
	const struct prov_config *config = job->call->session->config;
	const long long ahead = job->now - (long long)time(NULL);
	const long long most = prov_sql_number(res, 0, MAX_CONNECTIONS);

	cells[PROV_SD_CLOCK] = prov_status_number(job, ahead);
	if (prov_sql_true(res, 0, STANDBY))
		problem(job, PROV_STATUS_WARNING, "name the writable server in database.conninfo "
			"(target_session_attrs=read-write)",
			"the server is a standby: nothing can be changed here");
	if (llabs(ahead) > config->status_clock)
		prov_status_problem_add(job->status, PROV_STATUS_WARNING, "database",
			"set the clocks of both machines by NTP",
			"its clock is %lld seconds %s this machine's",
			llabs(ahead), ahead > 0 ? "ahead of" : "behind");
	if (prov_sql_number(res, 0, CONNECTIONS) * 100 >= most * config->status_connections)
		prov_status_problem_add(job->status, PROV_STATUS_WARNING, "database",
			"look at pg_stat_activity, or raise max_connections",
			"%s of %lld connections are used",
			cells[PROV_SD_CONNECTIONS], most);
}

/* -1 and no error: a problem says it all, and nothing more can be asked. */
static int judge_schema(struct prov_status_job *job, int version, const char *encoding)
{
	const int latest = prov_sql_script_latest();

	if (strcmp(encoding, "UTF8") != 0)
		prov_status_problem_add(job->status, PROV_STATUS_CRITICAL, "database",
			"make another one with createdb -T template0 -E UTF8",
			"its encoding is %s, it has to be UTF8: it cannot keep every name", encoding);
	if (version == latest)
		return 0;
	if (version == 0)
		problem(job, PROV_STATUS_CRITICAL, "run \"provdb migrate\"", "it is not set up");
	else
		prov_status_problem_add(job->status, PROV_STATUS_CRITICAL, "database",
			version > latest ? "upgrade the programs" : "run \"provdb migrate\"",
			"its schema is version %d, %s than %d, which the programs need", version,
			version > latest ? "newer" : "older", latest);
	return -1;
}

int prov_status_database(struct prov_status_job *job, struct prov_err *err)
{
	static const struct { int to, from; } columns[] = {
		{ PROV_SD_SERVER, SERVER }, { PROV_SD_ENCODING, ENCODING }, { PROV_SD_SIZE, SIZE },
		{ PROV_SD_CONNECTIONS, CONNECTIONS }, { PROV_SD_CONNECTIONS_MAX, MAX_CONNECTIONS },
		{ PROV_SD_STANDBY, STANDBY },
	};
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char **cells = prov_status_row(job, PROV_STATUS_DATABASE);
	int version = 0;

	if (open_it(job, cells, err) < 0 ||
	    prov_sql_exec(job->db, PROV_Q_STATUS_SERVER, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(columns); i++)
		cells[columns[i].to] = prov_status_text(job, res, 0, columns[i].from);
	job->now = prov_sql_number(res, 0, NOW);
	judge_server(job, res, cells);
	if (prov_sql_true(res, 0, HAS_SCHEMA) && prov_sql_migrate_version(job->db, &version, err) < 0)
		return -1;
	cells[PROV_SD_SCHEMA] = prov_status_number(job, version);
	return judge_schema(job, version, cells[PROV_SD_ENCODING]);
}
