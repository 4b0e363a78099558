/* SPDX-License-Identifier: Apache-2.0 */
/*
 * createuser - creates a user in a context
 */
#include "bin/cli.h"

static int if_not_exists;

static struct poptOption own[] = {
	{ "if-not-exists", '\0', POPT_ARG_NONE, &if_not_exists, 0,
	  "a user with this name is no error", NULL },
	POPT_TABLEEND
};
static struct poptOption options[] = {
	CLI_USER_CONTEXT, CLI_GROUP(own, "Creating:"), CLI_USER_BASIC, CLI_USER_EXTENDED, CLI_ACCESS,
	CLI_AUTH, CLI_COMMON
};
static const char *const mandatory[] = { "contextid", "username", "givenname", "surname",
					 "password", "email", NULL };

static int run(struct cli *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_user_set set;
	struct prov_user_ref same_name = { 0, cli_user.attr[PROV_A_NAME] };
	long long context, id;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_user_set(cli, &set, err) < 0)
		return -1;
	cli_access_warn(&set.access);
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_user_create(call, context, &set, &id, err) < 0)
		return if_not_exists && err->code == PROV_E_EXISTS &&
			cli_user_exists(call, context, &same_name) == 1 ? 0 : -1;
	cli->id = prov_pool_printf(cli->pool, "%lld", id);
	return cli_success(cli, err);
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "createuser", .summary = "creates a user in a context",
		.object = "user", .verb = "created", .options = options, .mandatory = mandatory,
		.dynamic = true, .run = run
	};

	return cli_main(&spec, argc, argv);
}
