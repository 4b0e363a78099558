/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_dump.c - the database into a file, which is there when it is complete, or not at all
 *
 * It is written without a name, where the file system can, and gets its name when it is on disk: what ends
 * the program before leaves nothing. It holds hashes of passwords, so nobody else may read it.
 */
#include <errno.h>
#include <fcntl.h>
#include <prov/database.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/model/model.h"

struct target {
	const char *path;
	char *folder;
	char *beside;			/* the name that it has until then; NULL: it has none */
	int fd;
};

static void target_fini(struct target *t)
{
	if (t->beside)
		unlink(t->beside);
	free(t->beside);
	free(t->folder);
	if (t->fd >= 0)
		close(t->fd);
}

static int fail_exists(const struct target *t, struct prov_err *err)
{
	prov_fail(err, PROV_E_EXISTS, "\"%s\" exists", t->path);
	return prov_err_hint(err, "a dump never takes the place of another file: name a new one");
}

static int open_target(struct target *t, struct prov_err *err)
{
	const char *slash = strrchr(t->path, '/');

	if (prov_file_look(t->path) > 0)
		return fail_exists(t, err);
	t->folder = !slash ? prov_strdup(".") : slash == t->path ? prov_strdup("/") :
		prov_strndup(t->path, (size_t)(slash - t->path));
	t->fd = open(t->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (t->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
		t->beside = prov_asprintf("%s.%ld.part", t->path, (long)getpid());
		t->fd = open(t->beside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	}
	return t->fd < 0 ? prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", t->path) : 0;
}

/* A name that another file has got meanwhile is not taken from it. */
static int give_name(const struct target *t)
{
	PROV_CLEANUP(prov_freep) char *open_file = prov_asprintf("/proc/self/fd/%d", t->fd);

	if (t->beside)
		return link(t->beside, t->path);
	return linkat(AT_FDCWD, open_file, AT_FDCWD, t->path, AT_SYMLINK_FOLLOW);
}

static int complete(const struct target *t, long long *bytes, struct prov_err *err)
{
	struct stat st;
	int folder, rc;

	if (fsync(t->fd) < 0 || fstat(t->fd, &st) < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", t->path);
	*bytes = st.st_size;
	if (give_name(t) < 0)
		return errno == EEXIST ? fail_exists(t, err) :
			prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", t->path);
	folder = open(t->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rc = folder < 0 ? -1 : fsync(folder);
	if (rc < 0)
		prov_fail_errno(err, PROV_E_IO, "\"%s\" may not be on disk yet", t->path);
	if (folder >= 0)
		close(folder);
	return rc;
}

static int to_file(struct prov_sql *db, const char *path, long long *bytes, struct prov_err *err)
{
	PROV_CLEANUP(target_fini) struct target t = { .path = path, .fd = -1 };

	if (open_target(&t, err) < 0 || prov_sql_dump(db, t.fd, err) < 0)
		return -1;
	return complete(&t, bytes, err);
}

static int to_output(struct prov_sql *db, struct prov_err *err)
{
	if (!isatty(STDOUT_FILENO))
		return prov_sql_dump(db, STDOUT_FILENO, err);
	prov_fail(err, PROV_E_INVALID, "a dump is nothing for a terminal");
	return prov_err_hint(err, "name a file, or say where standard output goes");
}

int prov_database_dump(const struct prov_config *config, const char *path, int *version, long long *bytes,
		       struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_closep) struct prov_sql *db = prov_database_owner(config, true, err);

	*bytes = -1;
	if (!db || prov_sql_migrate_version(db, version, err) < 0)
		return -1;
	if (*version == 0) {
		prov_fail(err, PROV_E_STORAGE, "the database is not set up: there is nothing to dump");
		return prov_err_hint(err, "run \"provdb init\"");
	}
	return strcmp(path, "-") == 0 ? to_output(db, err) : to_file(db, path, bytes, err);
}
