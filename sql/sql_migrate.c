/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_migrate.c - bringing the schema to the version that this library knows
 *
 * The scripts of sql/setup and sql/migration are sent as text, a statement at a time. A migration and its
 * row in prov.schema_version are one transaction; a lock on that table lets one migrate at a time.
 */
#include "sql/sql_int.h"

static int run_file(struct prov_sql *db, void *data, struct prov_err *err)
{
	return prov_sql_batch(db, NULL, 0, err) < 0 ? -1 : prov_sql_setup_run(db, data, err);
}

/* A script of sql/setup, which may be repeated, as a transaction: so it has the limits of one. */
static int set_up(struct prov_sql *db, const char *file, struct prov_err *err)
{
	const struct prov_sql_work work = { run_file, NULL, (void *)(uintptr_t)file };

	return prov_sql_tx(db, &work, err);
}

int prov_sql_migrate_version(struct prov_sql *db, int *version, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *found = NULL;

	if (prov_sql_exec(db, PROV_Q_SCHEMA_EXISTS, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	if (!prov_sql_true(res, 0, 0)) {
		*version = 0;
		return 0;
	}
	if (prov_sql_exec(db, PROV_Q_SCHEMA_VERSION, PROV_NO_ARGS, &found, err) < 0)
		return -1;
	*version = (int)prov_sql_number(found, 0, 0);
	return 0;
}

int prov_sql_migrate_encoding(struct prov_sql *db, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_SCHEMA_ENCODING, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	if (strcmp(prov_sql_text(res, 0, 0), "UTF8") == 0)
		return 0;
	prov_fail(err, PROV_E_STORAGE, "the encoding of the database is %s, it has to be UTF8: it cannot "
		  "keep every name", prov_sql_text(res, 0, 0));
	return prov_err_hint(err, "make another one with createdb -T template0 -E UTF8; what is in this one "
			     "goes there with pg_dump");
}

static int apply(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct prov_sql_script *s = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *version = PROV_INT(prov_sql_script_version(s));
	char sum[17];

	snprintf(sum, sizeof(sum), "%016llx",
		 (unsigned long long)prov_hash(PROV_HASH_INIT, s->text, strlen(s->text)));
	if (prov_sql_exec(db, PROV_Q_SCHEMA_LOCK, PROV_NO_ARGS, NULL, err) < 0 ||
	    prov_sql_exec(db, PROV_Q_SCHEMA_APPLIED, PROV_ARGS(version), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) > 0 && strcmp(prov_sql_text(res, 0, 0), sum) == 0)
		return 0;
	if (prov_sql_rows(res) > 0)
		return prov_fail(err, PROV_E_STORAGE, "%s was changed after it was applied to this "
				 "database", s->file);
	if (prov_sql_setup_run(db, s->file, err) < 0)
		return -1;
	return prov_sql_exec(db, PROV_Q_SCHEMA_RECORD, PROV_ARGS(version, s->file, sum), NULL, err);
}

static int make_roles(struct prov_sql *db, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_SCHEMA_ROLES, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	if (prov_sql_number(res, 0, 0) == 2)
		return 0;
	if (set_up(db, "sql/setup/roles.sql", err) == 0)
		return 0;
	return prov_err_hint(err, "have an administrator of the database run what is missing of: CREATE ROLE "
			     "prov LOGIN; CREATE ROLE prov_reader LOGIN; GRANT prov TO %s;",
			     prov_sql_text(res, 0, 1));
}

static int apply_up_to(struct prov_sql *db, int last, int version,
		       void (*report)(void *data, const char *name), void *data, struct prov_err *err)
{
	for (const struct prov_sql_script *s = prov_scripts; s->file; s++) {
		const int number = prov_sql_script_version(s);
		struct prov_sql_work work = { apply, NULL, (void *)(uintptr_t)s };

		if (number == 0 || number > last)
			continue;
		if (number > version && report)
			report(data, s->file);
		if (prov_sql_tx(db, &work, err) < 0)
			return -1;
	}
	return 0;
}

int prov_sql_migrate_to(struct prov_sql *db, int version, struct prov_err *err)
{
	if (make_roles(db, err) < 0 || set_up(db, "sql/setup/schema.sql", err) < 0)
		return -1;
	return apply_up_to(db, version, 0, NULL, NULL, err);
}

static int note_program(struct prov_sql *db, void *data, struct prov_err *err)
{
	(void)data;
	if (prov_sql_batch(db, NULL, 0, err) < 0)
		return -1;
	return prov_sql_exec_text(db, "COMMENT ON SCHEMA prov IS 'prov " PROV_VERSION "'", err);
}

int prov_sql_migrate(struct prov_sql *db, void (*report)(void *data, const char *name), void *data,
		     struct prov_err *err)
{
	int version = 0, latest = prov_sql_script_latest();

	if (prov_sql_migrate_encoding(db, err) < 0 || prov_sql_migrate_version(db, &version, err) < 0)
		return -1;
	if (version > latest) {
		prov_fail(err, PROV_E_STORAGE, "the database has schema version %d, this program "
			  "knows only %d", version, latest);
		return prov_err_hint(err, "upgrade the programs");
	}
	if (make_roles(db, err) < 0 ||
	    (version == 0 && set_up(db, "sql/setup/schema.sql", err) < 0) ||
	    (version < latest && set_up(db, "sql/view/drop.sql", err) < 0))
		return -1;
	if (apply_up_to(db, latest, version, report, data, err) < 0 ||
	    prov_sql_distribute_again(db, err) < 0 ||
	    set_up(db, "sql/setup/grants.sql", err) < 0 ||
	    prov_sql_tx(db, &(const struct prov_sql_work){ prov_sql_view_make, NULL, NULL }, err) < 0)
		return -1;
	return prov_sql_tx(db, &(const struct prov_sql_work){ note_program, NULL, NULL }, err);
}
