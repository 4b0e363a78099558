/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_ldap.c - one configured directory as a source of records: all users, then all groups
 *
 * A source reads subtrees, each with its context or with a rule for it. Every one of them must
 * exist: an empty answer of a base that is not there, or hidden, looks like success on some servers
 * and would remove everybody. Where one base lies below another, its entries are its own.
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/source/source_int.h"

#define POSIX_GROUP "gidNumber"		/* of a group, and of those whose primary group it is */

static bool has(const char *s)
{
	return s && *s;
}

static void close_source(struct prov_source *source)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;

	prov_ldap_search_close(s->search);
	prov_source_range_fini(&s->range);
	prov_source_primary_fini(&s->primary);
	prov_ldap_close(s->ldap);
	prov_map_free(s->users);
	prov_map_free(s->groups);
	for (size_t i = 0; i < s->step_count; i++)
		free(s->steps[i].norm);
	for (size_t i = 0; i < COUNT(s->around); i++)
		free(s->around[i].norm);
	free(s->steps);
	free(s->by_base);
	free(s->reads);
	for (size_t i = 0; i < COUNT(s->first_key); i++) {
		prov_str_fini(&s->first_key[i]);
		prov_str_fini(&s->last_key[i]);
	}
	prov_base_dn_fini(&s->base_dn);
	prov_base_ucs_fini(&s->ucs);
	prov_ldap_server_fini(&s->server);
	prov_pool_free(s->said);
	prov_str_fini(&s->identity);
	prov_str_fini(&s->why);
	free(s->searches);
	free(s->access);
	free(s);
}

static int open_search(struct prov_source_ldap *s, struct prov_err *err)
{
	const struct prov_source_step *step = s->reads[s->at];

	prov_source_since_first(s);
	if (s->primary.unread && prov_source_primary_read(s, err) < 0)
		return -1;
	if (s->in_conflicts)
		return prov_source_conflict_open(s, step, err);
	s->search = prov_source_step_search(s, step->map, step->base, step->filter, NULL, s->page_size,
					    err);
	return s->search ? 0 : -1;
}

/* As map_entry(). Those that are shown only when they are asked for are seen then. */
static int map_conflict(struct prov_source_ldap *s, const struct prov_ldap_entry *read,
			const struct prov_record **record)
{
	const struct prov_source_step *step = s->reads[s->at];

	if (s->profile->conflict_filter && !s->in_conflicts)
		return 0;
	*record = prov_source_conflict_record(s, step->map, read);
	return prov_source_around_is_ours(step, prov_source_owner_nearest(s, step, (*record)->dn_norm),
					  *record);
}

/* 1: a record, 0: this entry is not for us, -1. */
static int map_entry(struct prov_source_ldap *s, const struct prov_ldap_entry *read,
		     const struct prov_record **record, struct prov_err *err)
{
	const struct prov_source_step *step = s->reads[s->at], *owner;

	if (s->attrs[0])
		prov_source_modified_note(s, read);
	if (s->in_conflicts || prov_source_conflict_is(s, &read->dn))
		return map_conflict(s, read, record);
	if (prov_source_step_map(s, step, read, &owner, record, err) < 0)
		return -1;
	if (!prov_source_around_is_ours(step, owner, *record))
		return 0;
	prov_source_primary_note(s, read, *record);
	prov_source_step_note(s, *record);
	return 1;
}

/* A search has come to its end. */
static void go_on(struct prov_source_ldap *s)
{
	prov_ldap_search_closep(&s->search);
	s->in_conflicts = s->profile->conflict_filter && !s->in_conflicts;
	s->at += !s->in_conflicts;
}

/* Of a map that was used. */
static void note_due(struct prov_source_ldap *s)
{
	const long long due = prov_map_due(s->users);

	s->pub.due = due;
	if (s->groups && prov_map_due(s->groups) && (!due || prov_map_due(s->groups) < due))
		s->pub.due = prov_map_due(s->groups);
}

static enum prov_next end(struct prov_source_ldap *s)
{
	struct prov_sync_proof *p = &s->pub.proof;

