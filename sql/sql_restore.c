/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_restore.c - what an archive has becomes the database, in one transaction
 *
 * The tables are made by our own migrations, up to the version that the archive has, filled with its rows,
 * and then migrated on as any older database. So they have the right owner, and nothing that the archive says
 * is executed: of what pg_restore makes of it, only rows of tables of ours are taken.
 */
#include "sql/sql_program.h"
#include "sql/sql_int.h"

#include <ctype.h>
#include <stdlib.h>

#define BATCH (256 * 1024)	/* bytes of rows that are sent together */

/* "COPY prov.users (cid, uid, ...) FROM stdin;" and nothing else. */
static bool is_copy(const char *line)
{
	static const char begin[] = "COPY prov.", end[] = ") FROM stdin;\n";
	const size_t len = strlen(line);

	if (strncmp(line, begin, sizeof(begin) - 1) != 0 || len < sizeof(begin) + sizeof(end) ||
	    strcmp(line + len - sizeof(end) + 1, end) != 0)
		return false;
	for (size_t i = sizeof(begin) - 1; i < len - sizeof(end) + 1; i++)
		if (!islower((unsigned char)line[i]) && !isdigit((unsigned char)line[i]) &&
		    !strchr("_, ()\"", line[i]))
			return false;
	return true;
}

/* Rows until "\.", of a COPY that has begun. */
static int send_rows(struct prov_sql *db, FILE *text, char **line, size_t *size, struct prov_err *err)
{
	struct prov_sql_rows rows = PROV_SQL_ROWS_INIT;
	ssize_t len;
	int rc = 0;

	while (rc == 0 && (len = getline(line, size, text)) > 0 && strcmp(*line, "\\.\n") != 0) {
		prov_str_add_len(&rows.text, *line, (size_t)len);
		if (rows.text.len >= BATCH)
			rc = prov_sql_copy_send(db, &rows, err);
	}
	if (rc == 0)
		rc = prov_sql_copy_send(db, &rows, err);
	prov_sql_rows_fini(&rows);
	if (rc == 0 && prov_sql_copy_end(db, err) == 0)
		return prov_sql_copy_wait(db, err);
	return -1;
}

static int copy_all(struct prov_sql *db, FILE *text, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, text) > 0)
		if (is_copy(line) && (prov_sql_copy_text(db, line, err) < 0 ||
				      send_rows(db, text, &line, &size, err) < 0))
			return -1;
	return 0;
}

static int fill(struct prov_sql *db, int in, struct prov_err *err)
{
	static const char *const data[] = { "-a", "-n", "prov", NULL };
	PROV_CLEANUP(prov_sql_program_end) struct prov_sql_program run = PROV_SQL_PROGRAM_INIT;
	FILE *text = prov_sql_dump_read(&run, in, (char *const *)(uintptr_t)data, err);
	int rc = text ? copy_all(db, text, err) : -1;

	if (text)
		fclose(text);
	return rc < 0 ? -1 : prov_sql_program_wait(&run, err);
}

struct restore {
	int in, version;
	long long skip;
	void (*report)(void *data, const char *name);
	void *data;
};

static int restore(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct restore *r = data;
	struct prov_sql_engine engine;
	bool keyed;

	if (prov_sql_batch(db, NULL, 0, err) < 0 || prov_sql_keys_look(db, &keyed, err) < 0 ||
	    prov_sql_distribute_engine(db, &engine, err) < 0 ||
	    prov_sql_setup_run(db, "sql/view/drop.sql", err) < 0 ||
	    prov_sql_setup_run(db, "sql/setup/drop.sql", err) < 0 ||
	    prov_sql_migrate_to(db, r->version, err) < 0 ||
	    prov_sql_setup_run(db, "sql/setup/empty.sql", err) < 0 || fill(db, r->in, err) < 0 ||
	    prov_sql_migrate(db, r->report, r->data, err) < 0 ||
	    (engine.is_distributed && prov_sql_distribute(db, err) < 0))
		return -1;
	if (keyed && (prov_sql_keys_make(db, err) < 0 || prov_sql_view_make(db, NULL, err) < 0))
		return -1;
	if (prov_sql_exec(db, PROV_Q_SCHEMA_SKIP_IDS, PROV_ARGS(PROV_INT(r->skip)), NULL, err) < 0 ||
	    prov_sql_exec(db, PROV_Q_SCHEMA_FREE_LEASES, PROV_NO_ARGS, NULL, err) < 0)
		return -1;
	return prov_sql_setup_run(db, "sql/setup/restored.sql", err);
}

int prov_sql_restore(struct prov_sql *db, int in, int version, long long skip,
		     void (*report)(void *data, const char *name), void *data, struct prov_err *err)
{
	struct restore r = { in, version, skip, report, data };
	int rc;

	if (prov_sql_migrate_encoding(db, err) < 0)
		return -1;
	prov_sql_tx_begin(db);
	rc = restore(db, &r, err);
	if (rc == 0)
		return prov_sql_tx_commit(db, err);
	prov_sql_tx_rollback(db);
	return -1;
}
