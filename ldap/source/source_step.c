/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_step.c - one step of a source: its search, the records of what it finds, is its base there
 */
#include <ldap.h>
#include <string.h>

#include "ldap/source/source_int.h"

struct prov_ldap_search *prov_source_step_search(struct prov_source_ldap *s,
						 const struct prov_map *map, const char *base,
						 const char *filter, char **attrs, int page_size,
						 struct prov_err *err)
{
	struct prov_ldap_query query = {
		.base = base,
		.scope = LDAP_SCOPE_SUBTREE,
		.filter = filter,
		.attrs = attrs ? attrs : prov_map_attrs(map),
		.page_size = page_size,
		.domain_scope = s->profile->active_directory,
	};

	return prov_ldap_search_open(s->ldap, &query, err);
}

const struct prov_source_step *prov_source_step_owner(const struct prov_source_ldap *s,
						      const struct prov_map *map, const char *dn)
{
	const struct prov_source_step *found = NULL;

	for (size_t i = 0; i < s->step_count; i++) {
		const struct prov_source_step *step = &s->steps[i];

		if (step->map == map && prov_dn_is_below(dn, step->norm) &&
		    (!found || strlen(step->norm) > strlen(found->norm)))
			found = step;
	}
	return found;
}

const struct prov_source_step *prov_source_step_nearest(const struct prov_source_ldap *s,
							const struct prov_source_step *step,
							const char *dn)
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

	if (s->profile->active_directory && prov_source_range_fill(&s->range, &entry, err) < 0) {
		s->pub.proof.ranges = PROV_PROOF_FAILS;
		return -1;
	}
	if (step->map == s->groups)
		prov_source_primary_fill(s, &entry);
	*record = prov_map_entry(step->map, &entry, step->context);
	*owner = prov_source_step_nearest(s, step, (*record)->dn_norm);
	if (*owner != step)
		*record = prov_map_entry(step->map, &entry, (*owner)->context);
	return 0;
}

/* Users and groups are mostly read below the same base. Before anything was read, what was just seen is
 * there. */
static bool was_checked(const struct prov_source_ldap *s, const struct prov_map *map, size_t n)
{
	const char *top = s->at == 0 && s->top_is_seen ? prov_source_server_top(s) : NULL;

	if (top && strcmp(s->steps[n].norm, top) == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if ((!map || s->steps[i].map == map) && strcmp(s->steps[i].norm, s->steps[n].norm) == 0)
			return true;
	return false;
}

int prov_source_step_check(struct prov_source_ldap *s, const struct prov_map *map,
			   struct prov_err *err)
{
	for (size_t i = 0; i < s->step_count; i++) {
		const char *base = s->steps[i].base;
		const char *from = base == s->base_dn.dn ? s->base_dn.found_in : NULL;
		int found;

		if ((map && s->steps[i].map != map) || was_checked(s, map, i))
			continue;
		s->pub.proof.bases = PROV_PROOF_FAILS;
		found = prov_ldap_search_exists(s->ldap, base, err);
		if (found < 0)
			return -1;
		if (found == 0) {
			prov_fail(err, PROV_E_INCOMPLETE, "the base \"%s\"%s%s%s is not in the directory, or "
				  "hidden from this login", base, from ? " (from " : "", from ? from : "",
				  from ? ")" : "");
			return prov_err_hint(err, "check the base, and the access rights of the bind DN; "
					     "prov never takes a base that it cannot see for empty");
		}
	}
	s->pub.proof.bases = PROV_PROOF_HOLDS;
	return 0;
}
