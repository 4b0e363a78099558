/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changeaccessglobal - changes what the users of all contexts may use
 */
#include "bin/cli_list.h"

struct changeaccessglobal {
	const char *filter;
	bool dry_run;
};

#define OPTION(member, ...) CLI_OPTION(struct changeaccessglobal, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(filter, "filter", 'f', "MASK|NAME",
	       "only users who have exactly these modules: a combination, or the sum of their bits"),
	OPTION(dry_run, "dry-run", 0, NULL,
	       "change nothing, and list contexts and how many users it would be"),
	CLI_OPTION_END
};

static int show(struct cli_call *cli, struct prov_call *call, const struct prov_access_global *what,
		struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;

	if (cli_list_begin(cli, &list, columns, prov_access_global_columns(columns), err) < 0)
		return -1;
	return cli_list_end(&list, prov_access_global_plan(call, what, &list.rows, err), err);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct changeaccessglobal *opt = cli->own;
	struct prov_access_global what = { .filter = opt->filter };
	long long contexts, users;
	struct prov_call *call;

	if (cli_access_change(cli, &what.change, err) < 0)
		return -1;
	call = cli_bulk_session(cli, err);
	if (!call)
		return -1;
	if (opt->dry_run)
		return show(cli, call, &what, err);
	if (prov_access_global_change(call, &what, &contexts, &users, err) < 0)
		return -1;
	cli->done = true;
	if (cli->opt.json)
		return cli_print(err, "{\"contexts\": %lld, \"users\": %lld}", contexts, users);
	return cli_print(err, "Access successfully changed.");
}

const struct cli_command cli_changeaccessglobal = {
	.name = "changeaccessglobal", .kind = "Users", .form = CLI_OX,
	.summary = "changes what the users of all contexts may use",
	.object = "access", .verb = "changed",
	.groups = { CLI_GROUP("Which users:", own), CLI_ACCESS_GLOBAL, CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct changeaccessglobal),
	.run = run,
};
