/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unregisterfilestore - removes the record of a file store
 */
#include "bin/cli_placement.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_placement_unregister(cli, PROV_FILESTORE, err);
}

const struct cli_command cli_unregisterfilestore = {
	.name = "unregisterfilestore", .kind = "Installation", .form = CLI_OX,
	.summary = "removes the record of a file store",
	.object = "filestore", .verb = "unregistered",
	.groups = { CLI_GROUP("Which one:", cli_placement_id), CLI_PLACEMENT_GONE, CLI_AUTH },
	.own_size = sizeof(struct cli_placement),
	.mandatory = { "id" },
	.run = run,
};
