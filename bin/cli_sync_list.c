/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_list.c - ldapsync --list: who is missing, rejected, disabled or pending
 */
#include <prov/directory.h>

#include "bin/cli_list.h"
#include "bin/cli_sync.h"

/* A table of nobody is nothing at all: cron sends no mail. */
struct counting {
	struct prov_rows *rows;
	long long count;
};

static int count(void *data, const char *const *cells, struct prov_err *err)
{
	struct counting *c = data;

	c->count++;
	return c->rows->row(c->rows->data, cells, err);
}

int cli_sync_list(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_sync_opt *opt = cli->own;
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	struct counting counting = { &list.rows, 0 };
	const struct prov_rows rows = { .row = count, .data = &counting };
	struct prov_call *call = cli_session(cli, err);
	int rc;

	if (!call || cli_list_begin(cli, &list, columns, prov_directory_columns(columns), err) < 0)
		return -1;
	rc = opt->source && !prov_config_source(prov_session_config(call->session), opt->source, err) ? -1 :
		prov_directory_list(call, opt->list, opt->source, &rows, err);
	if (rc == 0 && counting.count == 0 && cli_format(cli) == PROV_OUT_TABLE) {
		prov_out_abort(list.out);
		return 0;
	}
	return cli_list_end(&list, rc, err);
}
