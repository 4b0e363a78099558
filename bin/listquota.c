/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listquota - lists how many items of each module a context may have
 */
#include <prov/context.h>

#include "bin/cli_list.h"

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	struct prov_context_ref ref;
	struct prov_call *call;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call || cli_list_begin(cli, &list, columns, prov_context_limits_columns(columns), err) < 0)
		return -1;
	return cli_list_end(&list, prov_context_limits(call, &ref, &cli->context_id, &list.rows, err), err);
}

const struct cli_command cli_listquota = {
	.name = "listquota", .kind = "Contexts", .form = CLI_OX,
	.summary = "lists how many items of each module a context may have",
	.object = "context", .verb = "listed",
	.groups = { CLI_CONTEXT_SELECT, CLI_OUTPUT, CLI_AUTH },
	.run = run,
};
