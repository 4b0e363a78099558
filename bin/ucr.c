/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr.c - reads the configuration registry of Univention Corporate Server
 *
 * Its command line is the original's and not that of our other programs: see prov_ucr_command().
 */
#include <prov/ucr.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	struct prov_ucr_output output = { 0 };
	int status;

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
