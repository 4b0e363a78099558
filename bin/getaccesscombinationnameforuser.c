/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getaccesscombinationnameforuser - the name of exactly the modules a user has, or null
 */
#include "bin/cli.h"


static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_call *call;
	PROV_CLEANUP(prov_str_fini) struct prov_str json = PROV_STR_INIT;
	struct prov_user_ref ref;
	prov_modules_t modules;
	const char *name;
	long long context, id;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_user_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || prov_user_access(call, context, &ref, &id, &modules, err) < 0 ||
	    prov_access_name(call, modules, &name, err) < 0)
		return -1;
	if (cli->opt.json && name)
		prov_str_add_json(&json, name, strlen(name));
	if (cli->opt.json)
		return cli_print(err, "{\"name\": %s}", name ? json.p : "null");
	return cli_print(err, "%s", name ? name : "null");
}

const struct cli_command cli_getaccesscombinationnameforuser = {
	.name = "getaccesscombinationnameforuser", .kind = "Users", .form = CLI_OX,
	.summary = "shows the name of the modules a user has",
	.object = "user", .verb = "retrieved",
	.groups = { CLI_USER_CONTEXT, CLI_USER_SELECT, CLI_AUTH, CLI_JSON },
	.mandatory = { "contextid" },
	.run = run,
};
