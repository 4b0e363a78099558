/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listgroup - lists the groups of a context and their members
 */
#include <prov/group.h>

#include "bin/cli.h"

static char *pattern;

static struct poptOption own[] = {
	{ "searchpattern", 's', POPT_ARG_STRING, &pattern, 0,
	  "only groups whose name matches PATTERN; * is any text", "PATTERN" },
	POPT_TABLEEND
};
static struct poptOption options[] = {
	CLI_USER_CONTEXT, CLI_GROUP(own, "Search:"), CLI_OUTPUT, CLI_AUTH, CLI_COMMON
};
static const char *const mandatory[] = { "contextid", NULL };

static int run(struct cli *cli, struct prov_err *err)
{
	struct prov_call *call;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0)
		return -1;
	call = cli_session(cli, err);
	return call ? prov_group_list(call, context, pattern, cli_format(), err) : -1;
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "listgroup", .summary = "lists the groups of a context and their members",
		.object = "groups", .verb = "listed", .options = options, .mandatory = mandatory,
		.run = run
	};

	return cli_main(&spec, argc, argv);
}
