/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_file.c - whole files, secrets that nobody else may read, folders
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmp.h"

static void test_read(struct tmp *tmp)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *big = prov_alloc(20001);
	struct prov_err err = PROV_ERR_INIT;

	memset(big, 'x', 20000);
	tmp_file(tmp, "big", big);
	prov_str_add(&text, "<");
	is_int(prov_file_read(tmp->path, 20000, &text, &err), 0, "a file of just the largest size");
	ok(text.len == 20001 && text.p[0] == '<' && text.p[20000] == 'x', "is added as a whole");
	is_int(prov_file_read(tmp->path, 19999, &text, &err), -1, "one byte more");
	is_err(&err, PROV_E_CONFIG, "is refused");
	ok(strstr(err.msg, "is larger than 19999 bytes") != NULL, "its message: %s", err.msg);
	is_int(prov_file_read(tmp_path(tmp, "none"), 10, &text, &err), -1, "a file that is not there");
	is_int(err.native, ENOENT, "its errno");
	ok(strstr(err.msg, ": No such file or directory") != NULL, "its message: %s", err.msg);
	is_int(prov_file_read(tmp->dir, 10, &text, &err), -1, "a folder");
	is_int(err.native, EISDIR, "its errno");
	prov_str_clear(&text);
	is_int(prov_file_read(tmp_file(tmp, "empty", ""), 10, &text, &err), 0, "an empty file");
	is_str(text.p, "", "is no text");
}

