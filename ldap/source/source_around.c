/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_around.c - many bases, read by one search
 *
 * A search below each base costs the server more than one around all of them, and an entry that moves from
 * one to another meanwhile may be seen in neither. But what lies between the bases is read as well, and that
 * may be half of a directory that is somebody else's. So it is done only where the configuration says what
 * is around them.
 */
#include <stdlib.h>
#include <string.h>

#include "ldap/source/source_int.h"

/* The number of steps of a map, which come one after the other. */
static size_t count_of(const struct prov_source_ldap *s, const struct prov_source_step *first)
{
	size_t n = 1;

	while (first + n < s->steps + s->step_count && first[n].map == first->map)
		n++;
	return n;
}

static int check_inside(const struct prov_source_step *step, const char *base, const char *norm,
			struct prov_err *err)
{
	if (prov_dn_is_below(step->norm, norm))
		return 0;
	prov_fail(err, PROV_E_CONFIG, "the base \"%s\" of \"contexts\" is not below the base \"%s\"",
		  step->base, base);
	return prov_err_hint(err, "with \"contexts\", \"base\" is the tree that all of them are in, which is "
			     "read by one search; without it each of them has its own");
}

/* Instead of the n steps of one map, which have the same filter. */
static int add_around(struct prov_source_ldap *s, const char *base, const char *norm,
		      const struct prov_source_step *first, size_t n, struct prov_err *err)
{
	struct prov_source_step *around = &s->around[first->map == s->groups];

	for (size_t i = 0; i < n; i++)
		if (check_inside(&first[i], base, norm, err) < 0)
			return -1;
	*around = (struct prov_source_step){ .map = first->map, .base = base, .filter = first->filter,
					     .norm = prov_strdup(norm), .has_inner = true, .around = true };
	s->reads[s->read_count++] = around;
	return 0;
}

int prov_source_around_plan(struct prov_source_ldap *s, const char *base, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str norm = PROV_STR_INIT;

	if (base && (prov_dn_normalize_as(s->server.dn_rule, base, strlen(base), &norm) < 0 || !norm.len))
		return prov_fail(err, PROV_E_CONFIG, "the base \"%s\" is not a DN", base);
	s->reads = prov_alloc((s->step_count + 1) * sizeof(*s->reads));
	for (size_t i = 0, n; i < s->step_count; i += n) {
		n = base ? count_of(s, &s->steps[i]) : 1;
		if (n == 1)
			s->reads[s->read_count++] = &s->steps[i];
		else if (add_around(s, base, norm.p, &s->steps[i], n, err) < 0)
			return -1;
	}
	return 0;
}

const struct prov_source_step *prov_source_around(const struct prov_source_ldap *s,
						  const struct prov_source_step *step)
{
	const struct prov_source_step *around = &s->around[step->map == s->groups];

	return around->base ? around : NULL;
}

size_t prov_source_around_count(const struct prov_source_ldap *s, const struct prov_source_step *first)
{
	const bool is_first = first == s->steps || first[-1].map != first->map;

	return is_first && prov_source_around(s, first) ? count_of(s, first) : 1;
}

bool prov_source_around_is_ours(const struct prov_source_step *step, const struct prov_source_step *owner,
				const struct prov_record *record)
{
	return step->around ? owner != step || !record->dn_norm[0] : owner == step;
}

const char *prov_source_around_too_many(size_t searches)
{
	return searches <= PROV_SOURCE_MANY_SEARCHES ? NULL :
		"the source has too many bases, each of which is a search";
}
