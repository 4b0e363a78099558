/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_explain.c - ldapsync --explain: what a run would make of an entry, and why
 */
#include <prov/directory.h>

#include "bin/cli_list.h"
#include "bin/cli_sync.h"

int cli_sync_explain(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_sync_opt *opt = cli->own;
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct prov_call *call = cli_bulk_session(cli, err);
	const struct prov_source_config *source;
	struct cli_list list;
	struct prov_err other = PROV_ERR_INIT;
	int rc;

	if (!call)
		return -1;
	source = prov_config_source(prov_session_config(call->session), opt->source, err);
	if (!source ||
	    cli_list_begin(cli, &list, columns, prov_directory_explain_columns(columns), err) < 0)
		return -1;
	rc = prov_directory_explain(call, source, opt->explain, &list.rows, err);
	/* what was found out explains what fails */
	return cli_list_end(&list, 0, rc < 0 ? &other : err) < 0 ? -1 : rc;
}