/* PF11: the mark that some editors put in front of UTF-8 */
static void test_mark(struct tmp *tmp)
{
	static const struct { const char *bytes, *want; } rows[] = {
		{ "\xEF\xBB\xBFtext", "text" },
		{ "\xEF\xBB\xBF", "" },
		{ "\xEF\xBB\xBF\xEF\xBB\xBFx", "\xEF\xBB\xBFx" },
		{ "\xEF\xBB", "\xEF\xBB" },
		{ " \xEF\xBB\xBFx", " \xEF\xBB\xBFx" },
		{ "\xFF\xFEx", NULL }, { "\xFE\xFFx", NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
		struct prov_err err = PROV_ERR_INIT;
		const char *path = tmp_file(tmp, "mark", rows[i].bytes), *want = rows[i].want;

		prov_str_add(&text, "\xEF\xBB\xBF");
		is_int(prov_file_read(path, 100, &text, &err), want ? 0 : -1, "PF11: a file, row %zu", i);
		if (want)
			is_str(text.p + 3, want, "without its mark; what was there before stays");
		else
			ok(strstr(err.msg, "is UTF-16") != NULL, "its message: %s", err.msg);
	}
}

static void secret(struct tmp *tmp, const char *bytes, size_t len, const char *want)
{
	PROV_CLEANUP(prov_secret_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	const char *path = tmp_bytes(tmp, "secret", bytes, len);

	if (chmod(path, 0600) < 0)
		abort();
	is_int(prov_file_read_password(path, false, &text, &err), want ? 0 : -1,
	       "a password of %zu bytes", len);
	if (want)
		is_str(text.p, want, "without its line end only");
	else
		is_err(&err, PROV_E_CONFIG, "%s", err.msg);
}

static void refused(const char *path, const char *why)
{
	PROV_CLEANUP(prov_secret_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;

	is_int(prov_file_read_password(path, false, &text, &err), -1, "refused: %s", why);
	is_err(&err, PROV_E_CONFIG, "as a problem of the configuration");
	ok(strstr(err.msg, path) && strstr(err.msg, why), "its message: %s", err.msg);
	ok(!strstr(err.msg, "geheim"), "which does not tell the secret");
}

static void test_secret(struct tmp *tmp)
{
	secret(tmp, "geheim\n", 7, "geheim");
	secret(tmp, "geheim\r\n", 8, "geheim");
	/* PF10: one line, and nothing that its writer does not see */
	secret(tmp, "geheim\n\n", 8, NULL);
	secret(tmp, "geheim\nzwei\n", 12, NULL);
	secret(tmp, "geheim\nzwei", 11, NULL);
	secret(tmp, "\ngeheim\n", 8, NULL);
	secret(tmp, "geheim\r", 7, NULL);
	secret(tmp, "geheim\r\r\n", 9, NULL);
	secret(tmp, "geheim\n\r", 8, NULL);
	secret(tmp, "\xEF\xBB\xBFgeheim\r\n", 11, "geheim");	/* PF11 */
	secret(tmp, "\xFF\xFEg\0\n\0", 6, NULL);
	secret(tmp, " geheim ", 8, " geheim ");
	secret(tmp, "", 0, "");
	secret(tmp, "\n", 1, "");
	secret(tmp, "ge\0heim\n", 8, NULL);
}

/* PF9: a secret of root for a service that reads it through its group, as Kubernetes has it (fsGroup) */
static void test_group(struct tmp *tmp)
{
	PROV_CLEANUP(prov_secret_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	const char *path = tmp_file(tmp, "group", "geheim");

	if (chmod(tmp->dir, 0755) < 0 || chown(path, 0, 65534) < 0 || chmod(path, 0440) < 0)
		abort();
	refused(path, "others may read it");
	if (setegid(65534) < 0 || seteuid(65534) < 0)
		abort();
	is_int(prov_file_read_password(path, false, &text, &err), 0, "PF9: root's, for our group");
	if (seteuid(0) < 0 || setegid(0) < 0 || chmod(path, 0460) < 0 || setegid(65534) < 0 ||
	    seteuid(65534) < 0)
		abort();
	refused(path, "others may read it");
	if (seteuid(0) < 0 || setegid(0) < 0 || chmod(tmp->dir, 0700) < 0)
		abort();
}

static void test_refused(struct tmp *tmp)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610, 0644 };
	char *link = prov_asprintf("%s/link", tmp->dir);
	PROV_CLEANUP(prov_secret_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;

	tmp_file(tmp, "open", "geheim\n");
	for (size_t i = 0; i < COUNT(modes); i++) {
		if (chmod(tmp->path, modes[i]) < 0)
			abort();
		refused(tmp->path, "others may read it");
	}
	if (symlink(tmp->path, link) < 0)
		abort();
	refused(link, "others may read it");		/* PF9: what a link leads to */
	if (chmod(tmp->path, 0600) < 0)
		abort();
	is_int(prov_file_read_password(link, false, &text, &err), 0, "PF9: a link is followed");
	free(link);
	if (geteuid() == 0) {
		if (chown(tmp->path, 65534, 65534) < 0)
			abort();
		refused(tmp->path, "belongs to another user");
		test_group(tmp);
	}
	refused(tmp_path(tmp, "none"), "No such file or directory");
}

static void test_standard_input(struct tmp *tmp)
{
	PROV_CLEANUP(prov_secret_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	int fd = open(tmp_file(tmp, "stdin", "from a pipe\n"), O_RDONLY | O_CLOEXEC);

	if (fd < 0 || dup2(fd, STDIN_FILENO) < 0)
		abort();
	close(fd);
	is_int(prov_file_read_password("-", false, &text, &err), 0, "- is standard input, whatever its mode");
	is_str(text.p, "from a pipe", "its text");
	ok(fcntl(STDIN_FILENO, F_GETFD) >= 0, "which stays open");
}

static void test_mkdirs(struct tmp *tmp)
{
	struct prov_err err = PROV_ERR_INIT;
	struct stat st;

	umask(022);
	is_int(prov_file_mkdirs(tmp_path(tmp, "a/b/c"), 0700, &err), 0, "three folders");
	ok(stat(tmp->path, &st) == 0 && S_ISDIR(st.st_mode), "are there");
	is_int(st.st_mode & 07777, 0700, "with their mode");
	is_int(prov_file_mkdirs(tmp->path, 0700, &err), 0, "and may be there already");
	tmp_file(tmp, "file", "x");
	is_int(prov_file_mkdirs(tmp_path(tmp, "file/x"), 0700, &err), -1, "below a file");
	is_int(err.native, ENOTDIR, "no folder can be made");
}

int main(void)
{
	struct tmp tmp;

	tmp_open(&tmp);
	test_read(&tmp);
	test_mark(&tmp);
	test_secret(&tmp);
	test_refused(&tmp);
	test_standard_input(&tmp);
	test_mkdirs(&tmp);
	tmp_close(&tmp);
	return done();
}
