/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changegroup - changes what is mentioned about a group
 */
#include "bin/cli_group.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_group_own, member, __VA_ARGS__),

static const struct cli_option select_id[] = {
	OPTION(id, "groupid", 'i', "ID", "id of the group; without it the name says which one")
	CLI_OPTION_END
};

static const struct cli_option own[] = {
	OPTION(remove, "removemembers", 'r', "A,B,...",
	       "remove these users, by id or name, separated by commas")
	OPTION(remove_file, "removemembers-file", 0, "FILE",
	       "remove the users in FILE, by id or name, one a line")
	OPTION(if_not_exists, "if-not-exists", 0, NULL, "a member to add who is one already is no error")
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_group_set set;
	struct prov_group_ref ref;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_group_ref(cli, &ref, err) < 0 ||
	    cli_group_set(cli, &set, err) < 0)
		return -1;
	if (!ref.id)	/* the name says which one; with an id it is the new name */
		set.attr[PROV_GA_NAME] = NULL;
	else
		ref.name = NULL;
	call = cli_session(cli, err);
	if (!call || prov_group_change(call, context, &ref, &set, &cli->object_id, err) < 0)
		return -1;
	return cli_print_done(cli, err);
}

const struct cli_command cli_changegroup = {
	.name = "changegroup", .kind = "Groups", .form = CLI_OX,
	.summary = "changes what is mentioned about a group",
	.object = "group", .verb = "changed",
	.groups = {
		CLI_USER_CONTEXT, CLI_GROUP("Which group:", select_id), CLI_GROUP_ATTRS,
		CLI_GROUP("Members:", own), CLI_GROUP_FILES, CLI_AUTH
	},
	.own_size = sizeof(struct cli_group_own),
	.mandatory = { "contextid" },
	.run = run,
};
