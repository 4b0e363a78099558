/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file_replace.c - a file that is replaced as a whole: written beside it, then renamed
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/base/base.h"

/* A rename would put a file in the place of what is there: /dev/null for everybody, if root runs it. 1: it is
 * there. */
static int look(const char *path, struct stat *st, struct prov_err *err)
{
	if (lstat(path, st) < 0)
		return errno == ENOENT ? 0 :
			prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
	if (S_ISREG(st->st_mode))
		return 1;
	prov_fail(err, PROV_E_IO, "cannot write \"%s\": it is no regular file", path);
	return prov_err_hint(err, "this file is replaced each time it is written");
}

/* A new file: no link that stands there already is followed. One of that name is of a program that was
 * killed and had the same process id. */
static FILE *open_fresh(const char *path, unsigned mode)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

/* As the old one was. Without the right to give it away it stays ours, and its group may do no more than
 * others. */
static bool keep_owner(int fd, const struct stat *old)
{
	unsigned mode = old->st_mode & 07777;

	if (fchown(fd, old->st_uid, old->st_gid) < 0 && fchown(fd, (uid_t)-1, old->st_gid) < 0)
		mode &= ~070U | (old->st_mode & 07) << 3;
	return fchmod(fd, mode) == 0;
}

int prov_file_replace(const char *path, unsigned mode, enum prov_file_duration duration,
		      const struct prov_str *text, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *fresh = prov_asprintf("%s.%ld", path, (long)getpid());
	struct stat old;
	const int there = look(path, &old, err);
	FILE *f;
	bool ok;

	if (there < 0)
		return -1;
	f = open_fresh(fresh, there ? 0600 : mode);
	if (!f)
		return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", fresh);
	ok = (!there || keep_owner(fileno(f), &old)) && fwrite(text->p, 1, text->len, f) == text->len &&
	     fflush(f) == 0 && (duration == PROV_FILE_PASSING || fsync(fileno(f)) == 0);
	ok = fclose(f) == 0 && ok;
	if (ok && rename(fresh, path) == 0)
		return 0;
	prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
	unlink(fresh);
	return -1;
}
