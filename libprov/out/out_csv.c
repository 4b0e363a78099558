/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out_csv.c - CSV as the Open-Xchange tools write it: names bare, values always in quotes
 *
 * No value is nothing between the commas, but the word null in a column of integers: scripts that
 * read those tools know the difference. For programs values are as they are; on a terminal what it would
 * obey is a blank.
 */
#include <string.h>

#include "libprov/out/out_int.h"

static void begin(struct prov_out *out)
{
	for (size_t i = 0; i < out->count; i++) {
		const struct prov_column *column = &out->columns[i];

		if (i)
			prov_str_add_char(&out->text, ',');
		prov_str_add(&out->text, column->csv ? column->csv : column->key);
	}
	prov_str_add_char(&out->text, '\n');
}

static void add_quoted(struct prov_out *out, const char *cell)
{
	PROV_CLEANUP(prov_freep) char *shown = out->terminal ? prov_strdup(cell) : NULL;
	struct prov_str *text = &out->text;

	if (shown) {
		prov_plain_clean(shown, ' ');
		cell = shown;
	}
	prov_str_add_char(text, '"');
	for (const char *quote; (quote = strchr(cell, '"')); cell = quote + 1) {
		prov_str_add_len(text, cell, (size_t)(quote - cell));
		prov_str_add_len(text, "\"\"", 2);
	}
	prov_str_add(text, cell);
	prov_str_add_char(text, '"');
}

static void row(struct prov_out *out, const char *const *cells)
{
	for (size_t i = 0; i < out->count; i++) {
		const char *cell = prov_out_cell(out, &out->columns[i], cells[i]);

		if (i)
			prov_str_add_char(&out->text, ',');
		if (!cell && out->columns[i].type == PROV_CELL_INT)
			cell = "null";
		if (cell)
			add_quoted(out, cell);
	}
	prov_str_add_char(&out->text, '\n');
}

static void end(struct prov_out *out)
{
	(void)out;
}

const struct prov_out_ops prov_out_csv = { begin, row, end, NULL };
