/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_licence.c - where a UCS directory keeps its licences
 *
 * cn=directory,cn=univention (older: cn=default containers,cn=univention) lists the containers
 * that hold them; each is searched one level deep.
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/client/ldif.h"
#include "ldap/prov_ldap.h"

#define FILTER "(&(objectClass=univentionLicense)(univentionLicenseModule=admin))"
#define TIMEOUT 3

struct walk {
	struct prov_ldap *ldap;
	struct prov_pool *pool;		/* paths */
	char **paths;
	size_t path_count;
	struct prov_str ldif;		/* of the present entry */
	prov_ldap_licence_fn *fn;
	void *data;
};

static void walk_fini(struct walk *w)
{
	prov_ldap_close(w->ldap);
	prov_pool_free(w->pool);
	free(w->paths);
	prov_str_fini(&w->ldif);
}

typedef int entry_fn(struct walk *w, const struct prov_ldap_entry *entry, struct prov_err *err);

/* Calls fn for every entry until it returns 1. A base that is not there has no entries. */
static int search(struct walk *w, const struct prov_ldap_query *query, entry_fn *fn,
		  struct prov_err *err)
{
	PROV_CLEANUP(prov_ldap_search_closep) struct prov_ldap_search *s =
		prov_ldap_search_open(w->ldap, query, err);
	const struct prov_ldap_entry *entry;
	int rc;

	if (!s)
		return -1;
	while ((rc = prov_ldap_search_next(s, &entry, err)) > 0)
		if ((rc = fn(w, entry, err)) != 0)
			return rc;
	if (rc < 0 && err->native == LDAP_NO_SUCH_OBJECT) {
		prov_err_clear(err);
		return 0;
	}
	return rc;
}

static int add_paths(struct walk *w, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	struct prov_values values = prov_ldap_entry_get(entry, "univentionLicenseObject");

	(void)err;
	w->paths = prov_realloc(w->paths, (w->path_count + values.n + 1) * sizeof(*w->paths));
	for (size_t i = 0; i < values.n; i++)
		w->paths[w->path_count++] = prov_pool_strndup(w->pool, values.v[i].p,
							      values.v[i].len);
	return 0;
}

static int find_paths(struct walk *w, const char *base, struct prov_err *err)
{
	static const char *const places[] = { "cn=directory", "cn=default containers" };
	char *attrs[] = { (char[]){ "univentionLicenseObject" }, NULL };

	for (size_t i = 0; i < COUNT(places) && w->path_count == 0; i++) {
		const struct prov_ldap_query query = {
			.base = prov_pool_printf(w->pool, "%s,cn=univention,%s", places[i], base),
			.scope = LDAP_SCOPE_BASE, .filter = "(objectClass=*)", .attrs = attrs,
		};

		if (search(w, &query, add_paths, err) < 0)
			return -1;
	}
	return 0;
}

static void add_values(struct prov_str *ldif, const struct prov_ldap_attr *attr)
{
	for (size_t i = 0; i < attr->values.n; i++) {
		PROV_CLEANUP(prov_freep) char *name = prov_strndup(attr->name.p, attr->name.len);
		PROV_CLEANUP(prov_freep) char *value = prov_strndup(attr->values.v[i].p,
								     attr->values.v[i].len);

		prov_ldif_put(ldif, name, value);
	}
}

static int add_licence(struct walk *w, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *dn = prov_strndup(entry->dn.p, entry->dn.len);

	prov_str_clear(&w->ldif);
	prov_ldif_put(&w->ldif, "dn", dn);
	for (size_t i = 0; i < entry->attr_count; i++)
		add_values(&w->ldif, &entry->attrs[i]);
	return w->fn(w->data, dn, &w->ldif, err);
}

int prov_ldap_licence_each(const struct prov_ldap_params *server, const char *base,
			   prov_ldap_licence_fn *fn, void *data, struct prov_err *err)
{
	PROV_CLEANUP(walk_fini) struct walk w = { .ldif = PROV_STR_INIT, .fn = fn, .data = data };
	struct prov_ldap_params params = *server;
	int rc = 0;

	w.pool = prov_pool_new();
	if (params.timeout > TIMEOUT)
		params.timeout = TIMEOUT;
	w.ldap = prov_ldap_open(&params, err);
	if (!w.ldap || find_paths(&w, base, err) < 0)
		return -1;
	for (size_t i = 0; i < w.path_count && rc == 0; i++) {
		const struct prov_ldap_query query = {
			.base = w.paths[i], .scope = LDAP_SCOPE_ONELEVEL, .filter = FILTER,
		};

		rc = search(&w, &query, add_licence, err);
	}
	return rc < 0 ? -1 : 0;
}
