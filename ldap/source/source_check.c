/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_check.c - what a source is, what it would read, and how each of that is known
 *
 * Of the first entries it counts who shows which attribute: one that nobody shows does not exist, or
 * this login must not see it.
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/source/source_int.h"

#define LOOKED_AT 100			/* entries of each kind */

struct check {
	const struct prov_source_ldap *s;
	const struct prov_source_config *config;
	const struct prov_source_facts *facts;
};

static int tell(const struct check *c, const char *what, const char *value, const char *from,
		struct prov_err *err)
{
	return c->facts->fact(c->facts->data, what, value, from, err);
}

/* ucr: not NULL if that is where it is from. */
static const char *set_in(const char *own, const char *ucr, const char *variable)
{
	return ucr ? variable : own && *own ? "source" : "ldap";
}

static int tell_login(const struct check *c, struct prov_err *err)
{
	const struct prov_ldap_params *p = &c->s->params;
	PROV_CLEANUP(prov_freep) char *credential = prov_ldap_secret_credential(p->source);
	int rc;

	if (p->sasl && *p->sasl)
		return tell(c, "login", p->sasl, "ldap", err);
	if (!p->bind_dn || !*p->bind_dn)
		return tell(c, "login", "anonymous: nobody may see more than everybody may",
			    "bind_dn is not set", err);
	rc = tell(c, "login", p->bind_dn,
		  set_in(c->config->bind_dn, c->s->ucs.bind_dn, "UCR: ldap/hostdn"), err);
	return rc == 0 && credential ? tell(c, "password", credential, "the service manager", err) : rc;
}

static int tell_tls(const struct check *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str version = PROV_STR_INIT, certificate = PROV_STR_INIT;

	prov_ldap_cert_tell(c->s->ldap, &version, &certificate);
	if (version.len && tell(c, "tls", version.p, "the connection", err) < 0)
		return -1;
	return certificate.len ? tell(c, "certificate", certificate.p, "the connection", err) : 0;
}

/* Its own name among those with the same data, and what it is made of. */
static int tell_name(const struct check *c, struct prov_err *err)
{
	const struct prov_ldap_server *server = &c->s->server;

	if (server->vendor && tell(c, "version", server->vendor, "its rootDSE", err) < 0)
		return -1;
	return server->name ? tell(c, "name", server->name, "its rootDSE", err) : 0;
}

static int tell_server(const struct check *c, struct prov_err *err)
{
	const struct prov_ldap_params *p = &c->s->params;
	const char *kind = c->s->server.kind, *uri = c->s->pub.uri;
	const bool is_local = strncasecmp(uri, "ldapi:", 6) == 0;
	const bool is_secret = p->starttls || strncasecmp(uri, "ldaps:", 6) == 0;

	if (tell(c, "server", kind ? kind : "not known", "its rootDSE", err) < 0 || tell_name(c, err) < 0 ||
	    tell(c, "address", uri, set_in(c->config->uri, c->s->ucs.uri, "UCR: ldap/server/name"),
		 err) < 0)
		return -1;
	if (tell_login(c, err) < 0)
		return -1;
	if (tell_tls(c, err) < 0)
		return -1;
	return tell(c, "encrypted", is_secret ? "yes" : is_local ? "not needed" :
		    "no: the password is sent as it is",
		    c->s->ucs.uri ? "a host of UCS" : is_secret && p->starttls ? "ldap.starttls" :
		    "the address", err);
}

static int tell_base(const struct check *c, struct prov_err *err)
{
	const struct prov_source_ldap *s = c->s;

	for (size_t i = 0; i < s->step_count; i++) {
		const struct prov_source_step *step = &s->steps[i];
		const bool found = step->base == s->base_dn.dn && s->base_dn.found_in;

		if (step->map == s->users &&
		    tell(c, "base", step->base, found ? s->base_dn.found_in : "source", err) < 0)
			return -1;
	}
	return 0;
}

