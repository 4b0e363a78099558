/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queries.c - what sql/embed.sh has embedded, for tests
 *
 *	queries CONNINFO	prepares every statement and says, one a line: its file, the number of
 *				parameters in the table, the number the server found, its columns; or
 *				its file and the server's complaint
 *	queries --checksums	the checksum of every migration, as prov.schema_version has it
 *	queries --checks	the files of provdb check
 *	queries --texts		every statement, after a line with its file and followed by a form feed
 */
#include <string.h>

#include "sql/sql_int.h"

static void prepare(PGconn *conn, const struct prov_sql_query *q)
{
	PGresult *made = PQprepare(conn, "", q->text, 0, NULL), *described;

	if (PQresultStatus(made) != PGRES_COMMAND_OK) {
		printf("%s: %s", q->file, PQresultErrorMessage(made));
		PQclear(made);
		return;
	}
	PQclear(made);
	described = PQdescribePrepared(conn, "");
	printf("%s: %d %d, %d columns\n", q->file, q->params, PQnparams(described),
	       PQnfields(described));
	PQclear(described);
}

static int prepare_all(const char *conninfo)
{
	PGconn *conn = PQconnectdb(conninfo);
	int rc = PQstatus(conn) == CONNECTION_OK ? 0 : 1;

	if (rc)
		fprintf(stderr, "%s", PQerrorMessage(conn));
	for (int i = 0; rc == 0 && i < PROV_QUERY_COUNT; i++)
		prepare(conn, &prov_queries[i]);
	PQfinish(conn);
	return rc;
}

static void print_checksums(void)
{
	for (const struct prov_sql_script *s = prov_scripts; s->file; s++)
		if (strncmp(s->file, "sql/migration/", 14) == 0)
			printf("%s %016llx\n", s->file, (unsigned long long)
			       prov_hash(PROV_HASH_INIT, s->text, strlen(s->text)));
}

static void print_checks(void)
{
	for (int i = 0; i < PROV_QUERY_COUNT; i++)
		if (strncmp(prov_queries[i].file, "sql/query/check/", 16) == 0)
			printf("%s\n", prov_queries[i].file + 16);
}

static void print_texts(void)
{
	for (int i = 0; i < PROV_QUERY_COUNT; i++)
		printf("%s\n%s\f", prov_queries[i].file, prov_queries[i].text);
}

static int print_script(const char *file)
{
	for (const struct prov_sql_script *s = prov_scripts; s->file; s++)
		if (strcmp(s->file, file) == 0)
			return puts(s->text) < 0;
	return 1;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--script") == 0)
		return print_script(argv[2]);
	if (argc != 2)
		return 2;
	if (strcmp(argv[1], "--checksums") == 0)
		print_checksums();
	else if (strcmp(argv[1], "--checks") == 0)
		print_checks();
	else if (strcmp(argv[1], "--texts") == 0)
		print_texts();
	else
		return prepare_all(argv[1]);
	return 0;
}
