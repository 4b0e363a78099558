/* SPDX-License-Identifier: Apache-2.0 */
/*
 * many.c - runs the commands of a file in one process, over one session
 *
 *	many FILE [PASSES]
 *
 * A line is a command, quoted as a shell wants it in its plainest form. The exit status of each is printed
 * after what it printed itself. With PASSES the file is run so often, and standard error has in the end how
 * many bytes were in use after half of them and after the last. popt forgets empty words: say --note=, not
 * --note "".
 */
#include <malloc.h>
#include <popt.h>

#include "bin/cli.h"

static int run_line(struct cli_process *process, const char *line)
{
	const struct cli_command *command;
	const char **argv;
	int argc;

	if (poptParseArgvString(line, &argc, &argv) != 0 || !(command = cli_command_find(argv[0])))
		return fprintf(stderr, "many: cannot run: %s\n", line), -1;
	printf("exit status %d\n", cli_run(process, command, argc, (char **)argv));
	free(argv);
	return fflush(stdout);
}

static int run_file(struct cli_process *process, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int rc = f ? 0 : -1;

	while (rc == 0 && (len = getline(&line, &size, f)) > 0) {
		line[len - 1] = '\0';
		rc = run_line(process, line);
	}
	if (f)
		fclose(f);
	free(line);
	return rc;
}

int main(int argc, char **argv)
{
	long passes = argc > 2 ? strtol(argv[2], NULL, 10) : 1;
	struct cli_process process;
	size_t half = 0;
	int rc = argc > 1 ? 0 : -1;

	cli_process_open(&process, "many");
	process.many = true;
	for (long i = 0; rc == 0 && i < passes; i++) {
		rc = run_file(&process, argv[1]);
		half = i < passes / 2 ? mallinfo2().uordblks : half;
	}
	if (passes > 1)
		fprintf(stderr, "%zu %zu\n", half, mallinfo2().uordblks);
	cli_process_close(&process);
	return rc ? 1 : 0;
}