	p->results = p->references = p->connection = PROV_PROOF_HOLDS;
	if (s->page_size)
		p->pages = PROV_PROOF_HOLDS;
	if (s->profile->active_directory)
		p->ranges = PROV_PROOF_HOLDS;
	note_due(s);
	prov_source_since_end(s);
	return PROV_NEXT_END;
}

/* Which condition is not met. */
static enum prov_next fail(struct prov_source_ldap *s)
{
	enum prov_proof *const gaps[] = {
		[PROV_LDAP_GAP_RESULT] = &s->pub.proof.results,
		[PROV_LDAP_GAP_PAGE] = &s->pub.proof.pages,
		[PROV_LDAP_GAP_REFERENCE] = &s->pub.proof.references,
		[PROV_LDAP_GAP_CONNECTION] = &s->pub.proof.connection,
	};

	*gaps[s->search ? prov_ldap_search_gap(s->search) : PROV_LDAP_GAP_CONNECTION] = PROV_PROOF_FAILS;
	return PROV_NEXT_ERROR;
}

static enum prov_next next(struct prov_source *source, const struct prov_record **record,
			   struct prov_err *err)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;

	while (s->at < s->read_count) {
		const struct prov_ldap_entry *entry;
		int rc;

		if (!s->search && open_search(s, err) < 0)
			return fail(s);
		rc = prov_ldap_search_next(s->search, &entry, err);
		if (rc > 0)
			rc = map_entry(s, entry, record, err);
		else if (rc == 0)
			go_on(s);
		if (rc < 0)
			return s->pub.proof.ranges == PROV_PROOF_FAILS ? PROV_NEXT_ERROR : fail(s);
		if (rc > 0)
			return PROV_NEXT_RECORD;
	}
	return end(s);
}

static void release(struct prov_source *source)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;

	if (s->search)
		prov_ldap_search_release(s->search);
	prov_map_entry_release(s->users);
	if (s->groups)
		prov_map_entry_release(s->groups);
}

/* It is complete in the same sense. */
static int since(struct prov_source *source, const char *const *cookies, const struct prov_news *news,
		 struct prov_err *err)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;

	if ((prov_source_watch_knows(s, cookies) ? prov_source_watch_since(s, cookies, news, err) :
	     prov_source_since(source, cookies, news, err)) < 0)
		return -1;
	end(s);
	return 0;
}

/* What it shows may have a time as well. */
static int find(struct prov_source *source, enum prov_entry_kind kind, const char *const *keys, size_t count,
		const struct prov_finder *finder, struct prov_err *err)
{
	const int rc = prov_source_find(source, kind, keys, count, finder, err);

	note_due((struct prov_source_ldap *)source);
	return rc;
}

static int add_step(struct prov_source_ldap *s, struct prov_map *map, const char *base,
		    const char *filter, const char *context, struct prov_err *err)
{
	struct prov_str norm = PROV_STR_INIT;

	if (prov_dn_normalize_as(s->server.dn_rule, base, strlen(base), &norm) < 0 || !norm.len) {
		prov_str_fini(&norm);
		return prov_fail(err, PROV_E_CONFIG, "the base \"%s\" is not a DN", base);
	}
	s->steps = prov_realloc(s->steps, (s->step_count + 1) * sizeof(*s->steps));
	s->steps[s->step_count++] = (struct prov_source_step){
		.map = map, .base = base, .filter = filter, .context = has(context) ? context : NULL,
		.norm = prov_str_take(&norm)
	};
	return 0;
}

/* The subtrees with contexts of their own, or the one base. */
static int add_bases(struct prov_source_ldap *s, const struct prov_source_config *c,
		     struct prov_map *map, const char *filter, struct prov_err *err)
{
	if (!c->context_count)
		return add_step(s, map, s->base_dn.dn, filter, c->context, err);
	for (size_t i = 0; i < c->context_count; i++)
		if (add_step(s, map, c->contexts[i].base, filter, c->contexts[i].context, err) < 0)
			return -1;
	return 0;
}

static int add_steps(struct prov_source_ldap *s, const struct prov_source_config *c, struct prov_err *err)
{
	const char *filter = has(c->user_filter) ? c->user_filter : s->profile->user_filter;

	if (add_bases(s, c, s->users, filter, err) < 0)
		return -1;
	if (!c->groups)
		return 0;
	filter = has(c->group_filter) ? c->group_filter : s->profile->group_filter;
	if (has(c->group_base))
		return add_step(s, s->groups, c->group_base, filter, c->context, err);
	return add_bases(s, c, s->groups, filter, err);
}

