/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_probe.c - limits and indexes of a server, as far as it tells
 *
 * No server says what its size limit for a login is: one meets it, by asking for more without pages and
 * without attributes. Indexes are in the configuration of the server, which few logins may see: else it is
 * said what is wanted and where to look.
 */
#include <ctype.h>
#include <ldap.h>
#include <string.h>
#include <strings.h>

#include "ldap/source/source_int.h"

#define PROBED 10000			/* entries: more is not asked for */
#define INDEXED 1			/* of searchFlags */

/* ---- limits ---- */

static const char *name_of(int result)
{
	switch (result) {
	case LDAP_SIZELIMIT_EXCEEDED:
		return "the size limit";
	case LDAP_TIMELIMIT_EXCEEDED:
		return "the time limit";
	case LDAP_ADMINLIMIT_EXCEEDED:
		return "an administrative limit";
	default:
		return NULL;
	}
}

bool prov_source_probe_is_limit(const struct prov_err *err)
{
	return name_of(err->native) != NULL;
}

/* How a search ended after n entries. */
static int tell_end(const struct prov_source_ldap *s, int rc, long long n, struct prov_str *value,
		    struct prov_err *err)
{
	if (rc > 0)
		prov_str_addf(value, "none: %lld entries came at once", n);
	else if (rc == 0)
		prov_str_addf(value, "none is met: all %lld entries came at once", n);
	else if (name_of(err->native))
		prov_str_addf(value, "%s ends an answer without pages after %lld entries%s",
			      name_of(err->native), n, s->page_size ? "; it is read in pages" : "");
	else
		return -1;
	prov_err_clear(err);
	return 0;
}

int prov_source_probe_limit(struct prov_source_ldap *s, struct prov_str *value, struct prov_err *err)
{
	const struct prov_source_step *step = s->reads[0];
	char none[] = LDAP_NO_ATTRS, *attrs[] = { none, NULL };
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_source_step_search(s, step->map, step->base, step->filter,
								  attrs, 0, err);
	const struct prov_ldap_entry *entry;
	long long n = 0;
	int rc = search ? 1 : -1;

	while (rc > 0 && n < PROBED) {
		rc = prov_ldap_search_next(search, &entry, err);
		n += rc > 0;
	}
	return tell_end(s, rc, n, value, err);
}

/* ---- indexes ---- */

struct indexes {
	const struct prov_source_ldap *s;
	struct prov_map_attrs wanted, found;
	bool any;			/* the server showed some */
};

