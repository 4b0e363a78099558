/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getmoduleaccessforcontext - shows what the admin of a context may use, always as CSV
 */
#include <prov/context.h>

#include "bin/cli.h"


static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_context_ref ref;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	return call ? prov_context_access(call, &ref, cli->opt.json ? PROV_OUT_JSON : PROV_OUT_CSV,
					     err) : -1;
}

const struct cli_command cli_getmoduleaccessforcontext = {
	.name = "getmoduleaccessforcontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "shows what the admin of a context may use",
	.object = "context", .verb = "retrieved",
	.groups = { CLI_CONTEXT_SELECT, CLI_JSON, CLI_AUTH },
	.run = run,
};
