/* SPDX-License-Identifier: Apache-2.0 */
/*
 * createuser - creates a user in a context
 */
#include "bin/cli_import.h"

struct createuser {
	bool if_not_exists;
};

#define OPTION(member, ...) CLI_OPTION(struct createuser, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(if_not_exists, "if-not-exists", 0, NULL, "a user with this name is no error"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct createuser *opt = cli->own;
	struct prov_call *call;
	struct prov_user_set set;
	struct prov_user_ref same_name = { 0, cli->user.attr[PROV_A_NAME] };
	long long context;
	int many = cli_import_is_wanted(cli, err);

	if (many)
		return many < 0 ? -1 : cli_import(cli, PROV_IMPORT_USERS, err);
	if (cli_user_context_id(cli, &context, err) < 0 || cli_user_set(cli, &set, err) < 0)
		return -1;
	cli_access_warn(cli, &set.access);
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_user_create(call, context, &set, &cli->user_id, err) < 0)
		return opt->if_not_exists && err->code == PROV_E_EXISTS &&
			cli_user_exists(cli, context, &same_name) == 1 ? cli_unchanged(cli, err) : -1;
	cli->id = prov_pool_printf(cli->pool, "%lld", cli->user_id);
	return cli_success(cli, err);
}

const struct cli_command cli_createuser = {
	.name = "createuser", .kind = "Users", .form = CLI_OX,
	.summary = "creates a user in a context",
	.note = "NEW_USER_PASSWORD in the environment takes the place of --password.",
	.object = "user", .verb = "created",
	.groups = {
		CLI_USER_CONTEXT, CLI_GROUP("Creating:", own), CLI_USER_BASIC, CLI_USER_RARE,
		CLI_ACCESS, CLI_IMPORT, CLI_AUTH
	},
	.own_size = sizeof(struct createuser),
	.mandatory = { "contextid", "username", "givenname", "surname", "password", "email" },
	.dynamic = true, .run = run,
};
