/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_find.c - entries looked up by key, wherever in the directory they are
 *
 * Reading several bases takes time, and an entry that moves meanwhile from one that is still to be
 * read to one that was read is seen in neither. So what is missing is looked for again, and that is
 * done from the top of the tree that all bases lie in: a single search, in which no entry can move, and which
 * shows as well who is in the directory, but not in the source. Where a server does not allow that, the bases
 * are searched forward and then backward, so that no single move can hide an entry.
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
	const struct prov_source_step *step;	/* whose base is searched; NULL: it is the top */
	const struct prov_finder *finder;
	const char *keys[AT_ONCE];	/* first those of the caller */
	bool found[AT_ONCE];
	/* Of one that is there, though not found in the source, what it is there, with its DN; in pool. */
	const char *place[AT_ONCE];
	struct prov_pool *pool;
	size_t asked, count, left;	/* left: of those asked for */
	bool proven;			/* a key of the proof was in the answer */
	bool stopped;			/* by the caller */
	bool inside;			/* a place is below one of the bases */
};

static void add_key(struct look *look, const char *key)
{
	look->keys[look->count++] = key;
}

/* (&(filter)(|(key=a)(key=b))), or without a filter; keys that were found are left out. */
static int make_filter(const struct look *look, const char *own, struct prov_str *filter,
		       struct prov_err *err)
{
	if (own) {
		prov_str_add(filter, "(&");
		prov_source_step_bracket(own, filter);
	}
	prov_str_add(filter, "(|");
	for (size_t i = 0; i < look->count; i++)
		if (!look->found[i] && !prov_map_key_filter(look->map, look->keys[i], filter))
			return prov_fail(err, PROV_E_INCOMPLETE, "\"%s\" is no key of this directory, so "
					 "it cannot be looked up", look->keys[i]);
	prov_str_add(filter, own ? "))" : ")");
	return 0;
}

/* What is done with an entry whose key is number i of the look; not with those of the proof. */
typedef int on_key_fn(struct look *look, size_t i, const struct prov_ldap_entry *entry,
	const struct prov_record *id, struct prov_err *err);

/* Servers find keys in any case, and may show another one than before. */
static int on_entry(struct look *look, const struct prov_ldap_entry *entry, on_key_fn *fn,
		    struct prov_err *err)
{
	const struct prov_record *id = prov_map_entry_id(look->map, entry);
	bool known = false;

	for (size_t i = 0; id->key && i < look->count; i++) {
		if (strcasecmp(look->keys[i], id->key) != 0)
			continue;
		known = true;
		look->proven |= i >= look->asked;
	}
	if (!known)
		return prov_fail(err, PROV_E_INCOMPLETE, "cannot look up entries by key: \"%s\" was found, "
				 "but %s", id->dn, id->key ? "has none of these keys" : "shows no key");
	for (size_t i = 0; i < look->asked; i++)
		if (!look->found[i] && strcasecmp(look->keys[i], id->key) == 0)
			return fn(look, i, entry, id, err);
	return 0;
}

static int search(struct look *look, const char *base, const char *own_filter, char **attrs,
		  on_key_fn *fn, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str filter = PROV_STR_INIT;
	PROV_CLEANUP(prov_ldap_search_closep) struct prov_ldap_search *s = NULL;
	const struct prov_ldap_entry *entry;
	int rc;

	if (make_filter(look, own_filter, &filter, err) < 0)
		return -1;
	s = prov_source_step_search(look->s, look->map, base, filter.p, attrs, 0, err);
	if (!s)
		return -1;
	while ((rc = prov_ldap_search_next(s, &entry, err)) > 0)
		if (on_entry(look, entry, fn, err) < 0)
			return -1;
	return rc;
}

/* A key that was asked for twice was found twice. */
static void mark(struct look *look, size_t i)
{
	for (size_t j = i; j < look->asked; j++)
		if (!look->found[j] && strcasecmp(look->keys[i], look->keys[j]) == 0) {
			look->found[j] = true;
			look->left--;
		}
}

/* It is in the source: as next() would have shown it. */
static int on_found(struct look *look, size_t i, const struct prov_ldap_entry *entry,
		    const struct prov_record *id, struct prov_err *err)
{
	const struct prov_source_step *owner, *step = look->step ? look->step :
		prov_source_owner(look->s, look->map, id->dn_norm);
	const struct prov_record *record;
	struct prov_record found;

	if (!step || prov_source_conflict_is(look->s, &entry->dn))
		return 0;
	if (prov_source_step_map(look->s, step, entry, &owner, &record, err) < 0)
		return -1;
	if (prov_source_primary_late(look->s, entry, record, err) < 0)
		return -1;
	mark(look, i);
	prov_record_fill(record);
	found = *record;
	found.key = look->keys[i];
	if (look->finder->found(look->finder->data, &found, err) == 0)
		return 0;
	look->stopped = true;
	return -1;
}

