/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changefilestore - changes the record of a file store
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_change(cli, PROV_FILESTORE, err);
}

const struct cli_command cli_changefilestore = {
	.name = "changefilestore", .kind = "Installation", .form = CLI_OX,
	.summary = "changes the record of a file store",
	.object = "filestore", .verb = "changed",
	.groups = {
		CLI_GROUP("Which one:", cli_placement_id), CLI_GROUP("File store:", cli_placement_filestore),
		CLI_AUTH
	},
	.own_size = sizeof(struct cli_placement),
	.mandatory = { "id" },
	.run = run,
};
