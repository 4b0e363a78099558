/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics.c - numbers for monitoring, in the text format of Prometheus, and the file that has them
 */
#include "libprov/out/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void prov_metrics_family(struct prov_str *s, const char *name, const char *meaning)
{
	prov_str_addf(s, "# HELP %s %s\n# TYPE %s gauge\n", name, meaning, name);
}

void prov_metrics_add(struct prov_str *s, const char *name, const char *label, const char *of,
		      const char *more, long long value)
{
	prov_str_add(s, name);
	if (label) {
		prov_str_addf(s, "{%s=\"", label);
		for (; *of; of++) {
			if (*of == '"' || *of == '\\')
				prov_str_add_char(s, '\\');
			prov_str_add_char(s, *of == '\n' ? ' ' : *of);
		}
		prov_str_addf(s, "\"%s}", more);
	}
	prov_str_addf(s, " %lld\n", value);
}

/* A new file: no link that stands there already is followed. One of that name is of a program that was
 * killed and had the same process id. */
static FILE *open_fresh(const char *path)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

/* A rename would put a file in the place of what is there: /dev/null for everybody, if root runs it. */
static int check_target(const char *path, struct prov_err *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 :
			prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
	if (S_ISREG(st.st_mode))
		return 0;
	prov_fail(err, PROV_E_IO, "cannot write \"%s\": it is no regular file", path);
	return prov_err_hint(err, "a file of metrics is replaced each time it is written");
}

int prov_metrics_write(const char *path, const struct prov_str *s, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *fresh = prov_asprintf("%s.%ld", path, (long)getpid());
	FILE *f;
	bool ok;

	if (check_target(path, err) < 0)
		return -1;
	f = open_fresh(fresh);
	if (!f)
		return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", fresh);
	ok = fwrite(s->p, 1, s->len, f) == s->len;
	ok = fclose(f) == 0 && ok;
	if (ok && rename(fresh, path) == 0)
		return 0;
	prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
	unlink(fresh);
	return -1;
}
