/* SPDX-License-Identifier: Apache-2.0 */
/*
 * existsuser - says whether a user exists
 *
 * The exit status is the answer, and the Open-Xchange tools have 1 for "no", which other failures
 * have as well. Who must not mix them up looks at what is printed: after a failure neither.
 */
#include "bin/cli.h"

static const struct cli_option own[] = {
	CLI_OPTION(struct cli_call, user.attr[PROV_A_DISPLAY_NAME], "displayname", 'd', "NAME",
		   "display name of the user, in place of id and name"),
	CLI_OPTION_END
};

/* One way of naming a user; a display name is shown in quotes. */
static int read_user(struct cli_call *cli, struct prov_user_ref *ref, const char **display,
		     struct prov_err *err)
{
	*display = cli->user.attr[PROV_A_DISPLAY_NAME];
	if (!*display)
		return cli_user_ref(cli, ref, err);
	if (cli->user.id || cli->user.attr[PROV_A_NAME])
		return prov_fail(err, PROV_E_INVALID, "--displayname and id or name exclude each other");
	cli->id = prov_pool_printf(cli->pool, "\"%s\"", *display);
	return 0;
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_user_ref ref = { 0, NULL };
	const char *display;
	long long context;
	int exists;

	if (cli_user_context_id(cli, &context, err) < 0 || read_user(cli, &ref, &display, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	exists = prov_user_exists(call, context, &ref, display, &cli->user_id, err);
	if (exists < 0)
		return -1;
	return cli_print_exists(cli, "User", exists, err);
}

const struct cli_command cli_existsuser = {
	.name = "existsuser", .kind = "Users", .form = CLI_OX,
	.summary = "says whether a user exists",
	.note = "Exit status 1 is also that of other failures: who creates users that are not there calls\n"
		"createuser --if-not-exists, and not existsuser || createuser.",
	.object = "user", .verb = "retrieved",
	.groups = { CLI_USER_CONTEXT, CLI_USER_SELECT, CLI_GROUP("Or:", own), CLI_AUTH },
	.mandatory = { "contextid" },
	.in_batch = CLI_READS, .run = run,
};
