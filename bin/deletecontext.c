/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deletecontext - deletes a context and all that belongs to it
 */
#include <prov/context.h>

#include "bin/cli.h"

static int if_exists;

static struct poptOption own[] = {
	{ "if-exists", '\0', POPT_ARG_NONE, &if_exists, 0, "no such context is no error", NULL },
	POPT_TABLEEND
};
static struct poptOption options[] = {
	CLI_CONTEXT_SELECT, CLI_GROUP(own, "Deleting:"), CLI_AUTH, CLI_COMMON
};

static int run(struct cli *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_context_ref ref;
	long long id = 0;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_context_delete(call, &ref, &id, err) < 0)
		return if_exists && err->code == PROV_E_NO_CONTEXT ? 0 : -1;
	cli->id = prov_pool_printf(cli->pool, "%lld", id);
	return cli_success(cli, err);
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "deletecontext", .summary = "deletes a context and all that belongs to it",
		.object = "context", .verb = "deleted", .options = options, .run = run
	};

	return cli_main(&spec, argc, argv);
}
