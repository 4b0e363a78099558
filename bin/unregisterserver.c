/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unregisterserver - removes the record of a server
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_unregister(cli, PROV_SERVER, err);
}

const struct cli_command cli_unregisterserver = {
	.name = "unregisterserver", .kind = "Installation", .form = CLI_OX,
	.summary = "removes the record of a server",
	.object = "server", .verb = "unregistered",
	.groups = { CLI_GROUP("Which one:", cli_placement_name), CLI_PLACEMENT_GONE, CLI_AUTH },
	.own_size = sizeof(struct cli_placement),
	.run = run,
};
