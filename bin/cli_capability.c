/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_capability.c - what getusercapabilities and getcontextcapabilities print
 *
 * As text what is granted, one name a line, in the words of the Open-Xchange tools; as CSV and JSON also what
 * is denied, and who says so.
 */
#include <prov/capability.h>

#include "bin/cli_list.h"

/* A row of prov_capability_columns(). */
static int add_granted(void *data, const char *const *cells, struct prov_err *err)
{
	(void)err;
	if (prov_bool_parse(cells[1]) > 0)
		prov_str_addf(data, "\n%s", cells[0]);
	return 0;
}

static int print_text(struct cli_call *cli, struct prov_call *call, cli_capability_fn *list,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str names = PROV_STR_INIT, whose = PROV_STR_INIT;
	const struct prov_rows rows = { .row = add_granted, .data = &names };

	if (list(cli, call, &rows, err) < 0)
		return -1;
	prov_plain_add(&whose, cli->context ? prov_pool_printf(cli->pool, "user %s in context %s", cli->id,
							       cli->context) :
		       prov_pool_printf(cli->pool, "context %lld", cli->context_id));
	return names.len ? cli_print(err, "Capabilities for %s:%s", whose.p, names.p) :
		cli_print(err, "There are no capabilities set for %s", whose.p);
}

int cli_capability_print(struct cli_call *cli, cli_capability_fn *list, struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list out;
	struct prov_call *call = cli_session(cli, err);

	if (!call)
		return -1;
	if (!cli->opt.csv && !cli->opt.json && !cli->opt.fields)
		return print_text(cli, call, list, err);
	if (cli_list_begin(cli, &out, columns, prov_capability_columns(columns), err) < 0)
		return -1;
	return cli_list_end(&out, list(cli, call, &out.rows, err), err);
}
