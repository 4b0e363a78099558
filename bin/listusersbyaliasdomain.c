/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listusersbyaliasdomain - lists the users of a context with an address in a domain
 */
#include "bin/cli_list.h"

struct listusersbyaliasdomain {
	const char *domain;
};

#define OPTION(member, ...) CLI_OPTION(struct listusersbyaliasdomain, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(domain, "domain", 'd', "DOMAIN", "only users with a mail address in DOMAIN, primary or alias"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	const struct listusersbyaliasdomain *opt = cli->own;
	const struct prov_user_filter filter = { .domain = opt->domain };
	struct prov_call *call;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || cli_list_begin(cli, &list, columns, prov_user_columns(columns), err) < 0)
		return -1;
	return cli_list_end(&list, prov_user_list(call, context, &filter, &list.rows, err), err);
}

const struct cli_command cli_listusersbyaliasdomain = {
	.name = "listusersbyaliasdomain", .kind = "Users", .form = CLI_OX,
	.summary = "lists the users with an address in a domain",
	.object = "users", .verb = "listed",
	.groups = { CLI_USER_CONTEXT, CLI_GROUP("Search:", own), CLI_PAGE, CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct listusersbyaliasdomain),
	.mandatory = { "contextid", "domain" },
	.in_batch = CLI_READS, .run = run,
};
