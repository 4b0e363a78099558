/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listuser - lists the users of a context
 */
#include "bin/cli_list.h"

struct listuser {
	const char *pattern;
	bool ignore_case, guests, no_users, disabled, granted;
};

#define OPTION(member, ...) CLI_OPTION(struct listuser, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(pattern, "searchpattern", 's', "PATTERN",
	       "only users whose name matches PATTERN; * is any text"),
	OPTION(ignore_case, "ignorecase", 'i', NULL, "match without case"),
	OPTION(guests, "includeguests", 0, NULL, "guests, too: there are none here"),
	OPTION(no_users, "excludeusers", 0, NULL, "only guests: an empty list"),
	OPTION(disabled, "disabled", 0, NULL, "only users who may not log in"),
	CLI_OPTION_END
};

static const struct cli_option shown[] = {
	OPTION(granted, "granted", 0, NULL,
	       "what was granted to each user, too: the context admin has that of all users besides"),
	CLI_OPTION_END
};

/* The column that the tools of Open-Xchange do not have stands in CSV and table as well. */
static void show_granted(struct prov_column *columns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(columns[i].key, PROV_USER_GRANTED) == 0)
			columns[i].csv = columns[i].title = "Granted";
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	const struct listuser *opt = cli->own;
	struct prov_call *call;
	const struct prov_user_filter filter = {
		.pattern = opt->no_users ? "" : opt->pattern,
		.ignore_case = opt->ignore_case, .disabled = opt->disabled,
	};
	size_t count = prov_user_columns(columns);
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0)
		return -1;
	if (opt->granted)
		show_granted(columns, count);
	call = cli_session(cli, err);
	if (!call || cli_list_begin(cli, &list, columns, count, err) < 0)
		return -1;
	return cli_list_end(&list, prov_user_list(call, context, &filter, &list.rows, err), err);
}

const struct cli_command cli_listuser = {
	.name = "listuser", .kind = "Users", .form = CLI_OX,
	.summary = "lists the users of a context",
	.object = "users", .verb = "listed",
	.groups = { CLI_USER_CONTEXT, CLI_GROUP("Search:", own), CLI_PAGE, CLI_GROUP("Columns:", shown),
		    CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct listuser),
	.mandatory = { "contextid" },
	.in_batch = CLI_READS, .run = run,
};
