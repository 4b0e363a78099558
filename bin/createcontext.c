/* SPDX-License-Identifier: Apache-2.0 */
/*
 * createcontext - creates a context together with its admin user
 */
#include <prov/context.h>

#include "bin/cli_import.h"

struct createcontext {
	const char *attr[PROV_CA_COUNT];
	const char *schema, *strategy;
	bool if_not_exists;
};

#define OPTION(member, ...) CLI_OPTION(struct createcontext, member, __VA_ARGS__)
#define GIVEN(ID, name, option, letter, csv, type, store, argument, help, ...) \
	OPTION(attr[PROV_CA_##ID], option, letter, argument, help),
#define SHOWN(ID, ...)

static const struct cli_option own[] = {
	PROV_CONTEXT_LIST(GIVEN, GIVEN, SHOWN)
	OPTION(if_not_exists, "if-not-exists", 0, NULL, "a context with this id is no error"),
	OPTION(schema, "schema", 0, "NAME", "accepted, without effect"),
	OPTION(strategy, "schema-strategy", 0, "WORD",
	       "accepted, without effect: automatic or in-memory"),
	CLI_OPTION_END
};

static int new_context(struct cli_call *cli, struct prov_context_new *n, struct prov_err *err)
{
	const struct createcontext *opt = cli->own;
	long long quota = -1;

	cli->user.context = opt->attr[PROV_CA_ID];
	if (cli_user_context_id(cli, &n->id, err) < 0)
		return -1;
	cli->id = cli->context;
	memcpy(n->attr, opt->attr, sizeof(n->attr));
	n->mappings = cli_split(cli, opt->attr[PROV_CA_MAPPINGS]);
	n->schema_strategy = opt->strategy;
	cli->user.attr[PROV_A_QUOTA] = NULL;
	if (cli_number(opt->attr[PROV_CA_QUOTA], "-q/--quota", -1, 9007199254740992LL, &quota, err) < 0)
		return -1;
	n->attr[PROV_CA_QUOTA] = prov_pool_printf(cli->pool, "%lld", quota);
	if (cli_user_set(cli, &n->admin, err) < 0)
		return -1;
	n->extra = cli_user_shared(cli, &n->admin);
	n->capabilities = n->admin.capabilities;	/* of the context, too */
	n->admin.capabilities = (struct prov_capability_change){ NULL, NULL, NULL };
	return 0;
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct createcontext *opt = cli->own;
	struct prov_call *call;
	struct prov_context_new context = { .id = 0 };
	int many = cli_import_is_wanted(cli, err);

	if (many)
		return many < 0 ? -1 : cli_import(cli, PROV_IMPORT_CONTEXTS, err);
	if (new_context(cli, &context, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_context_create(call, &context, err) < 0)
		return opt->if_not_exists && err->code == PROV_E_CONTEXT_EXISTS ?
			cli_unchanged(cli, err) : -1;
	return cli_success(cli, err);
}

const struct cli_command cli_createcontext = {
	.name = "createcontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "creates a context together with its admin user",
	.note = "NEW_USER_PASSWORD in the environment takes the place of --password.",
	.object = "context", .verb = "created",
	.groups = {
		CLI_GROUP("Context:", own), CLI_GROUP("Its admin:", cli_user_basic), CLI_USER_RARE,
		CLI_ACCESS, CLI_IMPORT, CLI_AUTH
	},
	.own_size = sizeof(struct createcontext),
	.mandatory = {
		"contextid", "quota", "username", "displayname", "givenname", "surname",
		"password", "email"
	},
	.dynamic = true, .makes_database = true, .run = run,
};
