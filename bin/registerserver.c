/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registerserver - registers a server
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_register(cli, PROV_SERVER, err);
}

const struct cli_command cli_registerserver = {
	.name = "registerserver", .kind = "Installation", .form = CLI_OX,
	.summary = "registers a server",
	.object = "server", .verb = "registered",
	.groups = { CLI_GROUP("Server:", cli_placement_server), CLI_PLACEMENT_NEW, CLI_AUTH },
	.own_size = sizeof(struct cli_placement),
	.mandatory = { "name" },
	.makes_database = true,
	.run = run,
};
