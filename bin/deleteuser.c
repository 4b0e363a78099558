/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deleteuser - deletes a user
 */
#include "bin/cli.h"

struct deleteuser {
	const char *reassign;
	bool no_reassign, if_exists, dry_run;
};

#define OPTION(member, ...) CLI_OPTION(struct deleteuser, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(reassign, "reassign", 'r', "USERID",
	       "who gets what the user shared (default: the context admin)"),
	OPTION(no_reassign, "no-reassign", 0, NULL, "nobody gets it"),
	OPTION(if_exists, "if-exists", 0, NULL, "no such user is no error"),
	OPTION(dry_run, "dry-run", 0, NULL, "delete nothing, say what would be"),
	CLI_OPTION_END
};

static int heir_of(const struct deleteuser *opt, enum prov_heir *heir, long long *id, struct prov_err *err)
{
	*heir = opt->no_reassign ? PROV_HEIR_NOBODY : opt->reassign ? PROV_HEIR_USER : PROV_HEIR_ADMIN;
	if (opt->no_reassign && opt->reassign)
		return prov_fail(err, PROV_E_INVALID, "--reassign and --no-reassign exclude each other");
	return cli_number(opt->reassign, "-r/--reassign", 1, 2147483647, id, err);
}

static int say(const struct cli_call *cli, struct prov_err *err)
{
	if (cli->opt.json)
		return cli_print_numbers(cli, err, NULL);
	return cli_print(err, "user %s in context %s would be deleted", cli->id, cli->context);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct deleteuser *opt = cli->own;
	struct prov_call *call;
	struct prov_user_ref ref;
	enum prov_heir heir;
	long long context, heir_id = 0;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_user_ref(cli, &ref, err) < 0 ||
	    heir_of(opt, &heir, &heir_id, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	call->dry_run = opt->dry_run;
	if (prov_user_delete(call, context, &ref, heir, heir_id, &cli->user_id, err) < 0)
		return opt->if_exists && err->code == PROV_E_NO_USER &&
			cli_user_exists(cli, context, &ref) == 0 ? cli_unchanged(cli, err) : -1;
	return opt->dry_run ? say(cli, err) : cli_success(cli, err);
}

const struct cli_command cli_deleteuser = {
	.name = "deleteuser", .kind = "Users", .form = CLI_OX,
	.summary = "deletes a user",
	.object = "user", .verb = "deleted",
	.groups = { CLI_USER_CONTEXT, CLI_USER_SELECT, CLI_GROUP("Deleting:", own), CLI_AUTH },
	.own_size = sizeof(struct deleteuser),
	.mandatory = { "contextid" },
	.run = run,
};
