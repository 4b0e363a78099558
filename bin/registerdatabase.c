/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registerdatabase - registers a database
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_register(cli, PROV_DATABASE, err);
}

const struct cli_command cli_registerdatabase = {
	.name = "registerdatabase", .kind = "Installation", .form = CLI_OX,
	.summary = "registers a database",
	.object = "database", .verb = "registered",
	.groups = { CLI_GROUP("Database:", cli_placement_database), CLI_PLACEMENT_NEW, CLI_AUTH },
	.own_size = sizeof(struct cli_placement),
	.mandatory = { "name", "dbpasswd", "master" },
	.makes_database = true,
	.run = run,
};
