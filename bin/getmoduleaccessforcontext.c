/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getmoduleaccessforcontext - shows what the admin of a context may use, always as CSV
 */
#include <prov/context.h>

#include "bin/cli.h"

static struct poptOption options[] = { CLI_CONTEXT_SELECT, CLI_JSON, CLI_AUTH, CLI_COMMON };

static int run(struct cli *cli, struct prov_err *err)
{
	PROV_CLEANUP(prov_session_closep) struct prov_session *session = NULL;
	struct prov_context_ref ref;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	session = cli_session(cli, err);
	return session ? prov_context_access(session, &ref, cli_opt.json ? PROV_OUT_JSON : PROV_OUT_CSV,
					     err) : -1;
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "getmoduleaccessforcontext",
		.summary = "shows what the admin of a context may use",
		.object = "context", .verb = "retrieved", .options = options, .run = run
	};

	return cli_main(&spec, argc, argv);
}
