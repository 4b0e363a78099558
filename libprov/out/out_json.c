/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out_json.c - JSON: one array, an object for each row on a line of its own
 *
 * Rows are written as they come, so that a list of any length needs no memory. jansson writes the
 * values; text that is not UTF-8 is an error, since JSON cannot hold it.
 */
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "libprov/out/out_int.h"

/* "a,b" or "a, b" as an array; NULL: not UTF-8 */
static json_t *list_value(const char *cell)
{
	json_t *array = json_array();
	const char *p = cell;

	while (*p) {
		size_t len = strcspn(p, ",");

		if (json_array_append_new(array, json_stringn(p, len)) < 0) {
			json_decref(array);
			return NULL;
		}
		p += len;
		p += *p == ',';
		p += strspn(p, " ");
	}
	return array;
}

static json_t *cell_value(const struct prov_column *column, const char *cell)
{
	long long n;
	int truth;

	if (!cell)
		return json_null();
	if (column->type == PROV_OUT_INT && prov_int_parse(cell, LLONG_MIN, LLONG_MAX, &n))
		return json_integer(n);
	truth = column->type == PROV_OUT_BOOL ? prov_bool_parse(prov_out_cell(column, cell)) : -1;
	if (truth >= 0)
		return json_boolean(truth);
	return column->type == PROV_OUT_LIST ? list_value(cell) : json_string(cell);
}

static void begin(struct prov_out *out)
{
	prov_str_add_char(&out->text, '[');
}

static void row(struct prov_out *out, const char *const *cells)
{
	json_t *object = json_object();
	char *text;

	for (size_t i = 0; i < out->count; i++) {
		const struct prov_column *column = &out->columns[i];

		if (json_object_set_new(object, column->key, cell_value(column, cells[i])) < 0 &&
		    out->err.code == PROV_OK)
			prov_fail(&out->err, PROV_E_INVALID, "a value of \"%s\" is not valid UTF-8",
				  column->key);
	}
	text = json_dumps(object, 0);
	prov_str_add(&out->text, out->rows ? ",\n " : "\n ");
	prov_str_add(&out->text, text ? text : "{}");
	free(text);
	json_decref(object);
}

static void end(struct prov_out *out)
{
	prov_str_add(&out->text, out->rows ? "\n]\n" : "]\n");
}

const struct prov_out_ops prov_out_json = { begin, row, end };
