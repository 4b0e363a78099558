/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disablecontext - stops the logins of a context
 */
#include "bin/cli.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_enable_one(cli, false, err);
}

const struct cli_command cli_disablecontext = {
	.name = "disablecontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "stops all logins of a context",
	.object = "context", .verb = "disabled",
	.groups = { CLI_CONTEXT_SELECT, CLI_ENABLE("Disabling:"), CLI_AUTH },
	.run = run,
};
