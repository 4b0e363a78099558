/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changecontext - changes what is mentioned about a context
 */
#include <prov/context.h>

#include "bin/cli.h"

struct changecontext {
	const char *attr[PROV_CA_COUNT];
	const char *removed;
	bool dry_run;
};

#define OPTION(member, ...) CLI_OPTION(struct changecontext, member, __VA_ARGS__)
#define GIVEN(ID, name, option, letter, csv, type, store, argument, help, ...) \
	OPTION(attr[PROV_CA_##ID], option, letter, argument, help),
#define OTHER(ID, ...)

static const struct cli_option own[] = {
	PROV_CONTEXT_LIST(OTHER, GIVEN, OTHER)
	OPTION(removed, "removemapping", 'R', "A,B,...", "login mappings that are none any more"),
	OPTION(dry_run, "dry-run", 0, NULL, "change nothing, say what would be"),
	CLI_OPTION_END
};

static int what_to_change(struct cli_call *cli, struct prov_context_ref *ref, struct prov_context_set *set,
			  struct prov_err *err)
{
	const struct changecontext *opt = cli->own;
	long long quota = -1;

	*set = (struct prov_context_set){ .extra = cli->extra, .capabilities = cli->user.capabilities };
	if (cli_context_ref(cli, ref, err) < 0 ||
	    cli_number(opt->attr[PROV_CA_QUOTA], "-q/--quota", -1, 9007199254740992LL, &quota, err) < 0)
		return -1;
	memcpy(set->attr, opt->attr, sizeof(set->attr));
	if (set->attr[PROV_CA_QUOTA])
		set->attr[PROV_CA_QUOTA] = prov_pool_printf(cli->pool, "%lld", quota);
	set->add = cli_split(cli, opt->attr[PROV_CA_MAPPINGS]);
	set->remove = cli_split(cli, opt->removed);
	if (ref->id && ref->name) {	/* the id says which one, and the name is the new one */
		set->attr[PROV_CA_NAME] = ref->name;
		ref->name = NULL;
	}
	return cli_context_limits(cli, set->attr, err) < 0 ? -1 : cli_access_change(cli, &set->access, err);
}

static int say(const struct cli_call *cli, const struct prov_context_counts *n, struct prov_err *err)
{
	if (cli->opt.json)
		return cli_print_numbers(cli, err, "users", n->users, "mappings_added", n->added,
					 "mappings_removed", n->removed, NULL);
	if (!n->changed)
		return cli_print(err, "context %s is so already", cli->id);
	return cli_print(err, "context %s would be changed (users whose access changes: %lld, login mappings "
			 "added: %lld, removed: %lld)", cli->id, n->users, n->added, n->removed);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct changecontext *opt = cli->own;
	struct prov_call *call;
	struct prov_context_counts counts;
	struct prov_context_ref ref;
	struct prov_context_set set;

	if (what_to_change(cli, &ref, &set, err) < 0)
		return -1;
	call = prov_access_is_given(&set.access) ? cli_bulk_session(cli, err) : cli_session(cli, err);
	if (!call)
		return -1;
	call->dry_run = opt->dry_run;
	if (prov_context_change(call, &ref, &set, &cli->context_id, &counts, err) < 0)
		return -1;
	return opt->dry_run ? say(cli, &counts, err) : cli_success(cli, err);
}

const struct cli_command cli_changecontext = {
	.name = "changecontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "changes what is mentioned about a context",
	.note = "With --contextid, --contextname is the new name. Module access becomes that of every user.",
	.object = "context", .verb = "changed",
	.groups = { CLI_CONTEXT_SELECT, CLI_GROUP("Context:", own), CLI_CONTEXT_MORE, CLI_ACCESS,
		    CLI_AUTH },
	.own_size = sizeof(struct changecontext),
	.dynamic = true, .run = run,
};
