/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capability.c - names of capabilities in lists, as options and prov.conf have them
 */
#include <string.h>

#include "libprov/base/base.h"

#define AROUND " \t\""		/* the Open-Xchange tools take quotes around a list off */

bool prov_capability_next(const char **list, struct prov_capability *c)
{
	const char *p = *list + strspn(*list, "," AROUND);
	size_t len = strcspn(p, ",");

	*list = p + len;
	if (len == 0)
		return false;
	while (len && strchr(AROUND, p[len - 1]))
		len--;
	c->denied = p[0] == '-';
	c->name = p + c->denied;
	c->len = len - c->denied;
	return true;
}

bool prov_capability_is_name(const char *name, size_t len)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:+/@-";

	if (len == 0 || len > PROV_CAPABILITY_BYTES || name[0] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!name[i] || !strchr(allowed, name[i]))
			return false;
	return true;
}
