/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deletegroup - deletes a group
 */
#include "bin/cli_group.h"

static const struct cli_option own[] = {
	CLI_OPTION(struct cli_group_own, if_exists, "if-exists", 0, NULL, "no such group is no error"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_group_own *opt = cli->own;
	struct prov_call *call;
	struct prov_group_ref ref;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_group_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_group_delete(call, context, &ref, &cli->object_id, err) < 0)
		return opt->if_exists && err->code == PROV_E_NO_GROUP &&
			cli_group_exists(cli, context, &ref) == 0 ? cli_unchanged(cli, err) : -1;
	return cli_print_done(cli, err);
}

const struct cli_command cli_deletegroup = {
	.name = "deletegroup", .kind = "Groups", .form = CLI_OX,
	.summary = "deletes a group",
	.object = "group", .verb = "deleted",
	.groups = { CLI_USER_CONTEXT, CLI_GROUP_SELECT, CLI_GROUP("Deleting:", own), CLI_AUTH },
	.own_size = sizeof(struct cli_group_own),
	.mandatory = { "contextid" },
	.run = run,
};
