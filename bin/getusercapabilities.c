/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getusercapabilities - shows the capabilities of a user
 */
#include "bin/cli.h"

static int list(struct cli_call *cli, struct prov_call *call, const struct prov_rows *rows,
		struct prov_err *err)
{
	struct prov_user_ref ref;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_user_ref(cli, &ref, err) < 0)
		return -1;
	return prov_capability_list_user(call, context, &ref, &cli->user_id, rows, err);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	return cli_capability_print(cli, list, err);
}

const struct cli_command cli_getusercapabilities = {
	.name = "getusercapabilities", .kind = "Users", .form = CLI_OX,
	.summary = "shows the capabilities of a user",
	.object = "user", .verb = "retrieved",
	.groups = { CLI_USER_CONTEXT, CLI_USER_SELECT, CLI_OUTPUT, CLI_AUTH },
	.mandatory = { "contextid" },
	.in_batch = CLI_READS, .run = run,
};
