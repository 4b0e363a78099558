/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_check.c - ldapsync --check: what a source is, and whether a run would work
 */
#include <prov/directory.h>

#include "bin/cli_list.h"
#include "bin/cli_sync.h"

int cli_sync_check_facts(struct cli_call *cli, size_t (*columns_of)(struct prov_column *columns),
			 cli_sync_check_fn *find, struct prov_err *err)
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
	if (!source || cli_list_begin(cli, &list, columns, columns_of(columns), err) < 0)
		return -1;
	rc = find(call, source, opt, &list.rows, err);
	/* what was found out is the explanation of what fails */
	return cli_list_end(&list, 0, rc < 0 ? &other : err) < 0 ? -1 : rc;
}

static int check(struct prov_call *call, const struct prov_source_config *source,
		 const struct cli_sync_opt *opt, const struct prov_rows *rows, struct prov_err *err)
{
	(void)opt;
	return prov_directory_check(call, source, rows, err);
}

int cli_sync_check(struct cli_call *cli, struct prov_err *err)
{
	return cli_sync_check_facts(cli, prov_directory_check_columns, check, err);
}
