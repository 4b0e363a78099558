/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_child.h - other programs that a command runs: fed, bounded in time, and read to their end
 */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include "bin/cli.h"

struct cli_child {
	const char *const *argv;	/* an absolute path, then arguments, then NULL; no shell */
	const char *input;
	size_t input_len;
	int seconds;			/* it may take so long */
	size_t max;			/* bytes of output that are kept */
	struct prov_str out, errors;	/* PROV_STR_INIT; what it wrote; the caller frees */
};

/* Runs it. Its exit status, or -1: IO, it cannot be run or was ended by a signal; TIMEOUT. */
int cli_child(struct cli_child *child, struct prov_err *err);

/* cli_place.c: the path of something that was installed, by its place below the folder of the program; caller
 * frees. NULL: errno. */
char *cli_place(const char *below);

#endif
