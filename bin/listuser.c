/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listuser - lists the users of a context
 */
#include "bin/cli.h"

static struct {
	char *pattern;
	int ignore_case, guests, no_users;
} opt;

static struct poptOption own[] = {
	{ "searchpattern", 's', POPT_ARG_STRING, &opt.pattern, 0,
	  "only users whose name matches PATTERN; * is any text", "PATTERN" },
	{ "ignorecase", 'i', POPT_ARG_NONE, &opt.ignore_case, 0, "match without case", NULL },
	{ "includeguests", '\0', POPT_ARG_NONE, &opt.guests, 0,
	  "guests, too: there are none here", NULL },
	{ "excludeusers", '\0', POPT_ARG_NONE, &opt.no_users, 0,
	  "only guests: an empty list", NULL },
	POPT_TABLEEND
};
static struct poptOption options[] = {
	CLI_USER_CONTEXT, CLI_GROUP(own, "Search:"), CLI_OUTPUT, CLI_AUTH, CLI_COMMON
};
static const char *const mandatory[] = { "contextid", NULL };

static int run(struct cli *cli, struct prov_err *err)
{
	struct prov_call *call;
	const struct prov_user_filter filter = { opt.no_users ? "" : opt.pattern, opt.ignore_case };
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0)
		return -1;
	call = cli_session(cli, err);
	return call ? prov_user_list(call, context, &filter, cli_format(), err) : -1;
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "listuser", .summary = "lists the users of a context",
		.object = "users", .verb = "listed", .options = options, .mandatory = mandatory,
		.run = run
	};

	return cli_main(&spec, argc, argv);
}
