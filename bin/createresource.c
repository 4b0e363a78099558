/* SPDX-License-Identifier: Apache-2.0 */
/*
 * createresource - creates a resource in a context
 */
#include "bin/cli_group.h"
#include "bin/cli_import.h"

static const struct cli_option own[] = {
	CLI_OPTION(struct cli_resource_own, if_not_exists, "if-not-exists", 0, NULL,
		   "a resource with this name is no error"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_resource_own *opt = cli->own;
	const struct prov_resource_ref same_name = { 0, opt->attr[PROV_RA_NAME] };
	struct prov_resource_set set = { .attr = { NULL } };
	struct prov_call *call;
	long long context;
	int many = cli_import_is_wanted(cli, err);

	if (many)
		return many < 0 ? -1 : cli_import(cli, PROV_IMPORT_RESOURCES, err);
	if (cli_user_context_id(cli, &context, err) < 0)
		return -1;
	memcpy(set.attr, opt->attr, sizeof(set.attr));
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_resource_create(call, context, &set, &cli->object_id, err) < 0)
		return opt->if_not_exists && err->code == PROV_E_EXISTS &&
			cli_resource_exists(cli, context, &same_name) == 1 ? cli_unchanged(cli, err) : -1;
	return cli_print_done(cli, err);
}

const struct cli_command cli_createresource = {
	.name = "createresource", .kind = "Resources", .form = CLI_OX,
	.summary = "creates a resource in a context",
	.object = "resource", .verb = "created",
	.groups = {
		CLI_USER_CONTEXT, CLI_GROUP("Creating:", own), CLI_RESOURCE_ATTRS, CLI_IMPORT, CLI_AUTH
	},
	.own_size = sizeof(struct cli_resource_own),
	.mandatory = { "contextid", "name", "displayname", "email" },
	.run = run,
};
