/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getmoduleaccessforcontext - shows what the admin of a context may use, always as CSV
 */
#include <prov/context.h>

#include "bin/cli_list.h"

struct getmoduleaccessforcontext {
	bool granted;
};

static const struct cli_option own[] = {
	CLI_OPTION(struct getmoduleaccessforcontext, granted, "granted", 0, NULL,
		   "also what was granted to the admin, without what it has by its users"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct getmoduleaccessforcontext *opt = cli->own;
	struct prov_column columns[PROV_COLUMNS_MAX];
	size_t count = prov_context_access_columns(opt->granted, columns);
	struct cli_list list;
	struct prov_call *call;
	struct prov_context_ref ref;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	cli->opt.csv = true;
	if (!call || cli_list_begin_one(cli, &list, columns, count, err) < 0)
		return -1;
	return cli_list_end(&list, prov_context_access(call, &ref, opt->granted, &list.rows, err), err);
}

const struct cli_command cli_getmoduleaccessforcontext = {
	.name = "getmoduleaccessforcontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "shows what the admin of a context may use",
	.object = "context", .verb = "retrieved",
	.groups = { CLI_CONTEXT_SELECT, CLI_GROUP("Output:", own), CLI_AUTH },
	.own_size = sizeof(struct getmoduleaccessforcontext),
	.in_batch = CLI_READS, .run = run,
};
