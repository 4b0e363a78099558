/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out_table.c - a table for people: columns as wide as their longest cell on a terminal
 *
 * Rows are kept until the last one is known. What a terminal obeys becomes a blank (base/plain.c).
 */
#include <string.h>

#include "libprov/out/out_int.h"

struct prov_out_line {
	struct prov_out_line *next;
	const char *cells[];		/* as printed, one for each column */
};

static void keep(struct prov_out *out, struct prov_out_line *line)
{
	if (out->last)
		out->last->next = line;
	else
		out->first = line;
	out->last = line;
}

static struct prov_out_line *line_new(struct prov_out *out)
{
	return prov_pool_alloc(out->pool, sizeof(struct prov_out_line) +
			       out->count * sizeof(const char *));
}

static void begin(struct prov_out *out)
{
	struct prov_out_line *line;

	out->pool = prov_pool_new();
	line = line_new(out);
	for (size_t i = 0; i < out->count; i++)
		line->cells[i] = out->columns[i].title;
	keep(out, line);
}

static void row(struct prov_out *out, const char *const *cells)
{
	struct prov_out_line *line = line_new(out);

	for (size_t i = 0; i < out->count; i++) {
		const char *cell = prov_out_cell(out, &out->columns[i], cells[i]);
		char *copy = prov_pool_strdup(out->pool, cell ? cell : "");

		prov_plain_clean(copy, ' ');
		line->cells[i] = copy;
	}
	keep(out, line);
}

static void pad(struct prov_str *text, int blanks)
{
	for (; blanks > 0; blanks--)
		prov_str_add_char(text, ' ');
}

static void add_line(struct prov_out *out, const struct prov_out_line *line, const int *widths)
{
	bool first = true;

	for (size_t i = 0; i < out->count; i++) {
		const char *cell = line->cells[i];
		bool right = out->columns[i].type == PROV_CELL_INT;
		int blanks;

		if (!out->columns[i].title)
			continue;
		blanks = widths[i] - prov_utf8_width(cell);
		if (!first)
			prov_str_add_char(&out->text, ' ');
		first = false;
		pad(&out->text, right ? blanks : 0);
		prov_str_add(&out->text, cell);
		pad(&out->text, right ? 0 : blanks);
	}
	prov_str_add_char(&out->text, '\n');
}

static void end(struct prov_out *out)
{
	int *widths = prov_pool_alloc(out->pool, out->count * sizeof(*widths));

	for (const struct prov_out_line *line = out->first; line; line = line->next)
		for (size_t i = 0; i < out->count; i++) {
			int width = out->columns[i].title ? prov_utf8_width(line->cells[i]) : 0;

			if (width > widths[i])
				widths[i] = width;
		}
	for (const struct prov_out_line *line = out->first; line; line = line->next)
		add_line(out, line, widths);
}

const struct prov_out_ops prov_out_table = { begin, row, end, NULL };
