/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_again.c - everything is read once more, keys only
 *
 * The bases come in the other order: an entry that moved between two of them while these were read the
 * first time is seen now. It counts under the same conditions as the first answer, and only if both show
 * about the same: a directory that shows less each time proves nothing.
 */
#include "ldap/source/source_int.h"

#define LESS_PERCENT 1			/* than the first time; others are working in it meanwhile */
#define LESS_FEW 5

struct again {
	struct prov_source_ldap *s;
	struct prov_map *map;
	enum prov_entry_kind kind;
	long long count;
	int (*fn)(void *data, const char *key, struct prov_err *err);
	void *data;
};

static int on_entry(struct again *a, const struct prov_source_step *step,
		    const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_record *record = prov_map_entry_id(a->map, entry);

	if (prov_source_conflict_is(a->s, &entry->dn))
		return 0;
	if (!record->key)
		return prov_fail(err, PROV_E_INCOMPLETE, "\"%s\" shows no key and could be anybody who is "
				 "missing", record->dn);
	if (prov_source_owner_nearest(a->s, step, record->dn_norm) == step)
		a->count++;
	return a->fn(a->data, record->key, err);
}

static int read_step(struct again *a, const struct prov_source_step *step, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(a->s->profile->key);
	char *attrs[] = { key, NULL };
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_source_step_search(a->s, a->map, step->base, step->filter,
								  attrs, a->s->page_size, err);
	const struct prov_ldap_entry *entry;
	int rc;

	if (!search)
		return -1;
	while ((rc = prov_ldap_search_next(search, &entry, err)) > 0)
		if (on_entry(a, step, entry, err) < 0)
			return -1;
	return rc;
}

static int judge(const struct again *a, struct prov_err *err)
{
	long long first = a->s->keys_read[a->kind], few = first * LESS_PERCENT / 100;

	if (a->count + (few > LESS_FEW ? few : LESS_FEW) >= first && (a->count || !first))
		return 0;
	return prov_fail(err, PROV_E_INCOMPLETE, "the directory showed %lld %s, and %lld when it was read "
			 "again", first, a->kind == PROV_ENTRY_USER ? "users" : "groups", a->count);
}

int prov_source_again(struct prov_source *source, enum prov_entry_kind kind,
		      int (*fn)(void *data, const char *key, struct prov_err *err), void *data,
		      struct prov_err *err)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;
	struct again a = { .s = s, .map = kind == PROV_ENTRY_USER ? s->users : s->groups, .kind = kind,
			   .fn = fn, .data = data };

	if (!a.map || s->at < s->read_count)
		return prov_fail(err, PROV_E_INTERNAL, "entries are read again before all are read");
	for (size_t i = s->step_count; i-- > 0;)
		if (s->steps[i].map == a.map && read_step(&a, &s->steps[i], err) < 0)
			return -1;
	return judge(&a, err) < 0 ? -1 : prov_source_step_check(s, a.map, err);
}
