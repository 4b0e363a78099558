/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_find.c - entries looked up by key, wherever in the source they are
 *
 * Reading several bases takes time, and an entry that moves meanwhile from one that is still to be
 * read to one that was read is seen in neither. So what is missing is looked for again, and
 * here no single move can hide an entry: the bases are searched forward and then backward, which is
 * a look at each of them before and after the others.
 *
 * Nobody was found is an answer only if looking works: some servers leave out what a login must not
 * search by, and call that success. So each look has two keys more, of entries that were read, and one
 * of them has to be there.
 */
#include <string.h>
#include <strings.h>

#include "ldap/source/source_int.h"

#define AT_ONCE 50			/* keys in one filter, with those of the proof */
#define PROOF 2

/* One look: some keys, all bases. */
struct look {
	struct prov_source_ldap *s;
	struct prov_map *map;
	const char *keys[AT_ONCE];	/* first those of the caller */
	bool found[AT_ONCE];
	size_t asked, count, left;
	int (*fn)(void *data, const struct prov_record *record, struct prov_err *err);
	void *data;
};

static void add_key(struct look *look, const char *key)
{
	look->keys[look->count] = key;
	look->found[look->count++] = false;
	look->left++;
}

/* (&(filter)(|(key=a)(key=b))) */
static int make_filter(const struct look *look, const char *own, struct prov_str *filter,
		       struct prov_err *err)
{
	bool bare = own[strspn(own, " ")] != '(';

	prov_str_addf(filter, bare ? "(&(%s)(|" : "(&%s(|", own);
	for (size_t i = 0; i < look->count; i++)
		if (!prov_map_key_filter(look->map, look->keys[i], filter))
			return prov_fail(err, PROV_E_INCOMPLETE, "\"%s\" is no key of this directory, so "
					 "it cannot be looked up", look->keys[i]);
	prov_str_add(filter, "))");
	return 0;
}

/* Marks the keys that the entry has. The one of the caller if it is to see the entry: servers find keys in
 * any case, and may show another one than before. */
static const char *mark(struct look *look, const char *key, bool *known)
{
	const char *wanted = NULL;

	*known = false;
	for (size_t i = 0; i < look->count; i++) {
		if (strcasecmp(look->keys[i], key) != 0)
			continue;
		*known = true;
		if (look->found[i])
			continue;
		look->found[i] = true;
		look->left--;
		if (i < look->asked)
			wanted = look->keys[i];
	}
	return wanted;
}

static int on_entry(struct look *look, const struct prov_source_step *step,
		    const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_source_step *owner;
	const struct prov_record *record;
	struct prov_record found;
	const char *wanted;
	bool known = false;

	if (prov_source_step_map(look->s, step, entry, &owner, &record, err) < 0)
		return -1;
	wanted = record->key ? mark(look, record->key, &known) : NULL;
	if (!known)
		return prov_fail(err, PROV_E_INCOMPLETE, "cannot look up entries by key: \"%s\" was found, "
				 "but %s", record->dn, record->key ? "has none of these keys" :
				 "shows no key");
	if (!wanted)
		return 0;
	found = *record;
	found.key = wanted;
	return look->fn(look->data, &found, err);
}

static int search(struct look *look, const struct prov_source_step *step, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str filter = PROV_STR_INIT;
	PROV_CLEANUP(prov_ldap_search_closep) struct prov_ldap_search *s = NULL;
	const struct prov_ldap_entry *entry;
	int rc;

	if (make_filter(look, step->filter, &filter, err) < 0)
		return -1;
	s = prov_source_step_search(look->s, step, filter.p, 0, err);
	if (!s)
		return -1;
	while ((rc = prov_ldap_search_next(s, &entry, err)) > 0)
		if (on_entry(look, step, entry, err) < 0)
			return -1;
	return rc;
}

/* Forward and backward, or until all were found. */
static int search_all(struct look *look, struct prov_err *err)
{
	const struct prov_source_ldap *s = look->s;

	for (size_t i = 0; i < 2 * s->step_count && look->left; i++) {
		size_t at = i < s->step_count ? i : 2 * s->step_count - 1 - i;

		if (s->steps[at].map == look->map && search(look, &s->steps[at], err) < 0)
			return -1;
	}
	return 0;
}

/* A directory that showed no entry with a key has no proof to give; its bases are checked. */
static int judge(const struct look *look, struct prov_err *err)
{
	if (look->count == look->asked)
		return 0;
	for (size_t i = look->asked; i < look->count; i++)
		if (look->found[i])
			return 0;
	prov_fail(err, PROV_E_INCOMPLETE, "cannot look up entries by key: one that was just read (%s) is "
		  "not found", look->keys[look->asked]);
	return prov_err_hint(err, "the bind DN needs the right to search by the key attribute, beside "
			     "that to read it");
}

int prov_source_find(struct prov_source *source, enum prov_entry_kind kind,
		     const char *const *keys, size_t count,
		     int (*fn)(void *data, const struct prov_record *record, struct prov_err *err),
		     void *data, struct prov_err *err)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;
	struct prov_map *map = kind == PROV_ENTRY_USER ? s->users : s->groups;

	if (!map || s->at < s->step_count)
		return prov_fail(err, PROV_E_INTERNAL, map ? "entries are looked up before all are read" :
				 "groups are looked up in a source that has none");
	for (size_t done = 0; done < count;) {
		struct look look = { .s = s, .map = map, .fn = fn, .data = data };

		while (done < count && look.count < AT_ONCE - PROOF)
			add_key(&look, keys[done++]);
		look.asked = look.count;
		if (s->first_key[kind].len)
			add_key(&look, s->first_key[kind].p);
		if (s->last_key[kind].len)
			add_key(&look, s->last_key[kind].p);
		if (search_all(&look, err) < 0 || judge(&look, err) < 0)
			return -1;
	}
	/* a base that was hidden meanwhile looks like one without these entries */
	return count ? prov_source_step_check(s, map, err) : 0;
}
