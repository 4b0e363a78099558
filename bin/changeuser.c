/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changeuser - changes what is mentioned about a user
 */
#include "bin/cli.h"

static struct poptOption select_id[] = {
	{ "userid", 'i', POPT_ARG_STRING, &cli_user.id, 0,
	  "id of the user; without it --username says which one", "ID" },
	{ "removeguipreferences", '\0', POPT_ARG_STRING, &cli_user.gui_remove, 0,
	  "remove a preference of the GUI", "KEY" },
	POPT_TABLEEND
};
static struct poptOption options[] = {
	CLI_USER_CONTEXT, CLI_GROUP(select_id, "Which user:"), CLI_USER_BASIC, CLI_USER_EXTENDED,
	CLI_ACCESS, CLI_AUTH, CLI_COMMON
};
static const char *const mandatory[] = { "contextid", NULL };

static int run(struct cli *cli, struct prov_err *err)
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
	cli_access_warn(&set.access);
	call = cli_session(cli, err);
	if (!call || prov_user_change(call, context, &ref, &set, err) < 0)
		return -1;
	return cli_success(cli, err);
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "changeuser", .summary = "changes what is mentioned about a user",
		.object = "user", .verb = "changed", .options = options, .mandatory = mandatory,
		.dynamic = true, .run = run
	};

	return cli_main(&spec, argc, argv);
}
