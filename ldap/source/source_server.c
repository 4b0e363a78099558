/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_server.c - which directory a source is, and what of it belongs to the source
 *
 * A directory has several servers, and their names and addresses come and go. What stays, and is the same on
 * all of them, is the key of the entry at its top: a directory that was loaded anew has another one.
 */
#include <ldap.h>
#include <string.h>

#include "ldap/source/source_int.h"

static void note_identity(struct prov_source_ldap *s, const char *top, const struct prov_text *key)
{
	prov_str_addf(&s->identity, "%s ", top);
	if (!s->profile->key_is_guid)
		prov_str_add_len(&s->identity, key->p, key->len);
	else
		for (size_t i = 0; i < key->len; i++)
			prov_str_addf(&s->identity, "%02x", (unsigned char)key->p[i]);
	s->pub.identity = s->identity.p;
}

/* A login that may not see the top of the tree does not know; that is no error. */
static int ask_top(struct prov_source_ldap *s, const char *top, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(s->profile->key);
	char *attrs[] = { key, NULL };
	struct prov_ldap_query query = { .base = top, .scope = LDAP_SCOPE_BASE, .attrs = attrs };
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_ldap_search_open(s->ldap, &query, err);
	const struct prov_ldap_entry *entry;
	struct prov_values values;
	int rc;

	if (!search)
		return -1;
	rc = prov_ldap_search_next(search, &entry, err);
	if (rc < 0 && err->native != LDAP_NO_SUCH_OBJECT && err->native != LDAP_INSUFFICIENT_ACCESS)
		return -1;
	if (rc < 0)
		prov_err_clear(err);
	if (rc <= 0)
		return 0;
	values = prov_ldap_entry_get(entry, s->profile->key);
	if (values.n == 1)
		note_identity(s, top, &values.v[0]);
	return 0;
}

const char *prov_source_server_top(const struct prov_source_ldap *s)
{
	const char *top = prov_ldap_server_holds(&s->server, s->steps[0].norm);

	for (size_t i = 1; top && i < s->step_count; i++) {
		const char *other = prov_ldap_server_holds(&s->server, s->steps[i].norm);

		if (!other || strcmp(top, other) != 0)
			return NULL;
	}
	return top;
}

static void note_scope(struct prov_source_ldap *s)
{
	s->searches = prov_alloc((s->step_count + 1) * sizeof(*s->searches));
	for (size_t i = 0; i < s->step_count; i++) {
		const struct prov_source_step *step = &s->steps[i];

		s->searches[i] = (struct prov_source_search){
			step->map == s->users ? PROV_ENTRY_USER : PROV_ENTRY_GROUP, step->norm, step->filter,
			step->context ? step->context : prov_map_context_rule(step->map)
		};
	}
	s->pub.searches = s->searches;
	s->pub.search_count = s->step_count;
}

/* Anything may stand behind an OpenLDAP; the signs of the others are sure. */
static const char *better_profile(const struct prov_source_ldap *s)
{
	const char *kind = s->server.kind;

	if (!kind || strcmp(kind, "openldap") == 0 || strcmp(kind, s->profile->server) == 0)
		return NULL;
	return prov_map_rules_for(kind);
}

int prov_source_server_note(struct prov_source_ldap *s, struct prov_err *err)
{
	const char *top;

	note_scope(s);
	s->pub.server = s->server.kind;
	s->pub.better_profile = better_profile(s);
	top = prov_ldap_server_holds(&s->server, s->steps[0].norm);
	return top ? ask_top(s, top, err) : 0;
}
