/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disableallcontexts - stops the logins of all contexts
 */
#include "bin/cli.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_enable_all(cli, false, err);
}

const struct cli_command cli_disableallcontexts = {
	.name = "disableallcontexts", .other_name = "disableallcontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "stops all logins of all contexts",
	.object = "contexts", .verb = "disabled",
	.groups = { CLI_ENABLE("Disabling:"), CLI_AUTH },
	.run = run,
};
