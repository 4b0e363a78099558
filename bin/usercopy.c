/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usercopy - copies a user to another context
 */
#include "bin/cli.h"

struct usercopy {
	const char *from, *to, *mail;
	bool if_not_exists;
};

#define OPTION(member, ...) CLI_OPTION(struct usercopy, member, __VA_ARGS__)

static const struct cli_option contexts[] = {
	OPTION(from, "srccontextid", 'c', "ID", "id of the context that has the user"),
	OPTION(to, "destcontextid", 'd', "ID", "id of the context that gets a copy"),
	CLI_OPTION_END
};

static const struct cli_option own[] = {
	OPTION(mail, "email", 'e', "ADDRESS", "primary mail address of the copy (default: the same)"),
	OPTION(if_not_exists, "if-not-exists", 0, NULL, "a user with this name there is no error"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct usercopy *opt = cli->own;
	struct prov_user_copy what = { .mail = opt->mail, .if_not_exists = opt->if_not_exists };
	struct prov_call *call;
	bool created;

	if (cli_user_id_number(opt->from, "srccontextid", &what.from, err) < 0 ||
	    cli_user_id_number(opt->to, "destcontextid", &what.to, err) < 0 ||
	    cli_user_ref(cli, &what.user, err) < 0)
		return -1;
	cli->context = prov_pool_printf(cli->pool, "%lld", what.from);
	call = cli_session(cli, err);
	if (!call || prov_user_copy(call, &what, &cli->user_id, &created, err) < 0)
		return -1;
	cli->context = prov_pool_printf(cli->pool, "%lld", what.to);
	cli->context_id = what.to;
	cli->id = prov_pool_printf(cli->pool, "%lld", cli->user_id);
	return created ? cli_success(cli, err) : cli_unchanged(cli, err);
}

const struct cli_command cli_usercopy = {
	.name = "usercopy", .kind = "Users", .form = CLI_OX,
	.summary = "copies a user to another context",
	.object = "user", .verb = "created",
	.groups = {
		CLI_GROUP("Contexts:", contexts), CLI_USER_SELECT, CLI_GROUP("The copy:", own), CLI_AUTH
	},
	.own_size = sizeof(struct usercopy),
	.mandatory = { "srccontextid", "destcontextid" },
	.run = run,
};
