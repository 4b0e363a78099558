/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out_json.c - JSON: one array, an object for each row on a line of its own; or one object alone
 *
 * Rows are written as they come, so that a list of any length needs no memory. Text that is not UTF-8 is
 * an error, since JSON cannot hold it. Cells of lists and objects are JSON already.
 */
#include <limits.h>
#include <string.h>

#include "libprov/out/out_int.h"

static const char *when_empty(const struct prov_column *column)
{
	switch (column->type) {
	case PROV_CELL_LIST: case PROV_CELL_WIDE_LIST: return "[]";
	case PROV_CELL_OBJECT: case PROV_CELL_WIDE_OBJECT: case PROV_CELL_PAIRS: return "{}";
	default: return NULL;
	}
}

static void add_value(struct prov_str *text, const struct prov_column *column, const char *cell)
{
	int truth = column->type == PROV_CELL_BOOL ? prov_bool_parse(prov_out_cell_truth(cell)) : -1;
	long long n;

	if (column->type == PROV_CELL_INT && prov_int_parse(cell, LLONG_MIN, LLONG_MAX, &n))
		prov_str_addf(text, "%lld", n);
	else if (truth >= 0)
		prov_str_add(text, truth ? "true" : "false");
	else if (when_empty(column) || column->type == PROV_CELL_JSON)
		prov_str_add(text, cell);
	else
		prov_str_add_json(text, cell, strlen(cell));
}

static void add_member(struct prov_out *out, const struct prov_column *column, const char *cell,
		       const char *between)
{
	if (!cell)
		cell = when_empty(column);
	if (!cell)
		return;
	if (!prov_utf8_is_valid(cell, strlen(cell))) {
		if (out->err.code == PROV_OK)
			prov_fail(&out->err, PROV_E_INVALID, "a value of \"%s\" is not valid UTF-8",
				  column->key);
		return;
	}
	prov_str_addf(&out->text, "%s\"%s\": ", between, column->key);
	add_value(&out->text, column, cell);
}

static void add_object(struct prov_out *out, const char *const *cells)
{
	size_t begin = out->text.len + 1;

	prov_str_add_char(&out->text, '{');
	for (size_t i = 0; i < out->count; i++)
		add_member(out, &out->columns[i], cells[i], out->text.len > begin ? ", " : "");
	prov_str_add_char(&out->text, '}');
	prov_plain_escape(&out->text, begin);
}

static void begin(struct prov_out *out)
{
	prov_str_add_char(&out->text, '[');
}

static void row(struct prov_out *out, const char *const *cells)
{
	prov_str_add(&out->text, out->rows ? ",\n " : "\n ");
	add_object(out, cells);
}

static void end(struct prov_out *out)
{
	prov_str_add(&out->text, out->rows ? "\n]\n" : "]\n");
}

static void broken(struct prov_out *out, const char *error)
{
	prov_str_addf(&out->text, ",\n %s\n]\n", error);
}

static void one_begin(struct prov_out *out)
{
	(void)out;
}

static void one_end(struct prov_out *out)
{
	prov_str_add_char(&out->text, '\n');
}

const struct prov_out_ops prov_out_json = { begin, row, end, broken };
const struct prov_out_ops prov_out_json_one = { one_begin, add_object, one_end, NULL };
