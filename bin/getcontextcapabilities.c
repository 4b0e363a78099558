/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getcontextcapabilities - shows the capabilities that the users of a context have by themselves
 */
#include <prov/context.h>

#include "bin/cli.h"

static int list(struct cli_call *cli, struct prov_call *call, const struct prov_rows *rows,
		struct prov_err *err)
{
	struct prov_context_ref ref;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	return prov_capability_list_context(call, &ref, &cli->context_id, rows, err);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_capability_print(cli, list, err);
}

const struct cli_command cli_getcontextcapabilities = {
	.name = "getcontextcapabilities", .kind = "Contexts", .form = CLI_OX,
	.summary = "shows the capabilities of a context",
	.object = "context", .verb = "retrieved",
	.groups = { CLI_CONTEXT_SELECT, CLI_OUTPUT, CLI_AUTH },
	.in_batch = CLI_READS, .run = run,
};
