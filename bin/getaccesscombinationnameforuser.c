/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getaccesscombinationnameforuser - the name of exactly the modules a user has, or null
 */
#include "bin/cli.h"


static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_user_ref ref;
	prov_modules_t modules;
	const char *name;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_user_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || prov_user_access(call, context, &ref, &cli->user_id, &modules, err) < 0 ||
	    prov_access_name(call, modules, &name, err) < 0)
		return -1;
	if (cli->opt.json)
		return cli_print_object(cli, err, "name", name, NULL);
	return cli_print(err, "%s", name ? name : "null");
}

const struct cli_command cli_getaccesscombinationnameforuser = {
	.name = "getaccesscombinationnameforuser", .kind = "Users", .form = CLI_OX,
	.summary = "shows the name of the modules a user has",
	.object = "user", .verb = "retrieved",
	.groups = { CLI_USER_CONTEXT, CLI_USER_SELECT, CLI_AUTH },
	.mandatory = { "contextid" },
	.in_batch = CLI_READS, .run = run,
};
