/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr.c - reads the configuration registry of Univention Corporate Server
 *
 * Its command line is the original's and not that of our other programs: see cli_ucr_run(). With
 * our folder first in PATH it would hide the original on a UCS system, where scripts set variables
 * with it: so where there is one, it runs in our place. Only --root is not known there.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bin/cli.h"
#include "bin/cli_ucr.h"

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

static int run(struct cli_call *cli, struct prov_err *err)
{
	PROV_CLEANUP(cli_ucr_output_fini) struct cli_ucr_output output = { 0 };

	if (!cli->process->many)
		step_aside(cli->argv);
	cli_locale();
	cli_ucr_run(cli->argv + 1, (size_t)cli->argc - 1, &output);
	fputs(output.messages, stderr);
	cli->status = output.status;
	if (fwrite(output.out, 1, output.out_len, stdout) != output.out_len || fflush(stdout) != 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot write to standard output");
	return 0;
}

const struct cli_command cli_ucr = {
	.name = "ucr", .other_name = "univention-config-registry", .kind = "Directory",
	.summary = "reads the registry of a UCS system",
	.form = CLI_PLAIN, .raw = true, .run = run,
};
