/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out_table.c - a table for people: columns as wide as their longest cell on a terminal
 *
 * Rows are kept until it is known how wide that is, but no more than KEPT_ROWS: what is longer needs neither
 * memory nor patience, and where a longer cell comes later its column is wider from there on. What a
 * terminal obeys becomes a blank (base/plain.c).
 */
#include <string.h>

#include "libprov/out/out_int.h"

struct prov_out_line {
	struct prov_out_line *next;
	const char *cells[];		/* as printed, one for each column */
};

#define KEPT_ROWS 1000
#define KEPT_BYTES (1 << 20)

static struct prov_out_line *line_new(struct prov_out *out)
{
	struct prov_out_line *line = prov_pool_alloc(out->pool, sizeof(struct prov_out_line) +
						     out->count * sizeof(const char *));

	if (out->last)
		out->last->next = line;
	else
		out->first = line;
	out->last = line;
	return line;
}

static void begin(struct prov_out *out)
{
	struct prov_out_line *line;

	out->pool = prov_pool_new();
	line = line_new(out);
	for (size_t i = 0; i < out->count; i++)
		line->cells[i] = out->columns[i].title;
}

static void pad(struct prov_str *text, int blanks)
{
	for (; blanks > 0; blanks--)
		prov_str_add_char(text, ' ');
}

static void add_line(struct prov_out *out, const struct prov_out_line *line)
{
	bool first = true;

	for (size_t i = 0; i < out->count; i++) {
		const char *cell = line->cells[i];
		bool right = out->columns[i].type == PROV_CELL_INT;
		int blanks;

		if (!out->columns[i].title)
			continue;
		blanks = out->widths[i] - prov_utf8_width(cell);
		if (!first)
			prov_str_add_char(&out->text, ' ');
		first = false;
		pad(&out->text, right ? blanks : 0);
		prov_str_add(&out->text, cell);
		pad(&out->text, right ? 0 : blanks);
	}
	prov_str_add_char(&out->text, '\n');
}

static void widen(struct prov_out *out, const struct prov_out_line *line)
{
	for (size_t i = 0; i < out->count; i++) {
		int width = out->columns[i].title ? prov_utf8_width(line->cells[i]) : 0;

		if (width > out->widths[i])
			out->widths[i] = width;
	}
}

/* What is kept: once all that there may be, then line by line. */
static void print_kept(struct prov_out *out)
{
	for (const struct prov_out_line *line = out->first; line; line = line->next)
		widen(out, line);
	for (const struct prov_out_line *line = out->first; line; line = line->next)
		add_line(out, line);
	out->first = out->last = NULL;
	prov_pool_reset(out->pool);
}

static void row(struct prov_out *out, const char *const *cells)
{
	struct prov_out_line *line = line_new(out);

	for (size_t i = 0; i < out->count; i++) {
		const char *cell = prov_out_cell(out, &out->columns[i], cells[i]);
		char *copy = prov_pool_strdup(out->pool, cell ? cell : "");

		out->kept_bytes += strlen(copy);
		prov_plain_clean(copy, ' ');
		line->cells[i] = copy;
	}
	if (out->rows + 1 >= KEPT_ROWS || out->kept_bytes >= KEPT_BYTES)
		print_kept(out);
}

const struct prov_out_ops prov_out_table = { begin, row, print_kept, NULL };
