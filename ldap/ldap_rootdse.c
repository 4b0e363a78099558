/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_rootdse.c - what a server says of itself: its base DN
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

static int choose(const struct prov_ldap_entry *rootdse, char **base, struct prov_err *err)
{
	struct prov_values def = prov_ldap_entry_get(rootdse, "defaultNamingContext");
	struct prov_values all = prov_ldap_entry_get(rootdse, "namingContexts");

	if (def.n == 1)
		*base = dup_text(def.v[0]);
	else if (all.n == 1)
		*base = dup_text(all.v[0]);
	else
		return fail_count(&all, err);
	return 0;
}

int prov_ldap_rootdse_base(struct prov_ldap *ldap, char **base, struct prov_err *err)
{
	char def[] = "defaultNamingContext", all[] = "namingContexts";
	char *attrs[] = { def, all, NULL };
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