static int tell_profile(const struct check *c, struct prov_err *err)
{
	const struct prov_source_ldap *s = c->s;
	const struct prov_map_profile *p = s->profile;
	PROV_CLEANUP(prov_freep) char *pages = s->page_size ? prov_asprintf("%d", s->page_size) :
		prov_strdup("no pages");
	const bool own_users = c->config->user_filter && *c->config->user_filter;
	const bool own_groups = c->config->group_filter && *c->config->group_filter;

	if (tell(c, "profile", p->name, c->facts->kept ? "the first run" :
		 prov_map_rules_is_auto(c->config->profile) ? "found out" : "source", err) < 0 ||
	    tell(c, "key", p->key, "the profile", err) < 0 || tell_base(c, err) < 0 ||
	    tell(c, "user_filter", own_users ? c->config->user_filter : p->user_filter,
		 own_users ? "source" : "the profile", err) < 0)
		return -1;
	if (s->groups && tell(c, "group_filter", own_groups ? c->config->group_filter : p->group_filter,
			      own_groups ? "source" : "the profile", err) < 0)
		return -1;
	return tell(c, "page_size", pages, c->config->page_size ? "source" : "the profile", err);
}

/* ---- who shows what ---- */

struct shown {
	char **attrs;
	size_t *entries;		/* that show each of them */
	size_t looked_at;
	size_t keyed;			/* values of which the server said whose name that is */
};

static void count_attrs(struct shown *n, const struct prov_ldap_entry *entry)
{
	n->looked_at++;
	for (size_t i = 0; n->attrs[i]; i++)
		n->entries[i] += prov_ldap_entry_get(entry, n->attrs[i]).n > 0;
	for (size_t i = 0; i < entry->attr_count; i++)
		for (size_t k = 0; entry->attrs[i].keys && k < entry->attrs[i].values.n; k++)
			n->keyed += entry->attrs[i].keys[k].len > 0;
}

/* 1 while it goes on, 0 when enough were seen. */
static int look_below(struct prov_source_ldap *s, const struct prov_source_step *step, struct shown *n,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_source_step_search(s, step->map, step->base, step->filter,
								  NULL, s->page_size, err);
	const struct prov_ldap_entry *entry;
	int rc = search ? 1 : -1;

	while (rc > 0 && n->looked_at < LOOKED_AT) {
		rc = prov_ldap_search_next(search, &entry, err);
		if (rc > 0)
			count_attrs(n, entry);
	}
	if (rc < 0 && prov_source_probe_is_limit(err)) {
		prov_err_clear(err);		/* what was seen is enough; the dry run ends with it */
		rc = 0;
	}
	return rc < 0 ? -1 : n->looked_at < LOOKED_AT;
}

static void describe(const struct shown *n, struct prov_str *text)
{
	bool any = false;

	prov_str_addf(text, "of %zu:", n->looked_at);
	for (size_t i = 0; n->attrs[i]; i++)
		if (n->entries[i])
			prov_str_addf(text, " %s %zu", n->attrs[i], n->entries[i]);
	for (size_t i = 0; n->attrs[i]; i++)
		if (!n->entries[i]) {
			prov_str_addf(text, "%s %s", any ? "" : "; nowhere:", n->attrs[i]);
			any = true;
		}
}

/* Without one of these nobody is found again, has mail, is disabled, or is a member. */
static bool is_important(const char *field)
{
	static const char *const fields[] = { "name", "mail", "enabled", "members", "member_uids", "access" };

	for (size_t i = 0; i < COUNT(fields); i++)
		if (strcmp(fields[i], field) == 0)
			return true;
	return false;
}

static int tell_sight_of(const struct check *c, const char *attr, const struct shown *n, bool users,
			 struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *what = prov_asprintf("can read %s", attr);
	PROV_CLEANUP(prov_str_fini) struct prov_str value = PROV_STR_INIT;
	const char *kind = users ? "user" : "group";
	size_t shown = 0;

	for (size_t i = 0; n->attrs[i]; i++)
		if (strcasecmp(n->attrs[i], attr) == 0)
			shown = n->entries[i];
	if (!n->looked_at)
		prov_str_addf(&value, "not known: there is no %s", kind);
	else if (shown)
		prov_str_addf(&value, "yes: %zu of %zu %ss show it", shown, n->looked_at, kind);
	else
		prov_str_addf(&value, "no: none of %zu %ss shows it; nobody has it, or this login must not "
			      "see it", n->looked_at, kind);
	return tell(c, what, value.p, "the first entries", err);
}

static int tell_sight(const struct check *c, const struct prov_map *map, const struct shown *n,
		      struct prov_err *err)
{
	const struct prov_source_ldap *s = c->s;
	struct prov_map_attrs attrs = { 0 };
	size_t count;
	const struct prov_map_rule *rules = prov_map_rules(map, &count);
	int rc = 0;