/* It is somewhere. */
static int on_there(struct look *look, size_t i, const struct prov_ldap_entry *entry,
		    const struct prov_record *id, struct prov_err *err)
{
	(void)err;
	look->place[i] = prov_source_conflict_is(look->s, &entry->dn) ?
		prov_pool_printf(look->pool, "in conflict with another entry: %s", id->dn) :
		prov_pool_printf(look->pool, "out of scope: %s", id->dn);
	look->inside |= prov_source_owner(look->s, look->map, id->dn_norm) != NULL;
	return 0;
}

static int tell_outside(struct look *look, struct prov_err *err)
{
	for (size_t i = 0; look->finder->outside && i < look->asked; i++)
		if (!look->found[i] && look->place[i] &&
		    look->finder->outside(look->finder->data, look->keys[i], look->place[i], err) < 0) {
			look->stopped = true;
			return -1;
		}
	return 0;
}

/* One search; 1: its answer counts. */
static int search_top(struct look *look, const char *filter, char **attrs, on_key_fn *fn,
		       struct prov_err *err)
{
	look->proven = look->count == look->asked;
	if (search(look, prov_source_server_top(look->s), filter, attrs, fn, err) < 0)
		return -1;
	return look->proven;
}

/* All of the tree: who is in the source, then who is anywhere. An entry that is below a base then
 * may have come back in between, which is looked at once more. 1: all is known. */
static int look_at_top(struct look *look, const char *filter, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(look->s->profile->key);
	char *attrs[] = { key, NULL };
	int rc = search_top(look, filter, NULL, on_found, err);

	if (rc > 0 && look->left)
		rc = search_top(look, NULL, attrs, on_there, err);
	if (rc > 0 && look->inside)
		rc = search_top(look, filter, NULL, on_found, err);
	return rc > 0 && tell_outside(look, err) < 0 ? -1 : rc;
}

/* Forward and backward, or until all were found. */
static int search_all(struct look *look, struct prov_err *err)
{
	const struct prov_source_ldap *s = look->s;

	look->proven = look->count == look->asked;
	for (size_t i = 0; i < 2 * s->step_count && (look->left || !look->proven); i++) {
		size_t at = i < s->step_count ? i : 2 * s->step_count - 1 - i;

		look->step = &s->steps[at];
		if (look->step->map == look->map &&
		    search(look, look->step->base, look->step->filter, NULL, on_found, err) < 0)
			return -1;
	}
	return 0;
}

/* A directory that showed no entry with a key has no proof to give; its bases are checked. */
static int judge(const struct look *look, struct prov_err *err)
{
	if (look->proven)
		return 0;
	prov_fail(err, PROV_E_INCOMPLETE, "cannot look up entries by key: one that was just read (%s) is "
		  "not found", look->keys[look->asked]);
	return prov_err_hint(err, "the bind DN needs the right to search by the key attribute, beside "
			     "that to read it");
}

static const char *filter_of(const struct look *look)
{
	size_t i = 0;

	while (look->s->steps[i].map != look->map)
		i++;
	return look->s->steps[i].filter;
}

/* A server that refuses to answer from its top may give an answer from the bases. */
static int look_up(struct look *look, struct prov_err *err)
{
	struct prov_source_ldap *s = look->s;
	int rc = 0;

	if (prov_source_server_top(s) && !s->top_is_useless)
		rc = look_at_top(look, filter_of(look), err);
	if (rc > 0 || look->stopped || err->native < 0)
		return rc > 0 ? 0 : -1;
	s->top_is_useless |= rc < 0;
	prov_err_clear(err);
	return search_all(look, err) < 0 ? -1 : judge(look, err);
}

int prov_source_find(struct prov_source *source, enum prov_entry_kind kind,
		     const char *const *keys, size_t count, const struct prov_finder *finder,
		     struct prov_err *err)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;
	struct prov_map *map = kind == PROV_ENTRY_USER ? s->users : s->groups;

	if (!map || s->at < s->read_count)
		return prov_fail(err, PROV_E_INTERNAL, map ? "entries are looked up before all are read" :
				 "groups are looked up in a source that has none");
	if (kind == PROV_ENTRY_GROUP && s->primary.unread && prov_source_primary_read(s, err) < 0)
		return -1;
	for (size_t done = 0; done < count;) {
		PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
		struct look look = { .s = s, .map = map, .finder = finder, .pool = pool };

		while (done < count && look.count < AT_ONCE - PROOF)
			add_key(&look, keys[done++]);
		look.asked = look.left = look.count;
		if (s->first_key[kind].len)
			add_key(&look, s->first_key[kind].p);
		if (s->last_key[kind].len)
			add_key(&look, s->last_key[kind].p);
		if (look_up(&look, err) < 0)
			return -1;
	}
	/* a base that was hidden meanwhile looks like one without these entries */
	return count ? prov_source_step_check(s, map, err) : 0;
}
