/* SPDX-License-Identifier: Apache-2.0 */
/*
 * existscontext - says whether a context exists
 *
 * The exit status is the answer, and 1 is also that of failures: who must not mix them up looks at what is
 * printed.
 */
#include <prov/context.h>

#include "bin/cli.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_call *call;
	struct prov_context_ref ref;
	bool exists;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	exists = prov_context_id(call, &ref, &cli->context_id, err) == 0;
	if (!exists && err->code != PROV_E_NO_CONTEXT)
		return -1;
	return cli_print_exists(cli, "Context", exists, err);
}

const struct cli_command cli_existscontext = {
	.name = "existscontext", .kind = "Contexts", .form = CLI_OX,
	.summary = "says whether a context exists",
	.note = "Exit status 1 is also that of other failures: who creates contexts that are not there\n"
		"calls createcontext --if-not-exists, and not existscontext || createcontext.",
	.object = "context", .verb = "retrieved",
	.groups = { CLI_CONTEXT_SELECT, CLI_AUTH },
	.in_batch = CLI_READS, .run = run,
};
