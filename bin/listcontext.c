/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listcontext - lists contexts
 */
#include <prov/context.h>

#include "bin/cli.h"

static char *pattern;

static struct poptOption own[] = {
	{ "searchpattern", 's', POPT_ARG_STRING, &pattern, 0,
	  "only contexts whose name or login mapping matches PATTERN; * is any text", "PATTERN" },
	POPT_TABLEEND
};
static struct poptOption options[] = {
	CLI_GROUP(own, "Search:"), CLI_OUTPUT, CLI_AUTH, CLI_COMMON
};

static int run(struct cli *cli, struct prov_err *err)
{
	struct prov_call *call = cli_session(cli, err);

	return call ? prov_context_list(call, pattern, cli_format(), err) : -1;
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "listcontext", .summary = "lists contexts",
		.object = "contexts", .verb = "listed", .options = options, .run = run
	};

	return cli_main(&spec, argc, argv);
}
