/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_attrs.c - the attributes that expressions ask for, each once
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/map/map_int.h"

int prov_map_attrs_add(struct prov_map_attrs *attrs, const char *name, size_t len)
{
	for (size_t i = 0; i < attrs->n; i++)
		if (strncasecmp(attrs->names[i], name, len) == 0 && !attrs->names[i][len])
			return (int)i;
	if (attrs->n + 1 >= attrs->cap) {
		attrs->cap = attrs->cap ? attrs->cap * 2 : 16;
		attrs->names = prov_realloc(attrs->names, attrs->cap * sizeof(*attrs->names));
	}
	attrs->names[attrs->n++] = prov_strndup(name, len);
	attrs->names[attrs->n] = NULL;
	return (int)attrs->n - 1;
}

void prov_map_attrs_fini(struct prov_map_attrs *attrs)
{
	for (size_t i = 0; i < attrs->n; i++)
		free(attrs->names[i]);
	free(attrs->names);
	*attrs = (struct prov_map_attrs){ NULL, 0, 0 };
}
