/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changeuser - changes what is mentioned about a user
 */
#include "bin/cli.h"

static const struct cli_option select_id[] = {
	CLI_OPTION(struct cli_call, user.id, "userid", 'i', "ID",
	       "id of the user; without it --username says which one"),
	CLI_OPTION(struct cli_call, user.gui_remove, "removeguipreferences", 0, "KEY",
	       "remove a preference of the GUI"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_user_set set;
	struct prov_user_ref ref;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_user_ref(cli, &ref, err) < 0 ||
	    cli_user_set(cli, &set, err) < 0)
		return -1;
	if (!ref.id)	/* the name says which one; with an id it is the new name */
		set.attr[PROV_A_NAME] = NULL;
	else
		ref.name = NULL;
	cli_access_warn(cli, &set.access);
	call = cli_session(cli, err);
	if (!call || prov_user_change(call, context, &ref, &set, &cli->user_id, err) < 0)
		return -1;
	return cli_success(cli, err);
}

const struct cli_command cli_changeuser = {
	.name = "changeuser", .kind = "Users", .form = CLI_OX,
	.summary = "changes what is mentioned about a user",
	.note = "NEW_USER_PASSWORD is not looked at: it is the password of new users.",
	.object = "user", .verb = "changed",
	.groups = {
		CLI_USER_CONTEXT, CLI_GROUP("Which user:", select_id), CLI_USER_BASIC,
		CLI_USER_RARE, CLI_ACCESS, CLI_AUTH
	},
	.mandatory = { "contextid" },
	.dynamic = true, .run = run,
};
