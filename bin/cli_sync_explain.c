/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_explain.c - ldapsync --explain: what a run would make of an entry, and why
 */
#include <prov/directory.h>

#include "bin/cli_sync.h"

static int explain(struct prov_call *call, const struct prov_source_config *source,
		   const struct cli_sync_opt *opt, const struct prov_rows *rows, struct prov_err *err)
{
	return prov_directory_explain(call, source, opt->explain, rows, err);
}

int cli_sync_explain(struct cli_call *cli, struct prov_err *err)
{
	return cli_sync_check_facts(cli, prov_directory_explain_columns, explain, err);
}
