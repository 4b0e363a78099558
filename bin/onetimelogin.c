/* SPDX-License-Identifier: Apache-2.0 */
/*
 * onetimelogin - prints an address with which a user logs in once, without a password
 */
#include <prov/onetime.h>

#include "bin/cli.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	PROV_CLEANUP(prov_secret_freep) char *url = NULL;
	struct prov_call *call;
	struct prov_user_ref ref;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_user_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_onetime_make(call, context, &ref, &cli->user_id, &url, err) < 0)
		return -1;
	cli->done = true;
	return cli->opt.json ? cli_print_object(cli, err, "url", url, NULL) : cli_print(err, "%s", url);
}

const struct cli_command cli_onetimelogin = {
	.name = "onetimelogin", .kind = "Users", .form = CLI_OX,
	.summary = "prints an address with which a user logs in once",
	.note = "Who has it is that user, for a minute: do not send it by mail.",
	.object = "user", .verb = "logged in",
	.groups = { CLI_USER_CONTEXT, CLI_USER_SELECT, CLI_AUTH },
	.mandatory = { "contextid" },
	.run = run,
};
