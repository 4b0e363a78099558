/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_owner.c - which of the bases an entry belongs to
 *
 * The nearest one above it. There may be thousands, one for each context, so they are sorted, and the names
 * above an entry are looked for among them.
 */
#include <stdlib.h>
#include <string.h>

#include "ldap/source/source_int.h"

static int compare(const struct prov_map *map, const char *norm, const struct prov_source_step *step)
{
	if (map != step->map)
		return (uintptr_t)map < (uintptr_t)step->map ? -1 : 1;
	return strcmp(norm, step->norm);
}

static int by_base(const void *a, const void *b)
{
	const struct prov_source_step *const *x = a, *const *y = b;

	return compare((*x)->map, (*x)->norm, *y);
}

const struct prov_source_step *prov_source_owner_at(const struct prov_source_ldap *s,
						    const struct prov_map *map, const char *norm)
{
	size_t low = 0, high = s->step_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = compare(map, norm, s->by_base[middle]);

		if (order == 0)
			return s->by_base[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The name that this one is right below. A comma that is part of a value is escaped, and so no comma. */
static const char *above(const char *norm)
{
	const char *comma = strchr(norm, ',');

	return comma ? comma + 1 : NULL;
}

const struct prov_source_step *prov_source_owner(const struct prov_source_ldap *s,
						 const struct prov_map *map, const char *dn_norm)
{
	const struct prov_source_step *found = NULL;

	for (const char *p = dn_norm; p && !found; p = above(p))
		found = prov_source_owner_at(s, map, p);
	return found;
}

const struct prov_source_step *prov_source_owner_nearest(const struct prov_source_ldap *s,
							 const struct prov_source_step *step,
							 const char *dn_norm)
{
	const struct prov_source_step *found = step->has_inner ?
		prov_source_owner(s, step->map, dn_norm) : NULL;

	return found ? found : step;
}

static void note_inner(struct prov_source_ldap *s)
{
	for (size_t i = 0; i < s->step_count; i++)
		for (const char *p = above(s->steps[i].norm); p; p = above(p)) {
			const struct prov_source_step *outer = prov_source_owner_at(s, s->steps[i].map, p);

			if (outer)
				s->steps[outer - s->steps].has_inner = true;
		}
}

int prov_source_owner_begin(struct prov_source_ldap *s, struct prov_err *err)
{
	s->by_base = prov_alloc((s->step_count + 1) * sizeof(*s->by_base));
	for (size_t i = 0; i < s->step_count; i++)
		s->by_base[i] = &s->steps[i];
	qsort(s->by_base, s->step_count, sizeof(*s->by_base), by_base);
	for (size_t i = 1; i < s->step_count; i++)
		if (by_base(&s->by_base[i - 1], &s->by_base[i]) == 0)
			return prov_fail(err, PROV_E_CONFIG, "the base \"%s\" is there twice",
					 s->by_base[i]->base);
	note_inner(s);
	return 0;
}
