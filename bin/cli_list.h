/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_list.h - lists on standard output, in the format and with the columns that were asked for
 *
 *	struct cli_list list;
 *	struct prov_column columns[PROV_COLUMNS_MAX];
 *
 *	if (cli_list_begin(cli, &list, columns, prov_group_columns(columns), err) < 0) ...
 *	rc = prov_group_list(call, context, pattern, &list.rows, err);
 *	return cli_list_end(&list, rc, err);
 *
 * The formats are in prov/out.h; --fields takes columns by the names that JSON has, or CSV.
 */
#ifndef CLI_LIST_H
#define CLI_LIST_H

#include "bin/cli.h"

struct cli_list {
	struct prov_rows rows;		/* for the library */
	struct prov_out *out;
	struct prov_column columns[PROV_COLUMNS_MAX];	/* as printed */
	int from[PROV_COLUMNS_MAX];	/* of each of them, its place in a row of the library */
	bool wanted[PROV_COLUMNS_MAX];	/* of each column of the library */
	size_t count;			/* of columns as printed */
	struct cli_call *cli;
};

/* INVALID: a field that is not there. Nothing is written before the first rows are. */
int cli_list_begin(struct cli_call *cli, struct cli_list *list, const struct prov_column *columns,
	size_t count, struct prov_err *err);
/* The same of what has exactly one row: in JSON it is an object and no list. */
int cli_list_begin_one(struct cli_call *cli, struct cli_list *list, const struct prov_column *columns,
	size_t count, struct prov_err *err);
/* One row, of one cell a column of the library. */
void cli_list_row(struct cli_list *list, const char *const *cells);
/* Ends it; rc < 0: it broke off for the reason in err. Returns -1 then, or when writing fails, but for a
 * reader that has gone: then the call's status says so, and nothing else does. */
int cli_list_end(struct cli_list *list, int rc, struct prov_err *err);

#endif
