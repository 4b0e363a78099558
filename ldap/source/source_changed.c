/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_changed.c - entries of which a server says only that something became of them
 *
 * What it became is found by key: a user or a group of the source, with its filter, which some servers say
 * nothing about (an entry that does not match any more is not told by them), or none. Where an entry that has
 * others below it was changed, these may have other names, of which no server says anything: only reading
 * everything tells.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/source/source_int.h"

#define MANY 10000			/* of more, reading everything is as quick */
#define AT_ONCE 48			/* in one filter */

struct prov_source_changed {
	struct prov_source_ldap *s;
	const struct prov_news *news;
	struct prov_pool *pool;
	struct changed {
		const char *key;
		bool is_again, is_there;	/* the server showed it */
		bool found, is_other;		/* it is a user or a group; something else */
	} *all;
	const char **keys;		/* theirs, when they are sorted */
	size_t count, cap;
	long long entries[2];
};

struct prov_source_changed *prov_source_changed_new(struct prov_source_ldap *s)
{
	struct prov_source_changed *c = prov_alloc(sizeof(*c));

	c->s = s;
	c->pool = prov_pool_new();
	return c;
}

void prov_source_changed_freep(struct prov_source_changed **c)
{
	if (*c) {
		prov_pool_free((*c)->pool);
		free((*c)->keys);
		free((*c)->all);
	}
	free(*c);
	*c = NULL;
}

int prov_source_changed_add(struct prov_source_changed *c, const char *key, bool is_there,
			    bool is_again, struct prov_err *err)
{
	if (c->count == MANY)
		return prov_fail(err, PROV_E_INCOMPLETE, "more than %d entries were changed", MANY);
	if (c->count == c->cap) {
		c->cap = c->cap ? 2 * c->cap : 64;
		c->all = prov_realloc(c->all, c->cap * sizeof(*c->all));
	}
	c->all[c->count++] = (struct changed){
		.key = prov_pool_strdup(c->pool, key), .is_again = is_again, .is_there = is_there
	};
	return 0;
}

void prov_source_changed_uuid(const unsigned char *uuid, const unsigned char *dashes, char *key)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < PROV_LDAP_SYNC_UUID; i++) {
		if (i && i == *dashes) {
			*key++ = '-';
			dashes++;
		}
		*key++ = digits[uuid[i] >> 4];
		*key++ = digits[uuid[i] & 15];
	}
	*key = '\0';
}

static int compare(const void *a, const void *b)
{
	const struct changed *x = a, *y = b;

	return strcasecmp(x->key, y->key);
}

/* Of two searches one may show it, and the other one say that it is gone there. */
static void merge(struct changed *to, const struct changed *other)
{
	to->is_again &= other->is_again;
	to->is_there |= other->is_there;
}

static void sort_all(struct prov_source_changed *c)
{
	size_t kept = 0;

	if (c->count)
		qsort(c->all, c->count, sizeof(*c->all), compare);
	for (size_t i = 0; i < c->count; i++)
		if (kept == 0 || compare(&c->all[kept - 1], &c->all[i]) != 0)
			c->all[kept++] = c->all[i];
		else
			merge(&c->all[kept - 1], &c->all[i]);
	c->count = kept;
	c->keys = prov_alloc(kept * sizeof(*c->keys) + 1);
	for (size_t i = 0; i < kept; i++)
		c->keys[i] = c->all[i].key;
}

/* NULL: it was not asked for. */
static struct changed *changed_at(struct prov_source_changed *c, const char *key)
{
	const struct changed wanted = { .key = key };

	return key && c->count ? bsearch(&wanted, c->all, c->count, sizeof(*c->all), compare) : NULL;
}

/* Something became of this one. */
static int tell(struct prov_source_changed *c, enum prov_entry_kind kind, const char *key, bool gone,
		struct prov_err *err)
{
	return c->news->key(c->news->data, kind, key, gone, err);
}

/* ---- users ---- */

static int on_user(void *data, const struct prov_record *record, struct prov_err *err)
{
	struct prov_source_changed *c = data;
	struct changed *at = changed_at(c, record->key);

	if (at)
		at->found = true;
	c->entries[PROV_ENTRY_USER]++;
	if (tell(c, PROV_ENTRY_USER, record->key, false, err) < 0)
		return -1;
	return c->news->record(c->news->data, record, err);
}

static int find_users(struct prov_source_changed *c, struct prov_err *err)
{
	const struct prov_finder finder = { on_user, NULL, c };

	if (c->count && prov_source_find(&c->s->pub, PROV_ENTRY_USER, c->keys, c->count, &finder, err) < 0)
		return -1;
	for (size_t i = 0; i < c->count; i++)
		if (!c->all[i].found && tell(c, PROV_ENTRY_USER, c->keys[i], true, err) < 0)
			return -1;
	return 0;
}

/* ---- groups, and what is neither ---- */

typedef int on_entry_fn(struct prov_source_changed *c, const struct prov_ldap_entry *entry,
	const struct prov_record *id, struct prov_err *err);

