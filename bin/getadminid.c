/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getadminid - prints the id of a context's admin
 */
#include <prov/context.h>

#include "bin/cli.h"

static const struct cli_option context[] = {
	CLI_OPTION(struct cli_call, which.id, "contextid", 'c', "ID", "id of the context"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_context_ref ref;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || prov_context_id(call, &ref, &cli->context_id, err) < 0)
		return -1;
	cli->user_id = PROV_ADMIN_ID;
	if (cli->opt.json)
		return cli_print_object(cli, err, NULL);
	return cli_print(err, "%d", PROV_ADMIN_ID);
}

const struct cli_command cli_getadminid = {
	.name = "getadminid", .kind = "Contexts", .form = CLI_OX,
	.summary = "prints the id of a context's admin",
	.object = "context", .verb = "retrieved",
	.groups = { CLI_GROUP("Context:", context), CLI_AUTH },
	.mandatory = { "contextid" },
	.in_batch = CLI_READS, .run = run,
};
