/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enablecontext - allows the logins of a context
 */
#include "bin/cli.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_enable_one(cli, true, err);
}

const struct cli_command cli_enablecontext = {
	.name = "enablecontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "allows all logins of a context",
	.object = "context", .verb = "enabled",
	.groups = { CLI_CONTEXT_SELECT, CLI_ENABLE("Enabling:"), CLI_AUTH },
	.run = run,
};
