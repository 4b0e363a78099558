/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listfilestore - lists the registered file stores
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_list(cli, PROV_FILESTORE, err);
}

const struct cli_command cli_listfilestore = {
	.name = "listfilestore", .kind = "Installation", .form = CLI_OX,
	.summary = "lists the registered file stores",
	.object = "filestores", .verb = "listed",
	.groups = { CLI_PLACEMENT_SEARCH, CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct cli_placement),
	.in_batch = CLI_READS, .run = run,
};
