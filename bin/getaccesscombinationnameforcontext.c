/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getaccesscombinationnameforcontext - the name of exactly the modules a context's admin has, or null
 */
#include <prov/context.h>

#include "bin/cli.h"

struct getaccesscombinationnameforcontext {
	bool granted;
};

static const struct cli_option own[] = {
	CLI_OPTION(struct getaccesscombinationnameforcontext, granted, "granted", 0, NULL,
		   "of what was granted to the admin, without what it has by its users"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct getaccesscombinationnameforcontext *opt = cli->own;
	struct prov_call *call;
	struct prov_context_ref ref;
	prov_modules_t modules;
	const char *name;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || prov_context_modules(call, &ref, opt->granted, &cli->context_id, &modules, err) < 0 ||
	    prov_access_name(call, modules, &name, err) < 0)
		return -1;
	if (cli->opt.json)
		return cli_print_object(cli, err, "name", name, NULL);
	return cli_print(err, "%s", name ? name : "null");
}

const struct cli_command cli_getaccesscombinationnameforcontext = {
	.name = "getaccesscombinationnameforcontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "shows the name of the modules a context's admin has",
	.object = "context", .verb = "retrieved",
	.groups = { CLI_CONTEXT_SELECT, CLI_GROUP("Output:", own), CLI_AUTH },
	.own_size = sizeof(struct getaccesscombinationnameforcontext),
	.in_batch = CLI_READS, .run = run,
};
