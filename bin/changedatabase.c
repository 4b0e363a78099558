/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changedatabase - changes the record of a database
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_change(cli, PROV_DATABASE, err);
}

const struct cli_command cli_changedatabase = {
	.name = "changedatabase", .kind = "Installation", .form = CLI_OX,
	.summary = "changes the record of a database",
	.object = "database", .verb = "changed",
	.groups = {
		CLI_GROUP("Which one:", cli_placement_id), CLI_GROUP("Database:", cli_placement_database),
		CLI_AUTH
	},
	.own_size = sizeof(struct cli_placement),
	.run = run,
};
