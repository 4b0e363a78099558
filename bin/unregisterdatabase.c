/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unregisterdatabase - removes the record of a database
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_unregister(cli, PROV_DATABASE, err);
}

const struct cli_command cli_unregisterdatabase = {
	.name = "unregisterdatabase", .kind = "Installation", .form = CLI_OX,
	.summary = "removes the record of a database",
	.object = "database", .verb = "unregistered",
	.groups = { CLI_GROUP("Which one:", cli_placement_name), CLI_PLACEMENT_GONE, CLI_AUTH },
	.own_size = sizeof(struct cli_placement),
	.run = run,
};
