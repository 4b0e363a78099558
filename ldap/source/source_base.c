/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_base.c - a base that cannot be seen: a slip in the configuration, or has it gone?
 *
 * One that a run has read before was there: now it is hidden, or the server has lost it, and nothing may be
 * concluded. Any other is a matter of what is set: then the setting is named, and what may have been meant.
 */
#include <ldap.h>
#include <string.h>

#include "ldap/source/source_int.h"

#define LOOKED_AT 1000			/* entries beside the one that is not there */

static const char *setting_of(const struct prov_source_ldap *s, const struct prov_source_config *c,
			      const char *base)
{
	if (base == s->base_dn.dn)
		return s->base_dn.found_in ? s->base_dn.found_in : "base";
	return base == c->group_base ? "group_base" : base == c->base ? "base" : "contexts";
}

/* "base" is "source.company.base"; what was found elsewhere says so itself. */
static char *place_of(const struct prov_source_ldap *s, const struct prov_source_config *c, const char *base)
{
	const char *setting = setting_of(s, c, base);

	if (base == s->base_dn.dn && s->base_dn.found_in)
		return prov_asprintf("from %s", setting);
	return prov_asprintf("source.%s.%s", c->name, setting);
}

/* What is below parent and nearest to rdn. */
struct near {
	char *best;
	size_t slips;
};

static void look_at(struct near *near, enum prov_dn_rule rule, const char *rdn, size_t len,
		    const struct prov_ldap_entry *entry)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str norm = PROV_STR_INIT;
	size_t end, slips;

	if (prov_dn_normalize_as(rule, entry->dn.p, entry->dn.len, &norm) < 0)
		return;
	end = strcspn(norm.p, ",");
	norm.p[end] = '\0';
	slips = prov_near_slips(norm.p, rdn, len);
	if (slips >= near->slips)
		return;
	near->slips = slips;
	prov_freep(&near->best);
	near->best = prov_strndup(entry->dn.p, entry->dn.len);
}

/* Only a help: what the server does not show is not suggested. */
static char *find_near(struct prov_source_ldap *s, const char *parent, const char *rdn, size_t len)
{
	char none[] = LDAP_NO_ATTRS, *attrs[] = { none, NULL };
	const struct prov_ldap_query query = {
		.base = parent, .scope = LDAP_SCOPE_ONELEVEL, .attrs = attrs, .size_limit = LOOKED_AT
	};
	struct prov_err ignored = PROV_ERR_INIT;
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_ldap_search_open(s->ldap, &query, &ignored);
	PROV_CLEANUP(prov_freep) char *word = prov_strndup(rdn, len);
	struct near near = { NULL, prov_near_limit(word) };
	const struct prov_ldap_entry *entry;

	while (search && prov_ldap_search_next(search, &entry, &ignored) > 0)
		look_at(&near, s->server.dn_rule, rdn, len, entry);
	return near.best;
}

/* In a normalised DN every comma separates. */
static const char *parent_of(const char *norm)
{
	const char *comma = strchr(norm, ',');

	return comma ? comma + 1 : NULL;
}

static int suggest_below(struct prov_source_ldap *s, const struct prov_source_step *step, const char *top,
			 struct prov_err *err)
{
	struct prov_err ignored = PROV_ERR_INIT;
	const char *child = step->norm, *parent = parent_of(child);
	PROV_CLEANUP(prov_freep) char *near = NULL;

	while (parent && strlen(parent) > strlen(top) &&
	       prov_ldap_search_exists(s->ldap, parent, &ignored) == 0) {
		child = parent;
		parent = parent_of(child);
	}
	if (!parent)
		return -1;
	near = find_near(s, parent, child, strcspn(child, ","));
	prov_err_detail(err, "\"%s\" is there", parent);
	if (near)
		return prov_err_hint(err, "did you mean \"%s\"?", near);
	return prov_err_hint(err, "check it, and the access rights of the bind DN");
}

static int suggest(struct prov_source_ldap *s, const struct prov_source_step *step, struct prov_err *err)
{
	const char *top = prov_ldap_server_holds(&s->server, step->norm);
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;

	if (top && strcmp(top, step->norm) != 0)
		return suggest_below(s, step, top, err);
	for (size_t i = 0; i < s->server.context_count; i++)
		prov_str_addf(&list, "%s\"%s\"", i ? ", " : "", s->server.contexts[i]);
	if (list.len)
		prov_err_detail(err, "The server has %s", list.p);
	return prov_err_hint(err, "check it, and the access rights of the bind DN");
}

static int fail(struct prov_source_ldap *s, const struct prov_source_config *c,
		const struct prov_source_step *step, int had, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *place = place_of(s, c, step->base);

	prov_fail(err, had ? PROV_E_INCOMPLETE : PROV_E_CONFIG,
		  "the base \"%s\" (%s) is not in the directory%s, or hidden from this login", step->base,
		  place, had ? " any more" : "");
	if (!had)
		return suggest(s, step, err);
	return prov_err_hint(err, "an earlier run has read it: look at the directory, and at the access "
			     "rights of the bind DN; prov never takes a base that it cannot see for empty");
}

/* What is around the bases is no part of what a run has noted; they are. */
static int had_base(const struct prov_source_ldap *s, const struct prov_source_step *step,
		    const struct prov_source_past *past, struct prov_err *err)
{
	return past->had_base(past->data, step->around ? s->steps[0].norm : step->norm, err);
}

int prov_source_base_check(struct prov_source_ldap *s, const struct prov_source_config *c,
			   const struct prov_source_past *past, struct prov_err *err)
{
	const struct prov_source_step *step = prov_source_step_hidden(s, NULL, err);
	struct prov_err again = PROV_ERR_INIT;
	int had = 0;

	if (!step)
		return 0;
	if (err->code != PROV_OK || (past && (had = had_base(s, step, past, err)) < 0))
		return -1;
	if (!had && prov_ldap_search_exists(s->ldap, step->base, &again) > 0)
		return prov_fail(err, PROV_E_INCOMPLETE,
				 "the server said that the base \"%s\" is not there, and shows it now",
				 step->base);
	return fail(s, c, step, had, err);
}
