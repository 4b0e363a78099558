/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listresource - lists the resources of a context
 */
#include <prov/resource.h>

#include "bin/cli_list.h"

struct listresource {
	const char *pattern;
};

#define OPTION(member, ...) CLI_OPTION(struct listresource, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(pattern, "searchpattern", 's', "PATTERN",
	       "only resources whose name matches PATTERN; * is any text"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	const struct listresource *opt = cli->own;
	struct prov_call *call;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || cli_list_begin(cli, &list, columns, prov_resource_columns(columns), err) < 0)
		return -1;
	return cli_list_end(&list, prov_resource_list(call, context, opt->pattern, &list.rows, err), err);
}

const struct cli_command cli_listresource = {
	.name = "listresource", .kind = "Resources", .form = CLI_OX,
	.summary = "lists the resources of a context",
	.object = "resources", .verb = "listed",
	.groups = { CLI_USER_CONTEXT, CLI_GROUP("Search:", own), CLI_PAGE, CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct listresource),
	.mandatory = { "contextid" },
	.run = run,
};
