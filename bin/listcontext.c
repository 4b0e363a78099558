/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listcontext - lists contexts
 */
#include <prov/context.h>

#include "bin/cli_list.h"

struct listcontext {
	const char *pattern;
};

#define OPTION(member, ...) CLI_OPTION(struct listcontext, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(pattern, "searchpattern", 's', "PATTERN",
	       "only contexts whose name or login mapping matches PATTERN; * is any text"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	const struct listcontext *opt = cli->own;
	struct prov_call *call = cli_session(cli, err);

	if (!call || cli_list_begin(cli, &list, columns, prov_context_columns(columns), err) < 0)
		return -1;
	return cli_list_end(&list, prov_context_list(call, opt->pattern, &list.rows, err), err);
}

const struct cli_command cli_listcontext = {
	.name = "listcontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "lists contexts",
	.object = "contexts", .verb = "listed",
	.groups = { CLI_GROUP("Search:", own), CLI_PAGE, CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct listcontext),
	.in_batch = CLI_READS, .run = run,
};
