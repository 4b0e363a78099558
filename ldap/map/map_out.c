/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_out.c - values that were computed, in an array that grows
 */
#include <stdlib.h>

#include "ldap/map/map_int.h"

void prov_map_out_push(struct prov_map_out *out, struct prov_text text)
{
	if (out->n == out->cap) {
		out->cap = out->cap ? out->cap * 2 : 64;
		out->v = prov_realloc(out->v, out->cap * sizeof(*out->v));
	}
	out->v[out->n++] = text;
}

void prov_map_out_fini(struct prov_map_out *out)
{
	free(out->v);
	*out = (struct prov_map_out){ NULL, 0, 0 };
}
