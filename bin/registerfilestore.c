/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registerfilestore - registers a file store
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_register(cli, PROV_FILESTORE, err);
}

const struct cli_command cli_registerfilestore = {
	.name = "registerfilestore", .kind = "Installation", .form = CLI_OX,
	.summary = "registers a file store",
	.object = "filestore", .verb = "registered",
	.groups = { CLI_GROUP("File store:", cli_placement_filestore), CLI_PLACEMENT_NEW, CLI_AUTH },
	.own_size = sizeof(struct cli_placement),
	.mandatory = { "storepath" },
	.makes_database = true,
	.run = run,
};
