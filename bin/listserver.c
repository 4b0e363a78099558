/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listserver - lists the registered servers
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_list(cli, PROV_SERVER, err);
}

const struct cli_command cli_listserver = {
	.name = "listserver", .kind = "Installation", .form = CLI_OX,
	.summary = "lists the registered servers",
	.object = "servers", .verb = "listed",
	.groups = { CLI_PLACEMENT_SEARCH, CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct cli_placement),
	.in_batch = CLI_READS, .run = run,
};
