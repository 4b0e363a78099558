/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changeserver - changes the record of a server
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_change(cli, PROV_SERVER, err);
}

const struct cli_command cli_changeserver = {
	.name = "changeserver", .kind = "Installation", .form = CLI_OX,
	.summary = "changes the record of a server",
	.object = "server", .verb = "changed",
	.groups = {
		CLI_GROUP("Which one:", cli_placement_id), CLI_GROUP("Server:", cli_placement_server),
		CLI_AUTH
	},
	.own_size = sizeof(struct cli_placement),
	.run = run,
};
