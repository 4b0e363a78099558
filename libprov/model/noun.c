/* SPDX-License-Identifier: Apache-2.0 */
/*
 * noun.c - the tables of attributes, as data
 */
#include <prov/noun.h>

#include "libprov/model/model.h"

#define ROW(ID, name, option, letter, csv, type, store, argument, help, title, max, flags) \
	{ name, option, letter, csv, PROV_ATTR_##type, PROV_STORE_##store, argument, help, title, max, \
	  flags },

const struct prov_attr prov_attrs[PROV_ATTR_COUNT] = { PROV_ATTR_LIST(ROW) };
static const struct prov_attr context_attrs[] = { PROV_CONTEXT_LIST(ROW, ROW, ROW) };
static const struct prov_attr group_attrs[] = { PROV_GROUP_LIST(ROW, ROW) };
static const struct prov_attr resource_attrs[] = { PROV_RESOURCE_LIST(ROW, ROW) };

const struct prov_noun prov_noun_user = { "user", prov_attrs, PROV_ATTR_COUNT, false };
const struct prov_noun prov_noun_context = { "context", context_attrs, PROV_CA_COUNT, true };
const struct prov_noun prov_noun_group = { "group", group_attrs, PROV_GA_COUNT, true };
const struct prov_noun prov_noun_resource = { "resource", resource_attrs, PROV_RA_COUNT, true };

int prov_noun_find(const struct prov_noun *noun, const char *name)
{
	for (int i = 0; i < noun->count; i++)
		if (strcmp(noun->attrs[i].name, name) == 0)
			return i;
	return -1;
}

int prov_noun_find_user(const char *name)
{
	return prov_noun_find(&prov_noun_user, name);
}

int prov_noun_find_option(const char *option)
{
	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if (prov_attrs[i].option && strcmp(prov_attrs[i].option, option) == 0)
			return i;
	return -1;
}

/* ---- in lists ---- */

static enum prov_cell_type cell_of(enum prov_attr_type type)
{
	switch (type) {
	case PROV_ATTR_INT: return PROV_CELL_INT;
	case PROV_ATTR_BOOL: return PROV_CELL_BOOL;
	case PROV_ATTR_MAIL_LIST: return PROV_CELL_WIDE_LIST;
	case PROV_ATTR_NAMES:
	case PROV_ATTR_MEMBERS: return PROV_CELL_LIST;
	case PROV_ATTR_OBJECT: return PROV_CELL_OBJECT;
	default: return PROV_CELL_TEXT;
	}
}

struct prov_column prov_noun_column(const struct prov_noun *noun, int attr)
{
	const struct prov_attr *a = &noun->attrs[attr];

	return (struct prov_column){ noun->json_as_csv ? a->csv : a->name,
				     a->flags & PROV_ATTR_ASKED ? "" : a->csv, a->title, cell_of(a->type) };
}

size_t prov_noun_listed(const struct prov_noun *noun, int *attrs)
{
	size_t n = 0;

	for (int i = 0; i < noun->count; i++)
		if (noun->attrs[i].csv)
			attrs[n++] = i;
	return n;
}

size_t prov_noun_columns(const struct prov_noun *noun, struct prov_column *columns)
{
	int attrs[PROV_COLUMNS_MAX];
	size_t count = prov_noun_listed(noun, attrs);

	for (size_t i = 0; i < count; i++)
		columns[i] = prov_noun_column(noun, attrs[i]);
	return count;
}
