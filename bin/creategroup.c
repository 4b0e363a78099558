/* SPDX-License-Identifier: Apache-2.0 */
/*
 * creategroup - creates a group in a context
 */
#include "bin/cli_group.h"
#include "bin/cli_import.h"

static const struct cli_option own[] = {
	CLI_OPTION(struct cli_group_own, if_not_exists, "if-not-exists", 0, NULL,
		   "a group with this name is no error"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_group_own *opt = cli->own;
	const struct prov_group_ref same_name = { 0, opt->attr[PROV_GA_NAME] };
	struct prov_call *call;
	struct prov_group_set set;
	long long context;
	int many = cli_import_is_wanted(cli, err);

	if (many)
		return many < 0 ? -1 : cli_import(cli, PROV_IMPORT_GROUPS, err);
	if (cli_user_context_id(cli, &context, err) < 0 || cli_group_set(cli, &set, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_group_create(call, context, &set, &cli->object_id, err) < 0)
		return opt->if_not_exists && err->code == PROV_E_EXISTS &&
			cli_group_exists(cli, context, &same_name) == 1 ? cli_unchanged(cli, err) : -1;
	return cli_print_done(cli, err);
}

const struct cli_command cli_creategroup = {
	.name = "creategroup", .kind = "Groups", .form = CLI_OX,
	.summary = "creates a group in a context",
	.object = "group", .verb = "created",
	.groups = {
		CLI_USER_CONTEXT, CLI_GROUP("Creating:", own), CLI_GROUP_ATTRS, CLI_GROUP_FILES, CLI_IMPORT,
		CLI_AUTH
	},
	.own_size = sizeof(struct cli_group_own),
	.mandatory = { "contextid", "name", "displayname" },
	.run = run,
};
