/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_explain.c - what a source makes of one entry: of its directory, or of LDIF
 *
 * A server says itself whether a filter fits. For LDIF no server is asked: then the filter is looked at
 * here (ldap_match.c), and a base that is not set is not known.
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/client/ldif.h"
#include "ldap/source/source_int.h"

static bool has(const char *s)
{
	return s && *s;
}

static const char *kind_name(enum prov_entry_kind kind)
{
	return kind == PROV_ENTRY_USER ? "user" : "group";
}

static int tell(const struct prov_explain *to, const char *dn, const char *part, const char *name,
		const char *value, const char *from, const char *why, struct prov_err *err)
{
	const struct prov_explain_line line = { dn, part, name, value, from, why };

	return to->line(to->data, &line, err);
}

static int tell_kind(const struct prov_explain *to, const char *dn, enum prov_entry_kind kind,
		     const char *filter,
		     struct prov_err *err)
{
	return tell(to, dn, "result", "kind", kind_name(kind), filter, NULL, err);
}

/* Why nothing is made of it as a user, and as a group; it is told if nothing is made of it at all. */
struct misses {
	struct prov_pool *pool;
	const char *from[2], *why[2];		/* by enum prov_entry_kind */
};

static int miss(struct misses *m, enum prov_entry_kind kind, const char *from, const char *why)
{
	m->from[kind] = prov_pool_strdup(m->pool, from ? from : "");
	m->why[kind] = prov_pool_printf(m->pool, "no %s: %s", kind_name(kind), why);
	return 0;
}

static int tell_misses(const struct prov_explain *to, const char *dn, const struct misses *m,
		       struct prov_err *err)
{
	for (size_t kind = 0; kind < COUNT(m->why); kind++)
		if (tell(to, dn, "result", "kind", NULL, m->from[kind], m->why[kind], err) < 0)
			return -1;
	return tell(to, dn, "result", "outcome", "left out", NULL, NULL, err);
}

/* ---- in the directory ---- */

struct look {
	struct prov_source_ldap *s;
	const struct prov_explain *to;
	const char *dn;			/* as it was asked for */
	struct prov_str norm;
	struct misses misses;
};

/* The entry, if it is there and the filter fits: 1, 0, -1. */
static int read_entry(const struct look *l, const struct prov_map *map, const char *filter,
		      struct prov_ldap_search **search, const struct prov_ldap_entry **entry,
			      struct prov_err *err)
{
	const struct prov_ldap_query query = {
		.base = l->dn, .scope = LDAP_SCOPE_BASE, .filter = filter, .attrs = prov_map_attrs(map),
		.domain_scope = l->s->profile->active_directory,
		.members = map == l->s->groups ? &l->s->members : NULL,
	};
	int rc;

	*search = prov_ldap_search_open(l->s->ldap, &query, err);
	rc = *search ? prov_ldap_search_next(*search, entry, err) : -1;
	if (!*search)
		prov_source_step_fail(l->s, map, err);
	if (rc >= 0 || err->native != LDAP_NO_SUCH_OBJECT)
		return rc;
	prov_err_clear(err);
	return 0;
}

static int map_entry(struct look *l, struct prov_map *map, const char *context,
		     const struct prov_ldap_entry *read,
		     struct prov_err *err)
{
	struct prov_ldap_entry entry = *read;

	if (l->s->profile->active_directory && prov_source_range_fill(&l->s->range, &entry, err) < 0)
		return -1;
	return prov_map_explain(map, &entry, context, l->to, err);
}

static int miss_bases(struct look *l, const struct prov_map *map, enum prov_entry_kind kind)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str bases = PROV_STR_INIT;

	for (size_t i = 0; i < l->s->step_count; i++)
		if (l->s->steps[i].map == map)
			prov_str_addf(&bases, "%s\"%s\"", bases.len ? ", " : "", l->s->steps[i].base);
	return miss(&l->misses, kind, bases.p, "it is below no base that is read");
}

/* 1: that is what it is, 0: it is none, -1. */
static int explain_as(struct look *l, struct prov_map *map, enum prov_entry_kind kind, struct prov_err *err)
{
	PROV_CLEANUP(prov_ldap_search_closep) struct prov_ldap_search *search = NULL;
	const struct prov_source_step *step = map ? prov_source_owner(l->s, map, l->norm.p) : NULL;
	const struct prov_ldap_entry *entry = NULL;
	int rc;

	if (!map)
		return miss(&l->misses, kind, "groups", "groups are not read");
	if (!step)
		return miss_bases(l, map, kind);
	if (prov_source_conflict_is(l->s, &(struct prov_text){ l->dn, strlen(l->dn) }))
		return miss(&l->misses, kind, l->dn, "it is in conflict with another entry");
	rc = read_entry(l, map, step->filter, &search, &entry, err);
	if (rc == 0)
		return miss(&l->misses, kind, step->filter, "the filter does not fit");
	if (rc < 0 || tell_kind(l->to, l->dn, kind, step->filter, err) < 0 ||
	    map_entry(l, map, step->context, entry, err) < 0)
		return -1;
	return 1;
}

