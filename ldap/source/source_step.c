/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_step.c - one step of a source: its search, the records of what it finds, is its base there
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/source/source_int.h"

int prov_source_step_fail(const struct prov_source_ldap *s, const struct prov_map *map, struct prov_err *err)
{
	if (err->native != LDAP_FILTER_ERROR)
		return -1;
	return prov_err_context(err, "source.%s.%s", s->name,
				map == s->users ? "user_filter" : "group_filter");
}

void prov_source_step_bracket(const char *own, struct prov_str *filter)
{
	const bool bare = own[strspn(own, " ")] != '(';

	prov_str_addf(filter, bare ? "(%s)" : "%s", own);
}

static const char *negate_twice(const char *own, struct prov_str *filter)
{
	prov_str_add(filter, "(!(!");
	prov_source_step_bracket(own, filter);
	prov_str_add(filter, "))");
	return filter->p;
}

struct prov_ldap_search *prov_source_step_since(struct prov_source_ldap *s,
						const struct prov_source_step *step, bool unindexed,
						struct prov_ldap_sync *sync, struct prov_err *err)
{
	char none[] = LDAP_NO_ATTRS, *nothing[] = { none, NULL };
	PROV_CLEANUP(prov_str_fini) struct prov_str negated = PROV_STR_INIT;
	const struct prov_ldap_query query = {
		.base = step->base, .scope = LDAP_SCOPE_SUBTREE,
		.filter = unindexed ? negate_twice(step->filter, &negated) : step->filter, .sync = sync,
		.attrs = step->map == s->groups ? nothing : prov_map_attrs(step->map),
	};
	struct prov_ldap_search *search = prov_ldap_search_open(s->ldap, &query, err);

	if (!search)
		prov_source_step_fail(s, step->map, err);
	return search;
}

static void set_key(struct prov_str *to, const char *key)
{
	prov_str_clear(to);
	prov_str_add(to, key);
}

void prov_source_step_note(struct prov_source_ldap *s, const struct prov_record *record)
{
	if (!record->key)
		return;
	if (!s->first_key[record->kind].len)
		set_key(&s->first_key[record->kind], record->key);
	set_key(&s->last_key[record->kind], record->key);
	s->keys_read[record->kind]++;
}

static char **wanted(const struct prov_source_ldap *s, const struct prov_map *map)
{
	char **more = s->attrs[map == s->groups];

	return more ? more : prov_map_attrs(map);
}

struct prov_ldap_search *prov_source_step_search(struct prov_source_ldap *s,
						 const struct prov_map *map, const char *base,
						 const char *filter, char **attrs, int page_size,
						 struct prov_err *err)
{
	struct prov_ldap_query query = {
		.base = base,
		.scope = LDAP_SCOPE_SUBTREE,
		.filter = filter,
		.attrs = attrs ? attrs : wanted(s, map),
		.page_size = page_size,
		.domain_scope = s->profile->active_directory,
		.members = map == s->groups && !attrs ? &s->members : NULL,
	};

	struct prov_ldap_search *search = prov_ldap_search_open(s->ldap, &query, err);

	if (!search)
		prov_source_step_fail(s, map, err);
	return search;
}

void prov_source_step_filter(const struct prov_source_step *step, struct prov_str *filter)
{
	prov_str_add(filter, "(&");
	prov_source_step_bracket(step->filter, filter);
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
	*record = prov_map_entry_id(step->map, &entry);
	*owner = prov_source_owner_nearest(s, step, (*record)->dn_norm);
	*record = prov_map_entry_go_on(step->map, (*owner)->context);
	if (step->map == s->groups)		/* they are compared as a whole, by their values */
		prov_record_fill(*record);
	return 0;
}

/* Before anything was read, what was just seen is there. */
static bool is_seen_top(const struct prov_source_ldap *s, const char *norm)
{
	const char *top = s->at == 0 && s->top_is_seen ? prov_source_server_top(s) : NULL;

	return top && strcmp(norm, top) == 0;
}

/* Users and groups are mostly read below the same base. */
static bool was_checked(const struct prov_source_ldap *s, const struct prov_map *map, size_t n)
{
	const struct prov_source_step *step = &s->steps[n];

	if (is_seen_top(s, step->norm))
		return true;
	return !map && step->map == s->groups && prov_source_owner_at(s, s->users, step->norm);
}

/* Those of which it is not known yet that they can be seen. */
static size_t to_be_seen(const struct prov_source_ldap *s, const struct prov_map *map,
			 const struct prov_source_step **steps)
{
	const struct prov_source_step *around = &s->around[0];
	size_t n = 0;

	if (around->base && !is_seen_top(s, around->norm))
		steps[n++] = around;
	for (size_t i = 0; i < s->step_count; i++)
		if ((!map || s->steps[i].map == map) && !was_checked(s, map, i))
			steps[n++] = &s->steps[i];
	return n;
}

const struct prov_source_step *prov_source_step_hidden(struct prov_source_ldap *s, const struct prov_map *map,
						       struct prov_err *err)
{
	const struct prov_source_step **steps = prov_alloc((s->step_count + 1) * sizeof(*steps)), *hidden;
	const size_t count = to_be_seen(s, map, steps);
	const char **bases = prov_alloc((count + 1) * sizeof(*bases));
	size_t there;

	s->pub.proof.bases = PROV_PROOF_FAILS;
	for (size_t i = 0; i < count; i++)
		bases[i] = steps[i]->base;
	there = prov_ldap_search_there(s->ldap, bases, count, err);
	hidden = there < count ? steps[there] : NULL;
	if (!hidden)
		s->pub.proof.bases = PROV_PROOF_HOLDS;
	free(bases);
	free(steps);
	return hidden;
}

int prov_source_step_check(struct prov_source_ldap *s, const struct prov_map *map, struct prov_err *err)
{
	const struct prov_source_step *step = prov_source_step_hidden(s, map, err);

	if (!step)
		return 0;
	if (err->code == PROV_OK) {
		prov_fail(err, PROV_E_INCOMPLETE, "the base \"%s\" is not in the directory any more, or "
			  "hidden from this login", step->base);
		prov_err_hint(err, "look at the directory, and at the access rights of the bind DN; prov "
			      "never takes a base that it cannot see for empty");
	}
	return -1;
}