static int plan_steps(struct prov_source_ldap *s, const struct prov_source_config *c, struct prov_err *err)
{
	const char *around = c->context_count && has(c->base) ? c->base : NULL;

	if (add_steps(s, c, err) < 0 || prov_source_owner_begin(s, err) < 0)
		return -1;
	return prov_source_around_plan(s, around, err);
}

static int check_context(const struct prov_source_ldap *s, const struct prov_source_config *c,
			 struct prov_err *err)
{
	for (size_t i = 0; i < c->context_count; i++)
		if (!has(c->contexts[i].base) ||
		    (!has(c->contexts[i].context) && !prov_map_has_context(s->users)))
			return prov_fail(err, PROV_E_CONFIG, "number %zu of \"contexts\" needs a base "
					 "and a context", i + 1);
	if (c->context_count || has(c->context) || prov_map_has_context(s->users))
		return 0;
	prov_fail(err, PROV_E_CONFIG, "it is not said which context its users belong to");
	return prov_err_hint(err, "set context, or contexts with a base each, or user.context = "
			     "\"${attribute}\"");
}

static int set_profile(struct prov_source_ldap *s, const char *name, const struct prov_source_config *c,
		       struct prov_err *err)
{
	struct prov_source *pub = &s->pub;

	s->profile = prov_map_rules_profile(name, err);
	if (!s->profile)
		return -1;
	if (c->primary_group && !s->profile->user_number) {
		s->own_profile = *s->profile;
		s->own_profile.user_number = s->own_profile.group_number = POSIX_GROUP;
		s->profile = &s->own_profile;
	}
	s->page_size = c->page_size;
	if (s->page_size == 0)
		s->page_size = s->profile->page_size;
	s->users = prov_map_new(PROV_ENTRY_USER, s->profile, c->user, c->user_count, s->now, err);
	if (s->users && c->groups)
		s->groups = prov_map_new(PROV_ENTRY_GROUP, s->profile, c->group, c->group_count, s->now,
					 err);
	if (s->groups)
		prov_map_set_parts(s->groups);
	if (!s->users || (c->groups && !s->groups) || check_context(s, c, err) < 0)
		return -1;
	pub->profile = s->profile->name;
	pub->key_attr = s->profile->key;
	pub->key_cure = s->profile->key_cure;
	pub->user_rules = prov_map_rules(s->users, &pub->user_rule_count);
	pub->user_literals = prov_map_literals(s->users);
	pub->user_contexts = prov_map_context_literals(s->users);
	if (s->groups) {
		pub->group_rules = prov_map_rules(s->groups, &pub->group_rule_count);
		pub->group_literals = prov_map_literals(s->groups);
		pub->group_contexts = prov_map_context_literals(s->groups);
	}
	return 0;
}

/* All that can be wrong without a server. */
static int set_up(struct prov_source_ldap *s, const struct prov_config *config,
		  const struct prov_source_config *c, struct prov_err *err)
{
	s->params = prov_ldap_params_of(config, c);
	if (prov_base_ucs_find(config, &s->params, &s->ucs, err) < 0)
		return -1;
	s->pub.is_anonymous = !has(s->params.bind_dn) && !has(s->params.sasl);
	if (config->sync_deadline)
		s->params.deadline = prov_clock_ms() + config->sync_deadline * 1000LL;
	return prov_map_rules_is_auto(c->profile) ? 0 : set_profile(s, c->profile, c, err);
}

static int find_base(struct prov_source_ldap *s, const struct prov_config *config,
		     const struct prov_source_config *c, struct prov_err *err)
{
	if (c->context_count)
		return 0;
	if (!has(c->base))
		return prov_base_dn_find_on(config, s->ldap, &s->base_dn, err);
	s->base_dn.dn = prov_strdup(c->base);
	return 0;
}

static int detect(struct prov_source_ldap *s, const struct prov_source_config *c, struct prov_err *err)
{
	const char *base = c->context_count ? c->contexts[0].base : s->base_dn.dn;
	const char *name = prov_source_profile_find(s, base ? base : "", err);

	if (!name)
		return -1;
	return set_profile(s, name, c, err) < 0 ?
		prov_err_context(err, "with the profile \"%s\", which is the one for this server", name) : 0;
}

