/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_payload.c - what a licence's signature is made over
 *
 * The values of all its attributes but the signature, in the order of names and values, each with a line
 * feed. The names are not part of it: licence.c says what follows from that.
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/licence/licence_int.h"

struct part {
	const char *name;
	const struct prov_text *value;
};

/* Plain byte order, a shorter prefix first; the table's spelling of names decides. */
static int compare(const void *left, const void *right)
{
	const struct part *a = left, *b = right;
	size_t shorter = a->value->len < b->value->len ? a->value->len : b->value->len;
	int order = strcmp(a->name, b->name);

	if (order == 0)
		order = memcmp(a->value->p, b->value->p, shorter);
	if (order != 0)
		return order;
	return a->value->len < b->value->len ? -1 : a->value->len > b->value->len;
}

void prov_licence_payload(const struct prov_ldif_record *record, struct prov_str *out)
{
	PROV_CLEANUP(prov_freep) struct part *parts =
		prov_alloc((record->count + 1) * sizeof(*parts));
	size_t n = 0;

	for (size_t i = 0; i < record->count; i++) {
		const char *name = prov_licence_attr_name(record->attrs[i].name);

		if (name)
			parts[n++] = (struct part){ name, &record->attrs[i].value };
	}
	if (n)
		qsort(parts, n, sizeof(*parts), compare);
	for (size_t i = 0; i < n; i++) {
		prov_str_add_len(out, parts[i].value->p, parts[i].value->len);
		prov_str_add_char(out, '\n');
	}
}
