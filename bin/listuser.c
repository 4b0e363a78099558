/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listuser - lists the users of a context
 */
#include "bin/cli_list.h"

struct listuser {
	const char *pattern;
	bool ignore_case, guests, no_users;
};

#define OPTION(member, ...) CLI_OPTION(struct listuser, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(pattern, "searchpattern", 's', "PATTERN",
	       "only users whose name matches PATTERN; * is any text"),
	OPTION(ignore_case, "ignorecase", 'i', NULL, "match without case"),
	OPTION(guests, "includeguests", 0, NULL, "guests, too: there are none here"),
	OPTION(no_users, "excludeusers", 0, NULL, "only guests: an empty list"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	const struct listuser *opt = cli->own;
	struct prov_call *call;
	const struct prov_user_filter filter = { opt->no_users ? "" : opt->pattern, opt->ignore_case };
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || cli_list_begin(cli, &list, columns, prov_user_columns(columns), err) < 0)
		return -1;
	return cli_list_end(&list, prov_user_list(call, context, &filter, &list.rows, err), err);
}

const struct cli_command cli_listuser = {
	.name = "listuser", .kind = "Users", .form = CLI_OX,
	.summary = "lists the users of a context",
	.object = "users", .verb = "listed",
	.groups = { CLI_USER_CONTEXT, CLI_GROUP("Search:", own), CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct listuser),
	.mandatory = { "contextid" },
	.run = run,
};
