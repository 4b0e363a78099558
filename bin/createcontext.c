/* SPDX-License-Identifier: Apache-2.0 */
/*
 * createcontext - creates a context together with its admin user
 */
#include <prov/context.h>

#include "bin/cli.h"

static struct {
	char *id, *name, *quota, *mappings, *store, *database, *schema, *strategy, *gab;
	int if_not_exists;
} opt;

static struct poptOption own[] = {
	{ "contextid", 'c', POPT_ARG_STRING, &opt.id, 0, "id of the new context", "ID" },
	{ "contextname", 'N', POPT_ARG_STRING, &opt.name, 0, "name (default: the id)", "NAME" },
	{ "quota", 'q', POPT_ARG_STRING, &opt.quota, 0, "file quota, -1 is unlimited", "MB" },
	{ "addmapping", 'L', POPT_ARG_STRING, &opt.mappings, 0,
	  "login mappings, such as mail domains, separated by commas", "A,B,..." },
	{ "if-not-exists", '\0', POPT_ARG_NONE, &opt.if_not_exists, 0,
	  "a context with this id is no error", NULL },
	{ "destination-store-id", 'F', POPT_ARG_STRING, &opt.store, 0, "accepted, without effect", "ID" },
	{ "destination-database-id", 'D', POPT_ARG_STRING, &opt.database, 0,
	  "accepted, without effect: placement is the database's work", "ID" },
	{ "schema", '\0', POPT_ARG_STRING, &opt.schema, 0, "accepted, without effect", "NAME" },
	{ "schema-strategy", '\0', POPT_ARG_STRING, &opt.strategy, 0, "accepted, without effect", "WORD" },
	{ "gabMode", '\0', POPT_ARG_STRING, &opt.gab, 0,
	  "accepted, without effect: global or individual", "MODE" },
	POPT_TABLEEND
};
static struct poptOption options[] = {
	CLI_GROUP(own, "Context:"), CLI_GROUP(cli_user_basic, "Its admin:"), CLI_USER_EXTENDED,
	CLI_ACCESS, CLI_AUTH, CLI_COMMON
};
static const char *const mandatory[] = { "contextid", "quota", "username", "displayname",
					 "givenname", "surname", "password", "email", NULL };

static int new_context(struct cli *cli, struct prov_context_new *n, struct prov_err *err)
{
	cli_user.context = opt.id;
	if (cli_user_context_id(cli, &n->id, err) < 0)
		return -1;
	cli->id = cli->context;
	n->name = opt.name;
	n->mappings = cli_split(cli, opt.mappings);
	cli_user.attr[PROV_A_QUOTA] = NULL;
	if (cli_number(opt.quota, "-q/--quota", -1, 9007199254740992LL, &n->quota, err) < 0)
		return -1;
	if (cli_user_set(cli, &n->admin, err) < 0)
		return -1;
	n->extra = cli_user_shared(cli, &n->admin);
	return 0;
}

static int run(struct cli *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_context_new context = { .quota = -1 };

	if (new_context(cli, &context, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_context_create(call, &context, err) < 0)
		return opt.if_not_exists && err->code == PROV_E_CONTEXT_EXISTS ? 0 : -1;
	return cli_success(cli, err);
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "createcontext", .summary = "creates a context together with its admin user",
		.object = "context", .verb = "created", .options = options, .mandatory = mandatory,
		.dynamic = true, .makes_database = true, .run = run
	};

	return cli_main(&spec, argc, argv);
}
