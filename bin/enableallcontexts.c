/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enableallcontexts - allows the logins of all contexts
 */
#include "bin/cli.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_enable_all(cli, true, err);
}

const struct cli_command cli_enableallcontexts = {
	.name = "enableallcontexts", .kind = "Contexts", .form = CLI_OX,
	.summary = "allows all logins of all contexts",
	.object = "contexts", .verb = "enabled",
	.groups = { CLI_ENABLE("Enabling:"), CLI_AUTH },
	.run = run,
};