static int check_there(const struct look *l, struct prov_err *err)
{
	const int found = prov_ldap_search_exists(l->s->ldap, l->dn, err);

	if (found)
		return found < 0 ? -1 : 0;
	prov_fail(err, PROV_E_NO_USER,
		  "there is no entry \"%s\" in the directory, or it is hidden from this login",
		  l->dn);
	return prov_err_hint(err, "ldapsearch with the same login shows what it may see");
}

static int explain_both(struct look *l, struct prov_err *err)
{
	const int user = explain_as(l, l->s->users, PROV_ENTRY_USER, err);
	const int group = user < 0 ? -1 : explain_as(l, l->s->groups, PROV_ENTRY_GROUP, err);

	if (group < 0)
		return -1;
	return user || group ? 0 : tell_misses(l->to, l->dn, &l->misses, err);
}

int prov_source_explain(struct prov_source *source, const char *dn, const struct prov_explain *to,
			struct prov_err *err)
{
	struct look l = { (struct prov_source_ldap *)source, to, dn, PROV_STR_INIT,
		{ .pool = prov_pool_new() } };
	int rc = -1;

	if (prov_dn_normalize_as(l.s->server.dn_rule, dn, strlen(dn), &l.norm) < 0 || l.norm.len == 0)
		prov_fail(err, PROV_E_INVALID, "\"%s\" is no DN, and no file whose name ends in .ldif", dn);
	else if (check_there(&l, err) == 0 && tell(to, dn, "entry", "dn", dn, source->uri, NULL, err) == 0)
		rc = explain_both(&l, err);
	prov_pool_free(l.misses.pool);
	prov_str_fini(&l.norm);
	return rc;
}

/* ---- in LDIF ---- */

struct file {
	const struct prov_source_config *config;
	const struct prov_map_profile *profile;
	struct prov_map *users, *groups;
	const struct prov_explain *to;
	struct prov_pool *pool;			/* the present entry */
};

static struct prov_ldap_entry entry_of(const struct prov_ldif_record *r, struct prov_pool *pool)
{
	struct prov_ldap_attr *attrs = prov_pool_alloc(pool, (r->count + 1) * sizeof(*attrs));
	struct prov_text *values = prov_pool_alloc(pool, (r->count + 1) * sizeof(*values));
	bool *done = prov_pool_alloc(pool, r->count + 1);
	struct prov_ldap_entry entry = { { r->dn, strlen(r->dn) }, attrs, 0 };

	for (size_t i = 0; i < r->count; i++) {
		const char *name = r->attrs[i].name;
		struct prov_ldap_attr *a = &attrs[entry.attr_count];

		if (done[i])
			continue;
		entry.attr_count++;
		*a = (struct prov_ldap_attr){ .name = { name, strlen(name) }, .values = { values, 0 } };
		for (size_t j = i; j < r->count; j++)
			if (!done[j] && strcasecmp(r->attrs[j].name, name) == 0) {
				a->values.v[a->values.n++] = r->attrs[j].value;
				done[j] = true;
			}
		values += a->values.n;
	}
	return entry;
}

/* As source_profile.c does where a server does not say what it is. */
static const char *guess_profile(const struct prov_ldif *ldif, struct prov_pool *pool)
{
	const char *kind = NULL;
	bool ucs = false;

	for (size_t i = 0; i < ldif->count; i++) {
		const struct prov_ldap_entry entry = entry_of(&ldif->records[i], pool);

		if (!kind)
			kind = prov_source_profile_by_key(&entry);
		ucs |= prov_ldap_entry_get(&entry, "univentionObjectType").n > 0 ||
			prov_ldap_entry_get(&entry, "oxContextIDNum").n > 0;
	}
	return kind && ucs && strcmp(kind,
				     "openldap") == 0 ? "ucs" : kind ? prov_map_rules_for(kind) : NULL;
}

static int open_file(struct file *f, const struct prov_ldif *ldif, const char *profile, long long now,
		     struct prov_err *err)
{
	const struct prov_source_config *c = f->config;
	const char *name = prov_map_rules_is_auto(profile) ? guess_profile(ldif, f->pool) : profile;

	if (!name) {
		prov_fail(err, PROV_E_CONFIG,
			  "it cannot be told what kind of directory this is of: no entry shows "
			  "a key that is known (entryUUID, objectGUID, nsUniqueId)");
		return prov_err_hint(err,
				     "set profile in source.%s; ldapsearch shows operational attributes "
				     "where they are asked for: '*' '+'", c->name);
	}
	f->profile = prov_map_rules_profile(name, err);
	if (!f->profile)
		return -1;
	f->users = prov_map_new(PROV_ENTRY_USER, f->profile, c->user, c->user_count, now, err);
	if (f->users && c->groups)
		f->groups = prov_map_new(PROV_ENTRY_GROUP, f->profile, c->group, c->group_count, now, err);
	return f->users && (!c->groups || f->groups) ? 0 : -1;
}

