/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_status.c - ldapsync --status: how sources are
 */
#include <prov/sync_history.h>

#include "bin/cli_list.h"
#include "bin/cli_sync.h"

/* The exit status is that of the worst source: the list is its explanation, nothing failed. */
int cli_sync_status(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_sync_opt *opt = cli->own;
	const struct prov_source_config *source = NULL;
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct prov_call *call = cli_session(cli, err);
	enum prov_code worst;
	struct cli_list list;
	int rc;

	if (!call)
		return -1;
	if (opt->source || prov_session_config(call->session)->source_count == 0) {
		source = prov_config_source(prov_session_config(call->session), opt->source, err);
		if (!source)
			return -1;
	}
	if (cli_list_begin(cli, &list, columns, prov_sync_status_columns(columns), err) < 0)
		return -1;
	rc = prov_sync_status_list(call, source, &list.rows, &worst, err);
	if (rc == 0)
		cli->status = prov_err_status(worst);
	return cli_list_end(&list, rc, err);
}
