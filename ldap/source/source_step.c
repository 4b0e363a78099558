/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_step.c - one step of a source: its search, the records of what it finds, is its base there
 */
#include <ldap.h>
#include <string.h>

#include "ldap/source/source_int.h"

struct prov_ldap_search *prov_source_step_search(struct prov_source_ldap *s,
						 const struct prov_source_step *step,
						 const char *filter, int page_size,
						 struct prov_err *err)
{
	struct prov_ldap_query query = {
		.base = step->base,
		.scope = LDAP_SCOPE_SUBTREE,
		.filter = filter,
		.attrs = prov_map_attrs(step->map),
		.page_size = page_size,
		.domain_scope = s->profile->active_directory,
	};

	return prov_ldap_search_open(s->ldap, &query, err);
}

/* The step whose base is nearest to an entry that this one found. */
static const struct prov_source_step *nearest(const struct prov_source_ldap *s,
					      const struct prov_source_step *step, const char *dn)
{
	const struct prov_source_step *found = step;

	for (size_t i = 0; step->has_inner && i < s->step_count; i++) {
		const struct prov_source_step *other = &s->steps[i];

		if (other->map == step->map && strlen(other->norm) > strlen(found->norm) &&
		    prov_dn_is_below(other->norm, step->norm) && prov_dn_is_below(dn, other->norm))
			found = other;
	}
	return found;
}

int prov_source_step_map(struct prov_source_ldap *s, const struct prov_source_step *step,
			 const struct prov_ldap_entry *read, const struct prov_source_step **owner,
			 const struct prov_record **record, struct prov_err *err)
{
	struct prov_ldap_entry entry = *read;

	if (s->profile->active_directory && prov_source_range_fill(&s->range, &entry, err) < 0)
		return -1;
	*record = prov_map_entry(step->map, &entry, step->context);
	*owner = nearest(s, step, (*record)->dn_norm);
	if (*owner != step)
		*record = prov_map_entry(step->map, &entry, (*owner)->context);
	return 0;
}

int prov_source_step_check(struct prov_source_ldap *s, const struct prov_map *map,
			   struct prov_err *err)
{
	for (size_t i = 0; i < s->step_count; i++) {
		const char *base = s->steps[i].base;
		int found;

		if (map && s->steps[i].map != map)
			continue;
		found = prov_ldap_search_exists(s->ldap, base, err);
		if (found < 0)
			return -1;
		if (found == 0) {
			prov_fail(err, PROV_E_INCOMPLETE, "the base \"%s\" is not in the directory, or "
				  "hidden from this login", base);
			return prov_err_hint(err, "check the base, and the access rights of the bind DN; "
					     "prov never takes a base that it cannot see for empty");
		}
	}
	return 0;
}
