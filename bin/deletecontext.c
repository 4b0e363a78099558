/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deletecontext - deletes a context and all that belongs to it
 */
#include <prov/context.h>

#include "bin/cli.h"

struct deletecontext {
	bool if_exists, dry_run;
};

#define OPTION(member, ...) CLI_OPTION(struct deletecontext, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(if_exists, "if-exists", 0, NULL, "no such context is no error"),
	OPTION(dry_run, "dry-run", 0, NULL, "delete nothing, say what would be"),
	CLI_OPTION_END
};

static int say(const struct cli_call *cli, const struct prov_context_counts *n, struct prov_err *err)
{
	if (cli->opt.json)
		return cli_print_numbers(cli, err, "users", n->users, "groups", n->groups,
					 "resources", n->resources, "mappings", n->removed, NULL);
	return cli_print(err, "context %s would be deleted (users: %lld, groups: %lld, resources: %lld, "
			 "login mappings: %lld)", cli->id, n->users, n->groups, n->resources, n->removed);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct deletecontext *opt = cli->own;
	struct prov_call *call;
	struct prov_context_counts counts;
	struct prov_context_ref ref;
	long long id = 0;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	call->dry_run = opt->dry_run;
	if (prov_context_delete(call, &ref, &id, opt->dry_run ? &counts : NULL, err) < 0)
		return opt->if_exists && err->code == PROV_E_NO_CONTEXT ? cli_unchanged(cli, err) : -1;
	cli_context_found(cli, id);
	return opt->dry_run ? say(cli, &counts, err) : cli_success(cli, err);
}

const struct cli_command cli_deletecontext = {
	.name = "deletecontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "deletes a context and all that belongs to it",
	.object = "context", .verb = "deleted",
	.groups = { CLI_CONTEXT_SELECT, CLI_GROUP("Deleting:", own), CLI_AUTH },
	.own_size = sizeof(struct deletecontext),
	.run = run,
};
