/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_script.c - the scripts of sql/setup and sql/migration, which the library carries
 */
#include "sql/sql_int.h"

static const char migration_dir[] = "sql/migration/";

/* "sql/migration/0001_base.sql" -> 1; 0: not a migration */
int prov_sql_script_version(const struct prov_sql_script *s)
{
	if (strncmp(s->file, migration_dir, sizeof(migration_dir) - 1) != 0)
		return 0;
	return (int)strtol(s->file + sizeof(migration_dir) - 1, NULL, 10);
}

int prov_sql_script_latest(void)
{
	int latest = 0;

	for (const struct prov_sql_script *s = prov_scripts; s->file; s++)
		if (prov_sql_script_version(s) > latest)
			latest = prov_sql_script_version(s);
	return latest;
}

const char *prov_sql_script_text(const char *file)
{
	const struct prov_sql_script *s = prov_scripts;

	while (s->file && strcmp(s->file, file) != 0)
		s++;
	return s->text;
}
