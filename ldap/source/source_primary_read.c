/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_primary_read.c - who has an unusual primary group, where users were not read before groups are
 */
#include <string.h>

#include "ldap/source/source_int.h"

static int read_step(struct prov_source_ldap *s, const struct prov_source_step *step, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(s->profile->key);
	PROV_CLEANUP(prov_freep) char *number = prov_strdup(s->profile->user_number);
	PROV_CLEANUP(prov_str_fini) struct prov_str filter = PROV_STR_INIT;
	PROV_CLEANUP(prov_ldap_search_closep) struct prov_ldap_search *search = NULL;
	char *attrs[] = { key, number, NULL };
	const struct prov_ldap_entry *entry;
	int rc;

	prov_source_step_filter(step, &filter);
	prov_source_primary_filter(s, &filter);
	prov_str_add(&filter, ")");
	search = prov_source_step_search(s, step->map, step->base, filter.p, attrs, s->page_size, err);
	rc = search ? 1 : -1;
	while (rc > 0) {
		const struct prov_record *record;

		rc = prov_ldap_search_next(search, &entry, err);
		if (rc <= 0 || prov_source_conflict_is(s, &entry->dn))
			continue;
		record = prov_map_entry_id(step->map, entry);
		if (prov_source_owner_nearest(s, step, record->dn_norm) == step)
			prov_source_primary_note(s, entry, record);
	}
	return rc;
}

int prov_source_primary_read(struct prov_source_ldap *s, struct prov_err *err)
{
	s->primary.unread = s->primary.is_sorted = false;
	s->primary.n = 0;
	for (size_t i = 0; s->profile->user_number && i < s->step_count; i++)
		if (s->steps[i].map == s->users && read_step(s, &s->steps[i], err) < 0)
			return -1;
	return 0;
}