static void add_attr(struct prov_map_attrs *attrs, const char *name, size_t len)
{
	char *copy = prov_strndup(name, len);

	for (char *p = copy; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	prov_map_attrs_add(attrs, copy, len);
	prov_freep(&copy);
}

/* The attributes of a filter: what stands between "(" and a comparison. */
static void add_filter(struct prov_map_attrs *attrs, const char *filter)
{
	for (const char *p = filter; (p = strchr(p, '(')); p++) {
		size_t len = strspn(p + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

		if (len && strchr("=~<>:", p[1 + len]))
			add_attr(attrs, p + 1, len);
	}
}

static bool has_attr(const struct prov_map_attrs *attrs, const char *name)
{
	for (size_t i = 0; i < attrs->n; i++)
		if (strcasecmp(attrs->names[i], name) == 0)
			return true;
	return false;
}

/* "uid,cn eq,sub": attributes, then kinds. */
static void on_slapd(void *data, const struct prov_ldap_entry *entry)
{
	struct indexes *x = data;
	struct prov_values v = prov_ldap_entry_get(entry, "olcDbIndex");

	x->any = true;
	for (size_t i = 0; i < v.n; i++) {
		PROV_CLEANUP(prov_freep) char *line = prov_strndup(v.v[i].p, v.v[i].len);
		char *kinds = strchr(line, ' ');

		if (!kinds || !strstr(kinds, "eq"))
			continue;
		*kinds = '\0';
		for (char *p = line; *p; p += strcspn(p, ","), p += *p == ',')
			add_attr(&x->found, p, strcspn(p, ","));
	}
}

static void on_389(void *data, const struct prov_ldap_entry *entry)
{
	struct indexes *x = data;
	struct prov_values cn = prov_ldap_entry_get(entry, "cn"),
		kinds = prov_ldap_entry_get(entry, "nsIndexType");

	x->any = true;
	for (size_t i = 0; cn.n && i < kinds.n; i++)
		if (kinds.v[i].len == 2 && strncasecmp(kinds.v[i].p, "eq", 2) == 0)
			add_attr(&x->found, cn.v[0].p, cn.v[0].len);
}

static void on_ad(void *data, const struct prov_ldap_entry *entry)
{
	struct indexes *x = data;
	struct prov_values name = prov_ldap_entry_get(entry, "lDAPDisplayName"),
		flags = prov_ldap_entry_get(entry, "searchFlags");

	x->any = true;
	if (name.n && flags.n && flags.v[0].len && (flags.v[0].p[flags.v[0].len - 1] - '0') & INDEXED)
		add_attr(&x->found, name.v[0].p, name.v[0].len);
}

/* Where each kind of server has its indexes, and what to do if they are not shown. */
static const struct place {
	const char *kind, *base, *filter, *attrs[2];
	void (*fn)(void *data, const struct prov_ldap_entry *entry);
	const char *look;
} places[] = {
	{ "openldap", "cn=config", "(olcDbIndex=*)", { "olcDbIndex", "olcSuffix" }, on_slapd,
	  "slapcat -n 0 on the server, olcDbIndex (slapd.conf: index)" },
	{ "389", "cn=ldbm database,cn=plugins,cn=config", "(objectClass=nsIndex)", { "cn", "nsIndexType" },
	  on_389, "dsconf INSTANCE backend index list BACKEND" },
	{ "ad", "cn=schema,", "(searchFlags:1.2.840.113556.1.4.803:=1)", { "lDAPDisplayName", "searchFlags" },
	  on_ad, "searchFlags in the schema" },
};

static const struct place *place_of(const struct prov_source_ldap *s)
{
	for (size_t i = 0; i < COUNT(places); i++)
		if (strcmp(places[i].kind, s->profile->server) == 0)
			return &places[i];
	return NULL;
}

/* The schema of Active Directory is a part of the tree that it names. */
static const char *base_of(const struct prov_source_ldap *s, const struct place *place)
{
	const size_t len = strlen(place->base);

	if (place->base[len - 1] != ',')
		return place->base;
	for (size_t i = 0; i < s->server.context_count; i++)
		if (strncmp(s->server.contexts[i], place->base, len) == 0)
			return s->server.contexts[i];
	return NULL;
}

/* Who may not see it does not, in whichever way the server says that. */
static void read_place(struct indexes *x, const struct place *place)
{
	PROV_CLEANUP(prov_freep) char *first = prov_strdup(place->attrs[0]);
	PROV_CLEANUP(prov_freep) char *second = prov_strdup(place->attrs[1]);
	char *attrs[] = { first, second, NULL };
	const struct prov_ldap_query query = {
		.base = base_of(x->s, place), .scope = LDAP_SCOPE_SUBTREE, .filter = place->filter,
		.attrs = attrs, .page_size = x->s->page_size,
	};
	struct prov_err ignored = PROV_ERR_INIT;
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = query.base ?
		prov_ldap_search_open(x->s->ldap, &query, &ignored) : NULL;
	const struct prov_ldap_entry *entry;

	while (search && prov_ldap_search_next(search, &entry, &ignored) > 0)
		place->fn(x, entry);
}

static void add_list(struct prov_str *out, const struct indexes *x, bool found, const char *before)
{
	size_t n = 0;

	for (size_t i = 0; i < x->wanted.n; i++)
		if (has_attr(&x->found, x->wanted.names[i]) == found)
			prov_str_addf(out, "%s%s", n++ ? ", " : before, x->wanted.names[i]);
}

void prov_source_probe_indexes(const struct prov_source_ldap *s, struct prov_str *value, const char **from)
{
	struct indexes x = { .s = s };
	const struct place *place = place_of(s);

	add_attr(&x.wanted, s->profile->key, strlen(s->profile->key));
	for (size_t i = 0; i < s->step_count; i++)
		if (i == 0 || strcmp(s->steps[i].filter, s->steps[i - 1].filter) != 0)
			add_filter(&x.wanted, s->steps[i].filter);
	if (place)
		read_place(&x, place);
	*from = x.any ? "the configuration of the server" : place ? place->look : "its configuration";
	if (x.any) {
		add_list(value, &x, true, "");
		add_list(value, &x, false, value->len ? "; none: " : "none: ");
	} else {
		add_list(value, &x, false, "this login may not see them; wanted: ");
	}
	prov_map_attrs_fini(&x.wanted);
	prov_map_attrs_fini(&x.found);
}