/* The server says how it compares names, and whether it gives the keys of members. */
static void ask_by_key(struct prov_source_ldap *s)
{
	prov_map_set_dn_rule(s->users, s->server.dn_rule);
	if (!s->groups)
		return;
	prov_map_set_dn_rule(s->groups, s->server.dn_rule);
	s->members = (struct prov_ldap_members){ s->server.member_way, prov_map_member_attrs(s->groups),
						 s->profile->key };
	s->range.members = &s->members;
	s->pub.members_by_key = s->members.way != PROV_LDAP_MEMBER_DN;
}

/* One that is left over may have ended without a sign of it. */
static int connect_again(struct prov_source_ldap *s, const struct prov_source_past *past,
			 struct prov_err *err)
{
	if (past && past->kept && *past->kept && prov_ldap_renew(*past->kept, &s->params)) {
		s->ldap = *past->kept;
		*past->kept = NULL;
		if (prov_ldap_server_ask(s->ldap, &s->server, err) == 0)
			return 0;
		prov_err_clear(err);
		prov_ldap_closep(&s->ldap);
	}
	s->ldap = prov_ldap_open(&s->params, err);
	return s->ldap ? prov_ldap_server_ask(s->ldap, &s->server, err) : -1;
}

struct prov_ldap *prov_source_ldap_leave(struct prov_source *source)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;
	struct prov_ldap *ldap = s->search ? NULL : s->ldap;

	if (ldap)
		s->ldap = NULL;
	return ldap;
}

static int connect_and_plan(struct prov_source_ldap *s, const struct prov_config *config,
			    const struct prov_source_config *c, const struct prov_source_past *past,
			    struct prov_err *err)
{
	if (connect_again(s, past, err) < 0)
		return -1;
	s->range.params = s->params;
	s->range.params.uri = s->pub.uri = prov_ldap_uri(s->ldap);
	if (find_base(s, config, c, err) < 0 ||
	    (!s->profile && detect(s, c, err) < 0) || plan_steps(s, c, err) < 0)
		return -1;
	ask_by_key(s);
	if (prov_source_server_note(s, err) < 0 || prov_source_base_check(s, c, past, err) < 0)
		return -1;
	if (has(c->mode) && strcmp(c->mode, "full") != 0)
		prov_source_since_begin(s, strcmp(c->mode, "incremental") == 0);
	return prov_source_access_read(s, err);
}

static const char *usual_profile(const struct prov_source *source, struct prov_err *err)
{
	const struct prov_source_ldap *s = (const struct prov_source_ldap *)source;

	return prov_source_profile_find(s, s->steps[0].base, err);
}

struct prov_source *prov_source_ldap_open(const struct prov_config *config,
					  const struct prov_source_config *source, long long now,
					  const struct prov_source_past *past, struct prov_err *err)
{
	struct prov_source_ldap *s = prov_alloc(sizeof(*s));

	for (size_t i = 0; i < COUNT(s->first_key); i++)
		s->first_key[i] = s->last_key[i] = (struct prov_str)PROV_STR_INIT;
	s->identity = s->why = (struct prov_str)PROV_STR_INIT;
	s->name = source->name ? source->name : "";
	s->now = now;
	s->pub.next = next;
	s->pub.release = release;
	s->pub.find = find;
	s->pub.again = prov_source_again;
	s->pub.ask = prov_source_server_end;
	s->pub.since = since;
	s->pub.since_groups = prov_source_since_groups;
	s->pub.trust = prov_source_since_trust;
	s->pub.usual_profile = usual_profile;
	s->said = prov_pool_new();
	s->pub.close = close_source;
	if (set_up(s, config, source, err) == 0 && connect_and_plan(s, config, source, past, err) == 0) {
		/* else members by primary group are found by reading all users */
		s->pub.finds_groups = s->profile->active_directory || !s->profile->user_number;
		return &s->pub;
	}
	prov_err_context(err, "source \"%s\"", source->name ? source->name : "");
	close_source(&s->pub);
	return NULL;
}
