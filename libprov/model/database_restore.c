/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_restore.c - a dump into the database: what it is of is looked at first, before anything is made
 */
#include <errno.h>
#include <fcntl.h>
#include <prov/database.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "libprov/model/model.h"

static void closep(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* It is read several times, so what comes from a pipe is kept in a file without a name. */
static int keep(int in, struct prov_err *err)
{
	FILE *file = prov_file_temporary();
	char buf[65536];
	ssize_t n = 0;
	int fd = -1;

	while (file && ((n = read(in, buf, sizeof(buf))) > 0 || (n < 0 && errno == EINTR)))
		if (n > 0 && fwrite(buf, 1, (size_t)n, file) != (size_t)n)
			break;
	if (file && n == 0 && fflush(file) == 0)
		fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		prov_fail_errno(err, PROV_E_IO, "cannot keep what comes from standard input in TMPDIR");
	if (file)
		fclose(file);
	return fd;
}

static int open_dump(const char *path, struct prov_err *err)
{
	int fd;

	if (strcmp(path, "-") == 0)
		return keep(STDIN_FILENO, err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		prov_fail_errno(err, PROV_E_CONFIG, "cannot open \"%s\"", path);
	return fd;
}

static int check_version(const struct prov_sql_dump_info *info, struct prov_err *err)
{
	if (info->version <= prov_sql_script_latest())
		return 0;
	prov_fail(err, PROV_E_INVALID, "the dump has schema version %d%s%s, this program knows only %d",
		  info->version, info->program[0] ? ", of " : "", info->program, prov_sql_script_latest());
	return prov_err_hint(err, "restore it with programs that are as new, or newer");
}

static int check_empty(struct prov_sql *db, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *empty = NULL;
	int version = 0;

	if (prov_sql_migrate_version(db, &version, err) < 0)
		return -1;
	if (version == 0)
		return 0;
	if (prov_sql_exec(db, PROV_Q_SCHEMA_IS_EMPTY, PROV_NO_ARGS, &empty, err) < 0)
		return -1;
	if (prov_sql_true(empty, 0, 0))
		return 0;
	prov_fail(err, PROV_E_EXISTS, "the database is not empty");
	return prov_err_hint(err, "with --overwrite all that is in it is replaced; dump it before");
}

/* As the owner; a private one that is not there is made. */
static struct prov_sql *open_owner(const struct prov_config *config, const struct prov_database_restore *how,
				   struct prov_err *err)
{
	struct prov_sql_params params = prov_session_sql_params(config, "provdb", true);
	const bool is_private = !config->database_conninfo || !config->database_conninfo[0];

	params.made = how->made;
	if (is_private && prov_sql_make(&params, err) < 0)
		return NULL;
	return prov_database_owner(config, true, err);
}

int prov_database_restore(const struct prov_config *config, const char *path,
			  const struct prov_database_restore *how, int *version, struct prov_err *err)
{
	PROV_CLEANUP(closep) int in = open_dump(path, err);
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = NULL;
	struct prov_sql_dump_info info;

	if (in < 0 || prov_sql_dump_info(in, &info, err) < 0 || check_version(&info, err) < 0)
		return -1;
	*version = info.version;
	db = open_owner(config, how, err);
	if (!db || (!how->overwrite && check_empty(db, err) < 0))
		return -1;
	return prov_sql_restore(db, in, info.version, how->skip_ids, how->report, how->data, err);
}
