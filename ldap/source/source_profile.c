/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_profile.c - which profile a source has, if nobody chose one
 *
 * Most servers say of themselves what they are. UCS is an OpenLDAP: it is known by what is in it. A server
 * that says nothing is known by the keys of its entries, or not at all: a wrong guess would read the
 * wrong people.
 */
#include <ldap.h>
#include <string.h>

#include "ldap/source/source_int.h"

/* Only UCS has these. Where the schema does not know such words, nothing is looked through. */
#define UCS "(|(objectClass=univentionObject)(univentionObjectType=*)(objectClass=oxUserObject))"

static bool is_hidden(const struct prov_err *err)
{
	return err->native == LDAP_NO_SUCH_OBJECT || err->native == LDAP_INSUFFICIENT_ACCESS;
}

/* 1, 0; -1: the server did not say. A base that is not there has a message of its own, later. */
static int is_ucs(const struct prov_source_ldap *s, const char *base, struct prov_err *err)
{
	char none[] = LDAP_NO_ATTRS, *attrs[] = { none, NULL };
	struct prov_ldap_query query = {
		.base = base, .scope = LDAP_SCOPE_SUBTREE, .filter = UCS, .attrs = attrs, .size_limit = 1
	};
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_ldap_search_open(s->ldap, &query, err);
	const struct prov_ldap_entry *entry;
	int rc = search ? prov_ldap_search_next(search, &entry, err) : -1;

	if (rc >= 0 || !is_hidden(err))
		return rc;
	prov_err_clear(err);
	return 0;
}

/* The keys of other kinds first: some of these show an entryUUID as well. */
const char *prov_source_profile_by_key(const struct prov_ldap_entry *entry)
{
	static const char *const keys[][2] = {
		{ "nsUniqueId", "389" }, { "objectGUID", "ad" }, { "entryUUID", "openldap" }
	};

	for (size_t i = 0; i < COUNT(keys); i++)
		if (prov_ldap_entry_get(entry, keys[i][0]).n)
			return keys[i][1];
	return NULL;
}

static void by_key(void *data, const struct prov_ldap_entry *entry)
{
	*(const char **)data = prov_source_profile_by_key(entry);
}

static const char *ask_base(const struct prov_source_ldap *s, const char *base, struct prov_err *err)
{
	char unique[] = "nsUniqueId", guid[] = "objectGUID", uuid[] = "entryUUID";
	char *attrs[] = { unique, guid, uuid, NULL };
	const char *kind = NULL;

	if (prov_ldap_search_entry(s->ldap, base, attrs, by_key, &kind, err) < 0)
		return NULL;
	if (!kind) {
		prov_fail(err, PROV_E_CONFIG, "it cannot be told what kind of server %s is: it does not say, "
			  "and \"%s\" shows no key that is known", s->pub.uri, base);
		prov_err_hint(err, "set profile");
	}
	return kind;
}

const char *prov_source_profile_find(const struct prov_source_ldap *s, const char *base, struct prov_err *err)
{
	const char *kind = s->server.kind ? s->server.kind : ask_base(s, base, err);
	int ucs = 0;

	if (kind && strcmp(kind, "openldap") == 0)
		ucs = is_ucs(s, base, err);
	if (!kind || ucs < 0)
		return NULL;
	return ucs ? "ucs" : prov_map_rules_for(kind);
}
