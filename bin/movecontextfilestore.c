/* SPDX-License-Identifier: Apache-2.0 */
/*
 * movecontextfilestore - changes which file store a context refers to
 *
 * A change of the record, done when it ends: there are no jobs. Files are moved by the servers that store
 * them.
 */
#include <prov/context.h>

#include "bin/cli.h"

struct movecontextfilestore {
	const char *filestore;
};

static const struct cli_option own[] = {
	CLI_OPTION(struct movecontextfilestore, filestore, "filestore", 'f', "ID", "id of the file store"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct movecontextfilestore *opt = cli->own;
	struct prov_context_set set = { .extra = NULL };
	struct prov_context_ref ref;
	struct prov_call *call;
	long long filestore = 0;

	if (cli_context_ref(cli, &ref, err) < 0 ||
	    cli_number(opt->filestore, "-f/--filestore", 1, PROV_CONTEXT_MAX, &filestore, err) < 0)
		return -1;
	set.attr[PROV_CA_FILESTORE_ID] = prov_pool_printf(cli->pool, "%lld", filestore);
	call = cli_session(cli, err);
	if (!call || prov_context_change(call, &ref, &set, &cli->context_id, NULL, err) < 0)
		return -1;
	cli->done = true;
	return cli->opt.json ? cli_success(cli, err) :
		cli_print(err, "move context %lld to filestore %lld done", cli->context_id, filestore);
}

const struct cli_command cli_movecontextfilestore = {
	.name = "movecontextfilestore", .kind = "Installation", .form = CLI_OX,
	.summary = "changes which file store a context refers to",
	.object = "context", .verb = "moved",
	.groups = { CLI_CONTEXT_SELECT, CLI_GROUP("Where to:", own), CLI_AUTH },
	.own_size = sizeof(struct movecontextfilestore),
	.mandatory = { "filestore" },
	.run = run,
};
