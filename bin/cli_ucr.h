/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_ucr.h - what the command `ucr` would print
 */
#ifndef CLI_UCR_H
#define CLI_UCR_H

#include <stddef.h>

struct cli_ucr_output {
	char *out;			/* standard output, out_len bytes */
	size_t out_len;
	char *messages;			/* standard error */
	int status;			/* exit status */
};
/* Runs a whole command line without the program's name: global options, action, options, words. */
void cli_ucr_run(char *const *args, size_t count, struct cli_ucr_output *output);
void cli_ucr_output_fini(struct cli_ucr_output *output);

#endif
