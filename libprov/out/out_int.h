/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out/out_int.h - what a format consists of; private to this folder
 *
 * A new format is one file with a struct prov_out_ops, a word in enum prov_out_format and a line in
 * out.c.
 */
#ifndef PROV_OUT_INT_H
#define PROV_OUT_INT_H

#include <prov/out.h>

#include "libprov/base/base.h"

struct prov_out_ops {
	void (*begin)(struct prov_out *out);
	void (*row)(struct prov_out *out, const char *const *cells);
	void (*end)(struct prov_out *out);
	void (*broken)(struct prov_out *out, const char *error);	/* may be NULL */
};

struct prov_out {
	const struct prov_out_ops *ops;
	const struct prov_column *columns;
	size_t count;			/* of columns */
	size_t rows;			/* so far */
	struct prov_str text;		/* formatted, not yet written */
	struct prov_str cell;		/* of out_cell.c */
	bool terminal;			/* that is where it goes to */
	bool written;			/* some of it */
	struct prov_err err;		/* the first thing that went wrong */
	/* Of the table: lines that it keeps, and how wide the columns are so far. */
	struct prov_pool *pool;
	struct prov_out_line *first, *last;
	size_t kept_bytes;		/* all that it was given */
	int widths[PROV_COLUMNS_MAX];
};

extern const struct prov_out_ops prov_out_table, prov_out_csv, prov_out_json, prov_out_json_one;

/* The cell as tables and CSV print it; NULL: no value. Valid until the next call. */
const char *prov_out_cell(struct prov_out *out, const struct prov_column *column, const char *cell);
/* true or false in place of t or f. */
const char *prov_out_cell_truth(const char *cell);

#endif
