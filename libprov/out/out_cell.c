/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out_cell.c - a cell as text, for tables and CSV: lists and objects as the Open-Xchange tools write them
 *
 * A list of all members of a large context is read in place, without a tree of it in memory.
 */
#include <jansson.h>
#include <string.h>

#include "libprov/out/out_int.h"

const char *prov_out_cell_truth(const char *cell)
{
	if (strcmp(cell, "t") == 0)
		return "true";
	return strcmp(cell, "f") == 0 ? "false" : cell;
}

/* Adds the string or number at p; returns what is behind it. */
static const char *add_value(struct prov_str *s, const char *p)
{
	size_t len = strcspn(p, *p == '"' ? "" : ",]}: ");
	bool escaped = false;
	json_t *value;

	if (*p != '"') {
		prov_str_add_len(s, p, len);
		return p + (len || !*p ? len : 1);	/* in what is no such value nothing stands still */
	}
	for (len = 1; p[len] && p[len] != '"'; len++)
		if (p[len] == '\\' && p[len + 1]) {
			escaped = true;
			len++;
		}
	if (!escaped) {
		prov_str_add_len(s, p + 1, len - 1);
	} else {
		value = json_loadb(p, len + 1, JSON_DECODE_ANY, NULL);
		if (value)
			prov_str_add(s, json_string_value(value));
		json_decref(value);
	}
	return p + len + (p[len] == '"');
}

static const char *skip(const char *p)
{
	return p + strspn(p, " ,:\n\t\r");
}

static void add_list(struct prov_str *s, const char *p, const char *between)
{
	for (p = skip(p + 1); *p && *p != ']'; p = skip(p)) {
		if (s->len)
			prov_str_add(s, between);
		p = add_value(s, p);
	}
}

static void add_object(struct prov_str *s, const char *p, const char *between)
{
	for (p = skip(p + 1); *p && *p != '}'; p = skip(p)) {
		if (s->len)
			prov_str_add(s, between);
		p = skip(add_value(s, p));
		prov_str_add_char(s, '=');
		p = add_value(s, p);
	}
}

/* {"config/a": "b", "config/c": "d"} -> config=[a=b, c=d]; what has one name space stands together */
static void add_wide_object(struct prov_str *s, const char *p)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str name = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *last = NULL;

	for (p = skip(p + 1); *p && *p != '}'; p = skip(p)) {
		size_t len;

		prov_str_clear(&name);
		p = skip(add_value(&name, p));
		len = strcspn(name.p, "/");
		if (last && strlen(last) == len && strncmp(last, name.p, len) == 0) {
			prov_str_add(s, ", ");
		} else {
			prov_str_addf(s, "%s%.*s=[", last ? "]," : "", (int)len, name.p);
			free(last);
			last = prov_strndup(name.p, len);
		}
		prov_str_addf(s, "%s=", name.p + len + (name.p[len] == '/'));
		p = add_value(s, p);
	}
	if (last)
		prov_str_add_char(s, ']');
}

const char *prov_out_cell(struct prov_out *out, const struct prov_column *column, const char *cell)
{
	struct prov_str *s = &out->cell;

	if (!cell)
		return NULL;
	prov_str_clear(s);
	switch (column->type) {
	case PROV_CELL_BOOL: return prov_out_cell_truth(cell);
	case PROV_CELL_LIST: add_list(s, cell, ","); break;
	case PROV_CELL_WIDE_LIST: add_list(s, cell, ", "); break;
	case PROV_CELL_OBJECT: add_object(s, cell, ","); break;
	case PROV_CELL_PAIRS: add_object(s, cell, ", "); break;
	case PROV_CELL_WIDE_OBJECT: add_wide_object(s, cell); break;
	default: return cell;
	}
	return s->len ? s->p : NULL;
}
