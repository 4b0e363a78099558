/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_conflict.c - entries that replication made of another one
 *
 * Where two servers have added or moved an entry to the same name, one of both gets a name that nobody gave:
 * "anna\0ACNF:" and a GUID in Active Directory, "nsuniqueid=...+uid=anna" in 389 Directory Server, which
 * shows them only to those who ask. They are nobody's account. Somebody has to end the conflict, so they are
 * told.
 */
#include <string.h>
#include <strings.h>

#include "ldap/source/source_int.h"

/* Only the entry's own name: below one in conflict there may be others. */
static size_t own_name(const struct prov_text *dn)
{
	for (size_t i = 0; i < dn->len; i++) {
		if (dn->p[i] == '\\')
			i++;
		else if (dn->p[i] == ',')
			return i;
	}
	return dn->len;
}

static bool has_mark(const struct prov_text *dn, const char *mark)
{
	const size_t len = strlen(mark), end = own_name(dn);

	for (size_t i = 0; i + len <= end; i++)
		if (strncasecmp(dn->p + i, mark, len) == 0)
			return true;
	return false;
}

bool prov_source_conflict_is(const struct prov_source_ldap *s, const struct prov_text *dn)
{
	const char *const *marks = s->profile->conflict_marks;

	return marks[0] && (has_mark(dn, marks[0]) || (marks[1] && has_mark(dn, marks[1])));
}

const struct prov_record *prov_source_conflict_record(struct prov_source_ldap *s, struct prov_map *map,
						      const struct prov_ldap_entry *entry)
{
	struct prov_record *r = &s->aside;

	*r = *prov_map_entry_id(map, entry);
	if (!r->key)
		r->key = r->dn_norm;
	r->reject = NULL;
	prov_str_clear(&s->why);
	prov_str_addf(&s->why, "it is in conflict with another entry, which replication could not settle: %s",
		      s->profile->conflict_cure);
	r->aside = s->why.p;
	return r;
}

int prov_source_conflict_open(struct prov_source_ldap *s, const struct prov_source_step *step,
			      struct prov_err *err)
{
	const bool bare = step->filter[strspn(step->filter, " ")] != '(';
	PROV_CLEANUP(prov_freep) char *filter = prov_asprintf(bare ? "(&%s(%s))" : "(&%s%s)",
							      s->profile->conflict_filter, step->filter);
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(s->profile->key);
	char *attrs[] = { key, NULL };

	s->search = prov_source_step_search(s, step->map, step->base, filter, attrs, s->page_size, err);
	return s->search ? 0 : -1;
}
