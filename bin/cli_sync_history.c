/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_history.c - ldapsync --history: how runs ended
 */
#include <prov/sync_history.h>

#include "bin/cli_list.h"
#include "bin/cli_sync.h"

int cli_sync_history(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_sync_opt *opt = cli->own;
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct prov_call *call = cli_session(cli, err);
	struct cli_list list;

	if (!call)
		return -1;
	if (cli_list_begin(cli, &list, columns, prov_sync_history_columns(columns), err) < 0)
		return -1;
	return cli_list_end(&list, prov_sync_history_list(call, opt->source, &list.rows, err), err);
}
