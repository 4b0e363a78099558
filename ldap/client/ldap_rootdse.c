/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_rootdse.c - what a server says of itself: its base DN
 *
 * Servers keep what they need for themselves beside the data, and name it among their
 * namingContexts: configuration, monitoring, change logs; UCS two more. These are no base DNs. They are
 * known by name, or the rootDSE says which they are: anything else that is not the only one is a
 * matter of choice.
 */
#include <ldap.h>
#include <string.h>

#include "ldap/prov_ldap.h"

static char *dup_text(struct prov_text t)
{
	return prov_strndup(t.p, t.len);
}

static int fail_count(const struct prov_values *contexts, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;

	if (contexts->n == 0) {
		prov_fail(err, PROV_E_CONFIG, "the LDAP server names no base DN (namingContexts)");
		return prov_err_hint(err, "set ldap.base");
	}
	for (size_t i = 0; i < contexts->n; i++)
		prov_str_addf(&list, "%s\"%.*s\"", i ? ", " : "", (int)contexts->v[i].len,
			      contexts->v[i].p);
	prov_fail(err, PROV_E_CONFIG, "the LDAP server has %zu base DNs: %s", contexts->n, list.p);
	return prov_err_hint(err, "choose one: ldap.base");
}

static bool is_dn(const struct prov_text *dn, const char *other, size_t len)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str a = PROV_STR_INIT, b = PROV_STR_INIT;

	return prov_dn_normalize(dn->p, dn->len, &a) == 0 && prov_dn_normalize(other, len, &b) == 0 &&
	       strcmp(a.p, b.p) == 0;
}

static bool is_technical(const struct prov_ldap_entry *rootdse, const struct prov_text *dn)
{
	static const char *const names[] = {
		"cn=accesslog", "cn=auditlog", "cn=changelog", "cn=config", "cn=internal", "cn=log",
		"cn=monitor", "cn=schema", "cn=translog", "o=netscaperoot", "ou=config", "ou=schema",
		"ou=system",
	};
	static const char *const pointers[] = { "configContext", "monitorContext", "changeLog" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (is_dn(dn, names[i], strlen(names[i])))
			return true;
	for (size_t i = 0; i < COUNT(pointers); i++) {
		struct prov_values values = prov_ldap_entry_get(rootdse, pointers[i]);

		for (size_t j = 0; j < values.n; j++)
			if (is_dn(dn, values.v[j].p, values.v[j].len))
				return true;
	}
	return false;
}

static int choose(const struct prov_ldap_entry *rootdse, char **base, struct prov_err *err)
{
	struct prov_values def = prov_ldap_entry_get(rootdse, "defaultNamingContext");
	struct prov_values all = prov_ldap_entry_get(rootdse, "namingContexts");
	size_t n = 0, found = 0;

	for (size_t i = 0; i < all.n; i++)
		if (all.n == 1 || !is_technical(rootdse, &all.v[i])) {
			found = i;
			n++;
		}
	if (def.n == 1)
		*base = dup_text(def.v[0]);
	else if (n == 1)
		*base = dup_text(all.v[found]);
	else
		return fail_count(&all, err);
	return 0;
}

int prov_ldap_rootdse_base(struct prov_ldap *ldap, char **base, struct prov_err *err)
{
	char def[] = "defaultNamingContext", all[] = "namingContexts", config[] = "configContext";
	char monitor[] = "monitorContext", log[] = "changeLog";
	char *attrs[] = { def, all, config, monitor, log, NULL };
	struct prov_ldap_query query = { .base = "", .scope = LDAP_SCOPE_BASE, .attrs = attrs };
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_ldap_search_open(ldap, &query, err);
	const struct prov_ldap_entry *entry;
	int rc;

	if (!search)
		return -1;
	rc = prov_ldap_search_next(search, &entry, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return prov_fail(err, PROV_E_CONFIG, "the LDAP server does not show its rootDSE");
	return choose(entry, base, err);
}
