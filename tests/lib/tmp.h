/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lib/tmp.h - a folder of its own for a unit test, and files in it
 */
#ifndef PROV_TMP_H
#define PROV_TMP_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tmp {
	char dir[128];
	char path[256];		/* of the file made last */
};

static inline void tmp_check(int good, const char *what)
{
	if (good)
		return;
	perror(what);
	abort();
}

static inline void tmp_open(struct tmp *tmp)
{
	const char *above = getenv("TMPDIR");
	int len = snprintf(tmp->dir, sizeof(tmp->dir), "%s/prov-unit-XXXXXX",
			   above && *above ? above : "/tmp");

	tmp_check(len > 0 && (size_t)len < sizeof(tmp->dir), "TMPDIR");
	tmp_check(mkdtemp(tmp->dir) != NULL, tmp->dir);
}

static inline const char *tmp_path(struct tmp *tmp, const char *name)
{
	int len = snprintf(tmp->path, sizeof(tmp->path), "%s/%s", tmp->dir, name);

	tmp_check(len > 0 && (size_t)len < sizeof(tmp->path), name);
	return tmp->path;
}

static inline const char *tmp_dir(struct tmp *tmp, const char *name)
{
	tmp_check(mkdir(tmp_path(tmp, name), 0700) == 0, tmp->path);
	return tmp->path;
}

/* Writes len bytes into a file; its path is good until the next call. */
static inline const char *tmp_bytes(struct tmp *tmp, const char *name, const char *bytes,
				    size_t len)
{
	FILE *f = fopen(tmp_path(tmp, name), "we");

	tmp_check(f && fwrite(bytes, 1, len, f) == len && fclose(f) == 0, tmp->path);
	return tmp->path;
}

static inline const char *tmp_file(struct tmp *tmp, const char *name, const char *text)
{
	return tmp_bytes(tmp, name, text, strlen(text));
}

static inline int tmp_remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline void tmp_close(struct tmp *tmp)
{
	nftw(tmp->dir, tmp_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
