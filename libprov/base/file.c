/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.c - whole files, files with secrets, folders
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/base/base.h"

#define STEP 8192			/* bytes a read */
#define MAX_SECRET ((size_t)16384)	/* a private key of 16384 bits fits in */

struct file {
	int fd;
	const char *path;
	struct stat st;
};

static void closep(struct file *file)
{
	if (file->fd > STDERR_FILENO)
		close(file->fd);
}

/* A pipe has nothing to read until its writer comes, which is not its end. */
static int wait_for_bytes(const struct file *file)
{
	struct pollfd poll_fd = { .fd = file->fd, .events = POLLIN };
	int rc;

	if (S_ISREG(file->st.st_mode))
		return 0;
	do
		rc = poll(&poll_fd, 1, -1);
	while (rc < 0 && errno == EINTR);
	return rc;
}

static int read_all(const struct file *file, size_t max, struct prov_str *out, struct prov_err *err)
{
	size_t before = out->len;

	for (;;) {
		ssize_t n;

		prov_str_reserve(out, STEP);
		if (wait_for_bytes(file) < 0)
			return prov_fail_errno(err, PROV_E_CONFIG, "cannot read \"%s\"", file->path);
		n = read(file->fd, out->p + out->len, STEP);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return prov_fail_errno(err, PROV_E_CONFIG, "cannot read \"%s\"", file->path);
		out->len += (size_t)n;
		out->p[out->len] = '\0';
		if (n == 0)
			return 0;
		if (out->len - before > max)
			return prov_fail(err, PROV_E_CONFIG, "\"%s\" is larger than %zu bytes",
					 file->path, max);
	}
}

size_t prov_file_mark(const char *text, size_t len)
{
	return len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

/* Takes the mark away from what begins at start. Every text that people edit is read through here. */
static int skip_mark(struct prov_str *out, size_t start, const char *path, struct prov_err *err)
{
	char *text = out->p + start;
	size_t len = out->len - start, mark = prov_file_mark(text, len);

	if (len >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
		prov_fail(err, PROV_E_CONFIG, "\"%s\" is UTF-16", path);
		return prov_err_hint(err, "save it as UTF-8");
	}
	if (mark) {
		memmove(text, text + mark, len - mark);
		prov_str_truncate(out, out->len - mark);
	}
	return 0;
}

/* The number of what the caller handed over open already, such as a pipe of the shell's <(...); -1:
 * that is another path. */
static int handed_over(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	long long fd;

	if (strcmp(path, "/dev/stdin") == 0)
		return STDIN_FILENO;
	for (size_t i = 0; i < COUNT(folders); i++) {
		size_t len = strlen(folders[i]);

		if (strncmp(path, folders[i], len) == 0 && prov_int_parse(path + len, 0, INT_MAX, &fd))
			return (int)fd;
	}
	return -1;
}

/* A pipe or socket that was handed over is taken as it is: opened again, it would be another, or none.
 * A file that was is opened again, and begins at its beginning. */
static int open_path(const char *path, bool *is_handed_over)
{
	int fd = handed_over(path);
	struct stat st;

	*is_handed_over = fd >= 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode));
	return *is_handed_over ? fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) :
		open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/* Devices are taken: /dev/null is an empty file. */
static int admit(struct file *file, bool pipes, struct prov_err *err)
{
	mode_t mode;

	if (file->fd < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot open \"%s\"", file->path);
	if (fstat(file->fd, &file->st) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot look at \"%s\"", file->path);
	mode = file->st.st_mode;
	if (S_ISDIR(mode)) {
		errno = EISDIR;
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot read \"%s\"", file->path);
	}
	if (S_ISREG(mode) || S_ISCHR(mode) || (pipes && (S_ISFIFO(mode) || S_ISSOCK(mode))))
		return 0;
	prov_fail(err, PROV_E_CONFIG, "\"%s\" is a %s, not a file", file->path,
		  S_ISFIFO(mode) ? "pipe" : "device");
	err->native = EINVAL;
	return -1;
}

