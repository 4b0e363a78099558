/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deletecontext - deletes a context and all that belongs to it
 */
#include <prov/context.h>

#include "bin/cli.h"

struct deletecontext {
	bool if_exists;
};

#define OPTION(member, ...) CLI_OPTION(struct deletecontext, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(if_exists, "if-exists", 0, NULL, "no such context is no error"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct deletecontext *opt = cli->own;
	struct prov_call *call;
	struct prov_context_ref ref;
	long long id = 0;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_context_delete(call, &ref, &id, err) < 0)
		return opt->if_exists && err->code == PROV_E_NO_CONTEXT ? cli_unchanged(cli, err) : -1;
	cli->context_id = id;
	cli->id = prov_pool_printf(cli->pool, "%lld", id);
	return cli_success(cli, err);
}

const struct cli_command cli_deletecontext = {
	.name = "deletecontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "deletes a context and all that belongs to it",
	.object = "context", .verb = "deleted",
	.groups = { CLI_CONTEXT_SELECT, CLI_GROUP("Deleting:", own), CLI_AUTH },
	.own_size = sizeof(struct deletecontext),
	.run = run,
};
