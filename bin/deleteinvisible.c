/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deleteinvisible - would delete what nobody of a context can see any more; there is nothing of it here
 */
#include <prov/context.h>

#include "bin/cli.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_context_ref ref;
	struct prov_call *call;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || prov_context_id(call, &ref, &cli->context_id, err) < 0)
		return -1;
	if (cli->opt.json)
		return cli_unchanged(cli, err);
	cli_note("deleteinvisible: there was nothing to delete: what modules store is with the servers");
	return cli_print(err, "context %lld invisible data deleted", cli->context_id);
}

const struct cli_command cli_deleteinvisible = {
	.name = "deleteinvisible", .kind = "Installation", .form = CLI_OX,
	.summary = "has nothing to delete here, and says so",
	.object = "context", .verb = "deleted",
	.groups = { CLI_CONTEXT_SELECT, CLI_AUTH },
	.run = run,
};