/* Opens without waiting: a named pipe, whose writer may never come, is no file, unless
 * pipes says that it may be waited for. */
static int open_file(struct file *file, const char *path, bool pipes, struct prov_err *err)
{
	bool is_handed_over;
	int fd = open_path(path, &is_handed_over);

	*file = (struct file){ .fd = fd, .path = path };
	return admit(file, pipes || is_handed_over, err);
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

int prov_file_read_bytes(const char *path, size_t max, struct prov_str *out, struct prov_err *err)
{
	PROV_CLEANUP(closep) struct file file = { .fd = -1 };

	return open_file(&file, path, false, err) < 0 ? -1 : read_all(&file, max, out, err);
}

int prov_file_read(const char *path, size_t max, struct prov_str *out, struct prov_err *err)
{
	size_t start = out->len;

	return prov_file_read_bytes(path, max, out, err) < 0 ? -1 : skip_mark(out, start, path, err);
}

/* A secret that others could have read or replaced is not a secret. What root hands to a service
 * through a group is one, as PostgreSQL has it for its keys. */
static int check_secret(const struct file *file, bool shared, struct prov_err *err)
{
	const struct stat *st = &file->st;
	mode_t others = shared || (st->st_uid == 0 && geteuid() != 0) ? 037 : 077;

	if (st->st_mode & others) {
		prov_fail(err, PROV_E_CONFIG, "\"%s\" holds a secret, but others may read it "
			  "(mode %04o)", file->path, (unsigned)(st->st_mode & 07777));
		return prov_err_hint(err, "chmod 600 \"%s\"", file->path);
	}
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" holds a secret, but belongs to "
				 "another user (uid %u)", file->path, (unsigned)st->st_uid);
	return 0;
}

/* What was handed over is the caller's own; what a path leads to has an owner and a mode. */
static int open_secret(struct file *file, const char *path, bool pipes, struct prov_err *err)
{
	if (strcmp(path, "-") == 0) {
		*file = (struct file){ .path = "/dev/stdin" };
		file->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		return admit(file, true, err);
	}
	if (open_file(file, path, pipes, err) < 0)
		return -1;
	return S_ISREG(file->st.st_mode) || handed_over(path) < 0 ? check_secret(file, false, err) : 0;
}

int prov_file_read_secret(const char *path, bool pipes, struct prov_str *out, struct prov_err *err)
{
	PROV_CLEANUP(closep) struct file file = { .fd = -1 };
	size_t start = out->len;

	/* All of it at once: text that grows leaves its copies behind. */
	prov_str_reserve(out, MAX_SECRET + 2 * STEP);
	if (open_secret(&file, path, pipes, err) < 0 || read_all(&file, MAX_SECRET, out, err) < 0)
		return -1;
	return skip_mark(out, start, path, err);
}

int prov_file_read_shared(const char *path, struct prov_str *out, struct prov_err *err)
{
	PROV_CLEANUP(closep) struct file file = { .fd = -1 };
	size_t start = out->len;

	prov_str_reserve(out, MAX_SECRET + 2 * STEP);
	if (open_file(&file, path, false, err) < 0 || check_secret(&file, true, err) < 0 ||
	    read_all(&file, MAX_SECRET, out, err) < 0)
		return -1;
	return skip_mark(out, start, path, err);
}

int prov_file_read_password(const char *path, bool pipes, struct prov_str *out, struct prov_err *err)
{
	size_t start = out->len;

	if (prov_file_read_secret(path, pipes, out, err) < 0)
		return -1;
	if (out->len > start && out->p[out->len - 1] == '\n') {
		prov_str_truncate(out, out->len - 1);
		if (out->len > start && out->p[out->len - 1] == '\r')
			prov_str_truncate(out, out->len - 1);
	}
	if (strlen(out->p + start) != out->len - start)
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" holds a NUL byte", path);
	if (!strpbrk(out->p + start, "\r\n"))
		return 0;
	prov_fail(err, PROV_E_CONFIG, "\"%s\" has more than one line", path);
	return prov_err_hint(err, "a file with a password has it in one line, and nothing else");
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
