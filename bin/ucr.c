/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr.c - reads the configuration registry of Univention Corporate Server
 *
 * Its command line is the original's and not that of our other programs: see prov_ucr_command(). With
 * our folder first in PATH it would hide the original on a UCS system, where scripts set variables
 * with it: so where there is one, it runs in our place. Only --root is not known there.
 */
#include <prov/ucr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/base/base.h"

#define MAX_LEVELS 8

static bool has_root(char **args)
{
	while (*args && **args == '-')
		if (strncmp(*args++, "--root", 6) == 0)
			return true;
	return false;
}

/* A program that is not this one, by whatever name. */
static bool is_another(const char *path)
{
	struct stat it, self;

	return stat(path, &it) == 0 && S_ISREG(it.st_mode) && access(path, X_OK) == 0 &&
	       stat("/proc/self/exe", &self) == 0 &&
	       (it.st_dev != self.st_dev || it.st_ino != self.st_ino);
}

/* Runs what the folder has under the original's long name; returns if that is nothing. */
static void run_in(const char *folder, size_t len, char **argv)
{
	PROV_CLEANUP(prov_freep) char *path =
		prov_asprintf("%.*s/univention-config-registry", (int)len, folder);

	if (*path == '/' && is_another(path))
		execv(path, argv);
}

/* Two installations of ours would call each other for ever, in the same process; a script of the
 * original's long name that calls us, in ever new ones. Some levels are for what the original starts. */
static bool is_circle(const char *before, long *level)
{
	char *end = NULL;
	bool same = before && strtol(before, &end, 10) == (long)getpid();

	*level = before ? strtol(end, NULL, 10) + 1 : 0;
	return same || *level < 0 || *level > MAX_LEVELS;
}

static void step_aside(char **argv)
{
	static const char mark[] = "PROV_UCR_PROCESS";
	const char *path = getenv("PATH");
	char self[48];
	long level;

	if (is_circle(getenv(mark), &level) || has_root(argv + 1))
		return;
	snprintf(self, sizeof(self), "%ld %ld", (long)getpid(), level);
	setenv(mark, self, 1);
	for (const char *p = path; p && *p; p += strspn(p, ":")) {
		size_t len = strcspn(p, ":");

		run_in(p, len, argv);
		p += len;
	}
	run_in("/usr/sbin", strlen("/usr/sbin"), argv);
	run_in("/usr/bin", strlen("/usr/bin"), argv);
	unsetenv(mark);
}

int main(int argc, char **argv)
{
	struct prov_ucr_output output = { 0 };
	int status;

	if (argc > 0)
		step_aside(argv);
	prov_ucr_command(argv + 1, argc > 1 ? (size_t)argc - 1 : 0, &output);
	fputs(output.messages, stderr);
	status = output.status;
	if (fwrite(output.out, 1, output.out_len, stdout) != output.out_len || fflush(stdout) != 0) {
		perror("E: cannot write");
		status = 1;
	}
	prov_ucr_output_fini(&output);
	return status;
}
