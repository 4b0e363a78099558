/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.c - whole files, files with secrets, folders
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/base/base.h"

static void closep(int *fd)
{
	if (*fd > STDERR_FILENO)
		close(*fd);
}

static int read_all(int fd, const char *path, size_t max, struct prov_str *out,
		    struct prov_err *err)
{
	size_t before = out->len;

	for (;;) {
		ssize_t n;

		prov_str_reserve(out, 8192);
		n = read(fd, out->p + out->len, 8192);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return prov_fail_errno(err, PROV_E_CONFIG, "cannot read \"%s\"", path);
		out->len += (size_t)n;
		out->p[out->len] = '\0';
		if (n == 0)
			return 0;
		if (out->len - before > max)
			return prov_fail(err, PROV_E_CONFIG, "\"%s\" is larger than %zu bytes",
					 path, max);
	}
}

/* What the caller handed over open already, such as a pipe of the shell's <(...), may be waited for. */
static bool is_handed_over(const char *path)
{
	return strncmp(path, "/dev/fd/", 8) == 0 || strcmp(path, "/dev/stdin") == 0 ||
	       strncmp(path, "/proc/self/fd/", 14) == 0;
}

/* Opens without waiting for anybody: a named pipe, whose writer may never come, is no file. Devices
 * are taken: /dev/null is an empty file. */
static int open_file(const char *path, int flags, struct prov_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
	struct stat st;

	if (fd < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot open \"%s\"", path);
	if (fstat(fd, &st) < 0) {
		prov_fail_errno(err, PROV_E_CONFIG, "cannot look at \"%s\"", path);
	} else if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		prov_fail_errno(err, PROV_E_CONFIG, "cannot read \"%s\"", path);
	} else if (!S_ISREG(st.st_mode) && !S_ISCHR(st.st_mode) && !is_handed_over(path)) {
		prov_fail(err, PROV_E_CONFIG, "\"%s\" is a %s, not a file", path,
			  S_ISFIFO(st.st_mode) ? "pipe" : "device");
		err->native = EINVAL;
	} else if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) < 0) {
		prov_fail_errno(err, PROV_E_CONFIG, "cannot open \"%s\"", path);
	} else {
		return fd;
	}
	close(fd);
	return -1;
}

int prov_file_look(const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 || errno == ELOOP)
		return 1;
	if (errno == ENOENT)
		return lstat(path, &st) == 0;
	return errno == ENOTDIR ? 0 : -1;
}

int prov_file_read(const char *path, size_t max, struct prov_str *out, struct prov_err *err)
{
	PROV_CLEANUP(closep) int fd = open_file(path, 0, err);

	return fd < 0 ? -1 : read_all(fd, path, max, out, err);
}

/* A secret that others could have read or replaced is not a secret. */
static int check_secret(int fd, const char *path, struct prov_err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot look at \"%s\"", path);
	if (st.st_mode & 077) {
		prov_fail(err, PROV_E_CONFIG, "\"%s\" holds a secret, but others may read it "
			  "(mode %04o)", path, (unsigned)(st.st_mode & 07777));
		return prov_err_hint(err, "chmod 600 \"%s\"", path);
	}
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" holds a secret, but belongs to "
				 "another user (uid %u)", path, (unsigned)st.st_uid);
	return 0;
}

int prov_file_read_secret(const char *path, struct prov_str *out, struct prov_err *err)
{
	bool standard_input = strcmp(path, "-") == 0;
	PROV_CLEANUP(closep) int fd = standard_input ? STDIN_FILENO : open_file(path, O_NOFOLLOW, err);

	if (fd < 0)
		return -1;
	if (!standard_input && check_secret(fd, path, err) < 0)
		return -1;
	if (read_all(fd, path, 65536, out, err) < 0)
		return -1;
	if (out->len && out->p[out->len - 1] == '\n')
		prov_str_truncate(out, out->len - 1);
	if (out->len && out->p[out->len - 1] == '\r')
		prov_str_truncate(out, out->len - 1);
	if (strlen(out->p) != out->len)
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" holds a NUL byte", path);
	return 0;
}

int prov_file_mkdirs(const char *path, unsigned mode, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *part = prov_strdup(path);

	for (char *p = part + 1; ; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(part, mode) < 0 && errno != EEXIST)
			return prov_fail_errno(err, PROV_E_CONFIG, "cannot make folder \"%s\"", part);
		*p = c;
		if (c == '\0')
			return 0;
	}
}

FILE *prov_file_temporary(void)
{
	const char *folder = getenv("TMPDIR");
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/prov.XXXXXX",
							    folder && *folder ? folder : "/tmp");
	int fd = mkostemp(path, O_CLOEXEC);
	FILE *file = NULL;

	if (fd >= 0 && unlink(path) == 0)
		file = fdopen(fd, "w+");
	if (fd >= 0 && !file)
		close(fd);
	return file;
}
