/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changeresource - changes what is mentioned about a resource
 */
#include "bin/cli_group.h"

static const struct cli_option select_id[] = {
	CLI_OPTION(struct cli_resource_own, id, "resourceid", 'i', "ID",
		   "id of the resource; without it the name says which one"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_resource_own *opt = cli->own;
	struct prov_resource_set set = { .attr = { NULL } };
	struct prov_resource_ref ref;
	struct prov_call *call;
	long long context;

	if (cli_user_context_id(cli, &context, err) < 0 || cli_resource_ref(cli, &ref, err) < 0)
		return -1;
	memcpy(set.attr, opt->attr, sizeof(set.attr));
	if (!ref.id)	/* the name says which one; with an id it is the new name */
		set.attr[PROV_RA_NAME] = NULL;
	else
		ref.name = NULL;
	call = cli_session(cli, err);
	if (!call || prov_resource_change(call, context, &ref, &set, &cli->object_id, err) < 0)
		return -1;
	return cli_print_done(cli, err);
}

const struct cli_command cli_changeresource = {
	.name = "changeresource", .kind = "Resources", .form = CLI_OX,
	.summary = "changes what is mentioned about a resource",
	.object = "resource", .verb = "changed",
	.groups = {
		CLI_USER_CONTEXT, CLI_GROUP("Which resource:", select_id), CLI_RESOURCE_ATTRS, CLI_AUTH
	},
	.own_size = sizeof(struct cli_resource_own),
	.mandatory = { "contextid" },
	.run = run,
};