/* The nearest one that is known to hold it. 1: *context is that of it; 0: it is in none of those that
 * are set. */
static int find_base(const struct file *f, enum prov_entry_kind kind, const char *dn, const char **context)
{
	const struct prov_source_config *c = f->config;
	const bool own = kind == PROV_ENTRY_GROUP && has(c->group_base);
	const char *single = own ? c->group_base : c->base;
	const enum prov_dn_rule rule = prov_dn_fold_rule(f->profile->server);
	size_t longest = 0;
	bool any = false;

	*context = has(c->context) ? c->context : NULL;
	for (size_t i = 0; i < (own || !c->context_count ? 1 : c->context_count); i++) {
		const char *base = own || !c->context_count ? single : c->contexts[i].base;
		PROV_CLEANUP(prov_str_fini) struct prov_str norm = PROV_STR_INIT;

		if (!has(base))
			return 1;		/* it is found out when a server is asked */
		if (prov_dn_normalize_as(rule, base, strlen(base), &norm) < 0 ||
		    !prov_dn_is_below(dn, norm.p) || norm.len < longest)
			continue;
		any = true;
		longest = norm.len;
		if (!own && c->context_count)
			*context = has(c->contexts[i].context) ? c->contexts[i].context : NULL;
	}
	return any;
}

/* 1: that is what it is, 0: it is none, -1. */
static int explain_record(const struct file *f, const struct prov_ldap_entry *entry, const char *dn,
			  enum prov_entry_kind kind, struct misses *misses, struct prov_err *err)
{
	struct prov_map *map = kind == PROV_ENTRY_USER ? f->users : f->groups;
	const char *own = kind == PROV_ENTRY_USER ? f->config->user_filter : f->config->group_filter;
	const char *filter = has(own) ? own : kind == PROV_ENTRY_USER ? f->profile->user_filter :
		f->profile->group_filter;
	PROV_CLEANUP(prov_str_fini) struct prov_str norm = PROV_STR_INIT;
	const char *context;
	int fits;

	if (!map)
		return miss(misses, kind, "groups", "groups are not read");
	prov_dn_normalize_as(prov_dn_fold_rule(f->profile->server), dn, strlen(dn), &norm);
	if (!find_base(f, kind, norm.p, &context))
		return miss(misses, kind, f->config->base, "it is below no base that is read");
	fits = prov_ldap_match(filter, entry, err);
	if (fits == 0)
		return miss(misses, kind, filter, "the filter does not fit");
	if (fits < 0)
		return prov_err_context(err, "source.%s.%s_filter", f->config->name, kind_name(kind));
	if (tell_kind(f->to, dn, kind, filter, err) < 0 ||
	    prov_map_explain(map, entry, context, f->to, err) < 0)
		return -1;
	return 1;
}

static int explain_one(const struct file *f, const struct prov_ldif_record *r, struct prov_err *err)
{
	const struct prov_ldap_entry entry = entry_of(r, f->pool);
	struct misses misses = { .pool = f->pool };
	int user, group;

	if (tell(f->to, r->dn, "entry", "dn", r->dn, "LDIF", NULL, err) < 0)
		return -1;
	user = explain_record(f, &entry, r->dn, PROV_ENTRY_USER, &misses, err);
	group = user < 0 ? -1 : explain_record(f, &entry, r->dn, PROV_ENTRY_GROUP, &misses, err);
	if (group < 0)
		return -1;
	return user || group ? 0 : tell_misses(f->to, r->dn, &misses, err);
}

static int explain_records(const struct file *f, const struct prov_ldif *ldif, struct prov_err *err)
{
	if (ldif->count == 0)
		return prov_fail(err, PROV_E_INVALID, "there is no entry in it");
	for (size_t i = 0; i < ldif->count; i++) {
		prov_pool_reset(f->pool);
		if (explain_one(f, &ldif->records[i], err) < 0)
			return -1;
	}
	return 0;
}

int prov_source_explain_ldif(const struct prov_source_config *config, const char *profile, long long now,
			     const struct prov_str *text, const struct prov_explain *to,
				     struct prov_err *err)
{
	struct file f = { .config = config, .to = to, .pool = prov_pool_new() };
	struct prov_ldif ldif;
	int rc = prov_ldif_read(&ldif, text->p, text->len, err);

	if (rc == 0)
		rc = open_file(&f, &ldif, profile, now, err);
	if (rc == 0)
		rc = explain_records(&f, &ldif, err);
	prov_map_free(f.users);
	prov_map_free(f.groups);
	prov_ldif_fini(&ldif);
	prov_pool_free(f.pool);
	return rc;
}
