/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_dump.c - what is in the database as an archive of pg_dump, and what an archive is of
 *
 * pg_dump looks at one moment of the database, while it is written to. Left out is what is made anew: the
 * views for servers, what SOGo finds users by, and staging, which is of no use but to the run that filled it.
 */
#include "sql/sql_program.h"
#include "sql/sql_int.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define ARG(s) ((char *)(uintptr_t)(s))

static int major_of(struct prov_sql *db)
{
	return PQserverVersion(db->conn) / 10000;
}

int prov_sql_dump(struct prov_sql *db, int out, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_program_end) struct prov_sql_program run = PROV_SQL_PROGRAM_INIT;
	PROV_CLEANUP(prov_freep) char *program = prov_sql_program_find("pg_dump", major_of(db), err);
	PROV_CLEANUP(prov_freep) char *wait = prov_asprintf("--lock-wait-timeout=%d", db->timeout_ms);
	char *const argv[] = { program, ARG("-Fc"), ARG("-w"), ARG("-n"), ARG("prov"),
			       ARG("--no-unlogged-table-data"),
			       ARG("--exclude-table-data=prov.sogo_key"), wait, ARG("-d"),
			       db->conninfo, NULL };

	if (!program || prov_sql_program_start(&run, argv, -1, out, err) < 0)
		return -1;
	return prov_sql_program_wait(&run, err);
}

FILE *prov_sql_dump_read(struct prov_sql_program *run, int in, char *const args[], struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *program = prov_sql_program_find("pg_restore", 0, err);
	char *argv[12] = { program, ARG("-f"), ARG("-"), NULL };
	FILE *text = NULL;
	int fds[2];

	for (size_t i = 0; args[i]; i++)
		argv[3 + i] = args[i];
	if (!program)
		return NULL;
	if (lseek(in, 0, SEEK_SET) < 0 || pipe2(fds, O_CLOEXEC) < 0) {
		prov_fail_errno(err, PROV_E_IO, "cannot read the dump");
		return NULL;
	}
	if (prov_sql_program_start(run, argv, in, fds[1], err) == 0)
		text = fdopen(fds[0], "r");
	close(fds[1]);
	if (!text)
		close(fds[0]);
	return text;
}

/* Rows of prov.schema_version as COPY has them, from a line after its COPY on. */
static void read_versions(FILE *text, struct prov_sql_dump_info *info)
{
	PROV_CLEANUP(prov_freep) char *line = NULL;
	size_t size = 0;
	bool inside = false;

	while (getline(&line, &size, text) > 0) {
		const int version = inside ? (int)strtol(line, NULL, 10) : 0;

		if (strncmp(line, "COPY prov.schema_version (version, ", 35) == 0)
			inside = true;
		else if (strcmp(line, "\\.\n") == 0)
			inside = false;
		else if (version > info->version)
			info->version = version;
	}
}

/* COMMENT ON SCHEMA prov IS 'prov 0.1.0'; */
static void read_program(FILE *text, struct prov_sql_dump_info *info)
{
	static const char comment[] = "COMMENT ON SCHEMA prov IS '";
	PROV_CLEANUP(prov_freep) char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, text) > 0)
		if (strncmp(line, comment, sizeof(comment) - 1) == 0) {
			char *from = line + sizeof(comment) - 1;

			from[strcspn(from, "'")] = '\0';
			snprintf(info->program, sizeof(info->program), "%s", from);
		}
}

static int no_dump(struct prov_err *err)
{
	prov_err_context(err, "this is no dump that provdb has made");
	err->code = PROV_E_INVALID;
	return -1;
}

int prov_sql_dump_info(int in, struct prov_sql_dump_info *info, struct prov_err *err)
{
	static const char *const versions[] = { "-a", "-n", "prov", "-t", "schema_version", NULL };
	static const char *const schema[] = { "-s", NULL };
	const char *const *const parts[] = { versions, schema };

	*info = (struct prov_sql_dump_info){ .version = 0 };
	for (size_t i = 0; i < COUNT(parts); i++) {
		PROV_CLEANUP(prov_sql_program_end) struct prov_sql_program run = PROV_SQL_PROGRAM_INIT;
		FILE *text = prov_sql_dump_read(&run, in, (char *const *)(uintptr_t)parts[i], err);

		if (!text)
			return -1;
		if (i == 0)
			read_versions(text, info);
		else
			read_program(text, info);
		fclose(text);
		if (prov_sql_program_wait(&run, err) < 0)
			return no_dump(err);
	}
	if (info->version > 0)
		return 0;
	prov_fail(err, PROV_E_INVALID, "it has no schema of prov");
	return no_dump(err);
}
