/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attr.c - the table of user attributes, as data
 */
#include <prov/attr.h>

const struct prov_attr prov_attrs[PROV_ATTR_COUNT] = {
#define ROW(ID, name, option, letter, csv, type, store, argument, help, title, max, flags) \
	{ name, option, letter, csv, PROV_ATTR_##type, PROV_STORE_##store, argument, help, title, max, \
	  flags },
	PROV_ATTR_LIST(ROW)
#undef ROW
};

int prov_attr_find(const char *name)
{
	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if (strcmp(prov_attrs[i].name, name) == 0)
			return i;
	return -1;
}

int prov_attr_find_option(const char *option)
{
	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if (prov_attrs[i].option && strcmp(prov_attrs[i].option, option) == 0)
			return i;
	return -1;
}
