/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deleteuser - deletes a user
 */
#include "bin/cli.h"

static struct {
	char *reassign;
	int no_reassign, if_exists;
} opt;

static struct poptOption own[] = {
	{ "reassign", 'r', POPT_ARG_STRING, &opt.reassign, 0,
	  "who gets what the user shared (default: the context admin)", "USERID" },
	{ "no-reassign", '\0', POPT_ARG_NONE, &opt.no_reassign, 0, "nobody gets it", NULL },
	{ "if-exists", '\0', POPT_ARG_NONE, &opt.if_exists, 0, "no such user is no error", NULL },
	POPT_TABLEEND
};
static struct poptOption options[] = {
	CLI_USER_CONTEXT, CLI_USER_SELECT, CLI_GROUP(own, "Deleting:"), CLI_AUTH, CLI_COMMON
};
static const char *const mandatory[] = { "contextid", NULL };

static int heir_of(enum prov_heir *heir, long long *id, struct prov_err *err)
{
	*heir = opt.no_reassign ? PROV_HEIR_NOBODY : opt.reassign ? PROV_HEIR_USER : PROV_HEIR_ADMIN;
	if (opt.no_reassign && opt.reassign)
		return prov_fail(err, PROV_E_INVALID, "--reassign and --no-reassign exclude each other");
	return cli_number(opt.reassign, "-r/--reassign", 1, 2147483647, id, err);
}

static int run(struct cli *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_user_ref ref;
	enum prov_heir heir;
	long long context, heir_id = 0;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_user_ref(cli, &ref, err) < 0 ||
	    heir_of(&heir, &heir_id, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_user_delete(call, context, &ref, heir, heir_id, err) < 0)
		return opt.if_exists && err->code == PROV_E_NO_USER &&
			cli_user_exists(call, context, &ref) == 0 ? 0 : -1;
	return cli_success(cli, err);
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "deleteuser", .summary = "deletes a user",
		.object = "user", .verb = "deleted", .options = options, .mandatory = mandatory,
		.run = run
	};

	return cli_main(&spec, argc, argv);
}