/* Those from number `from` on that are not found yet, with a filter of their own, or NULL. */
static int search(struct prov_source_changed *c, size_t from, const struct prov_source_step *step,
		  char **attrs, on_entry_fn *fn, struct prov_err *err)
{
	PROV_CLEANUP(prov_ldap_search_closep) struct prov_ldap_search *search = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str filter = PROV_STR_INIT;
	struct prov_map *map = step ? step->map : c->s->users;
	const struct prov_ldap_entry *entry;
	size_t asked = 0;
	int rc;

	if (step)
		prov_source_step_filter(step, &filter);
	prov_str_add(&filter, "(|");
	for (size_t i = from; i < c->count && i < from + AT_ONCE; i++)
		if (!c->all[i].found && prov_map_key_filter(map, c->keys[i], &filter))
			asked++;
	prov_str_add(&filter, step ? "))" : ")");
	if (asked == 0)
		return 0;
	search = prov_source_step_search(c->s, map, prov_source_server_top(c->s), filter.p, attrs, 0, err);
	rc = search ? 1 : -1;
	while (rc > 0) {
		rc = prov_ldap_search_next(search, &entry, err);
		if (rc > 0 && fn(c, entry, prov_map_entry_id(map, entry), err) < 0)
			return -1;
	}
	return rc;
}

static int search_all(struct prov_source_changed *c, const struct prov_source_step *step, char **attrs,
		      on_entry_fn *fn, struct prov_err *err)
{
	for (size_t i = 0; i < c->count; i += AT_ONCE)
		if (search(c, i, step, attrs, fn, err) < 0)
			return -1;
	return 0;
}

static int on_group(struct prov_source_changed *c, const struct prov_ldap_entry *entry,
		    const struct prov_record *id, struct prov_err *err)
{
	struct changed *at = changed_at(c, id->key);

	(void)entry;
	if (!at || !prov_source_owner(c->s, c->s->groups, id->dn_norm))
		return 0;
	at->found = true;
	c->entries[PROV_ENTRY_GROUP]++;
	if (tell(c, PROV_ENTRY_GROUP, id->key, false, err) < 0)
		return -1;
	return c->news->group(c->news->data, id->key, err);
}

static int find_groups(struct prov_source_changed *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(c->s->profile->key);
	char *attrs[] = { key, NULL };
	size_t first = 0;

	while (c->s->steps[first].map != c->s->groups)
		first++;
	if (search_all(c, &c->s->steps[first], attrs, on_group, err) < 0)
		return -1;
	for (size_t i = 0; i < c->count; i++)
		if (!c->all[i].found && tell(c, PROV_ENTRY_GROUP, c->keys[i], true, err) < 0)
			return -1;
	return 0;
}

static bool has_none(const struct prov_ldap_entry *entry, const char *attr, const char *none)
{
	const struct prov_values v = prov_ldap_entry_get(entry, attr);

	return v.n == 1 && v.v[0].len == strlen(none) && strncasecmp(v.v[0].p, none, v.v[0].len) == 0;
}

bool prov_source_changed_is_leaf(const struct prov_ldap_entry *entry)
{
	return has_none(entry, "hasSubordinates", "FALSE") || has_none(entry, "numSubordinates", "0");
}

static int on_other(struct prov_source_changed *c, const struct prov_ldap_entry *entry,
		    const struct prov_record *id, struct prov_err *err)
{
	struct changed *at = changed_at(c, id->key);

	if (at)
		at->is_other = true;
	if ((at && at->is_again) || prov_source_changed_is_leaf(entry))
		return 0;
	return prov_fail(err, PROV_E_INCOMPLETE, "\"%s\" was changed: entries below it may have other names",
			 id->dn);
}

static int look_at_others(struct prov_source_changed *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(c->s->profile->key);
	char *attrs[] = { key, PROV_SOURCE_CHANGED_LEAF, NULL };

	if (search_all(c, NULL, attrs, on_other, err) < 0)
		return -1;
	for (size_t i = 0; i < c->count; i++)
		if (c->all[i].is_there && !c->all[i].found && !c->all[i].is_other)
			return prov_fail(err, PROV_E_INCOMPLETE, "the entry with the key %s was shown, and "
					 "is not found by it", c->keys[i]);
	return 0;
}

static int end(struct prov_source_changed *c, enum prov_entry_kind kind, struct prov_err *err)
{
	return c->news->end(c->news->data, kind, false, c->entries[kind], err);
}

int prov_source_changed_tell(struct prov_source_changed *c, const struct prov_news *news,
			     struct prov_err *err)
{
	c->news = news;
	c->s->at = c->s->read_count;
	sort_all(c);
	if (find_users(c, err) < 0 || (c->s->groups && find_groups(c, err) < 0) || look_at_others(c, err) < 0)
		return -1;
	if (end(c, PROV_ENTRY_USER, err) < 0)
		return -1;
	return c->s->groups ? end(c, PROV_ENTRY_GROUP, err) : 0;
}