	prov_map_attrs_add(&attrs, s->profile->key, strlen(s->profile->key));
	for (size_t i = 0; i < count && rc == 0; i++) {
		const bool list = rules[i].type == PROV_V_LIST || rules[i].type == PROV_V_MAIL_LIST ||
			rules[i].type == PROV_V_DN_LIST;
		struct prov_map_expr *expr = is_important(rules[i].field) ?
			prov_map_parse(rules[i].expr, list, &attrs, err) : NULL;

		prov_map_expr_free(expr);
		rc = err->code == PROV_OK ? 0 : -1;
	}
	for (size_t i = 0; i < attrs.n && rc == 0; i++)
		rc = tell_sight_of(c, attrs.names[i], n, map == s->users, err);
	prov_map_attrs_fini(&attrs);
	return rc;
}

/* That the server lists a control does not say that it does what that asks for. */
static int tell_members(const struct check *c, const struct shown *n, struct prov_err *err)
{
	static const char *const ways[] = {
		[PROV_LDAP_MEMBER_EXTENDED] = "Active Directory's control for extended names",
		[PROV_LDAP_MEMBER_DEREF] = "the control to dereference",
	};
	const enum prov_ldap_member_way way = c->s->members.way;
	PROV_CLEANUP(prov_freep) char *value = NULL;

	if (way == PROV_LDAP_MEMBER_DN)
		value = prov_strdup("by name: the server does not give their keys");
	else if (!n->keyed)
		value = prov_asprintf("by key where one comes, else by name (%s): the first groups have none",
				      ways[way]);
	else
		value = prov_asprintf("by key (%s)", ways[way]);
	return tell(c, "members", value, way ? "its rootDSE, and the first entries" : "its rootDSE", err);
}

static int tell_attrs(const struct check *c, struct prov_source_ldap *s, const struct prov_map *map,
		      const char *what, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct shown n = { .attrs = prov_map_attrs(map) };
	size_t count = 0;
	int rc = 1;

	while (n.attrs[count])
		count++;
	n.entries = prov_alloc((count + 1) * sizeof(*n.entries));
	for (size_t i = 0; i < s->step_count && rc > 0; i++)
		if (s->steps[i].map == map)
			rc = look_below(s, &s->steps[i], &n, err);
	if (rc >= 0) {
		describe(&n, &text);
		rc = tell(c, what, text.p, "the first entries", err) < 0 ? -1 : tell_sight(c, map, &n, err);
	}
	if (rc == 0 && map == s->groups)
		rc = tell_members(c, &n, err);
	free(n.entries);
	return rc;
}

/* ---- the smallest configuration ---- */

/* What cannot be found out. */
static int tell_smallest(const struct check *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	const struct prov_source_config *own = c->config;
	const struct prov_ldap_params *p = &c->s->params;

	if (!c->s->ucs.uri)
		prov_str_addf(&text, "uri = \"%s\"; ", p->uri ? p->uri : "");
	if (p->bind_dn && *p->bind_dn && !c->s->ucs.bind_dn)
		prov_str_addf(&text, "bind_dn = \"%s\"; password_file = \"%s\"; ", p->bind_dn,
			      p->password_file ? p->password_file : "");
	if (own->context_count)
		prov_str_add(&text, "contexts = (...);");
	else if (own->context && *own->context)
		prov_str_addf(&text, "context = \"%s\";", own->context);
	return tell(c, "smallest", text.p, "all else is found out", err);
}

static int tell_probes(const struct check *c, struct prov_source_ldap *s, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str limit = PROV_STR_INIT, indexes = PROV_STR_INIT;
	const char *from;

	if (prov_source_probe_limit(s, &limit, err) < 0 || tell(c, "limit", limit.p, "tried out", err) < 0)
		return -1;
	prov_source_probe_indexes(s, &indexes, &from);
	return tell(c, "indexes", indexes.p, from, err);
}

int prov_source_check(struct prov_source *source, const struct prov_source_config *config,
			   const struct prov_source_facts *facts, struct prov_err *err)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;
	const struct check c = { s, config, facts };

	if (!s->way && !s->pub.no_cookies)	/* what it could do, though it is not set */
		prov_source_since_begin(s, false);
	prov_source_since_first(s);
	if (tell_server(&c, err) < 0 || tell_profile(&c, err) < 0 || tell_probes(&c, s, err) < 0 ||
	    tell_attrs(&c, s, s->users, "users", err) < 0)
		return -1;
	if (s->groups && tell_attrs(&c, s, s->groups, "groups", err) < 0)
		return -1;
	return tell_smallest(&c, err);
}
