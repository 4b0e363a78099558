/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_access.c - named sets of rights that are entries of the directory
 *
 * UCS keeps its access profiles there, and an operator makes others. They are few and are read before anybody
 * is, since users name them. A login that must not see them knows none: then a name that nobody knows is left
 * out, as any other value that cannot be used.
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/source/source_int.h"

static bool is_true(const struct prov_values *v)
{
	return v->n == 1 && v->v[0].len == 4 && strncasecmp(v->v[0].p, "TRUE", 4) == 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of attributes come in the spelling of the server: in lower case they are the same everywhere. */
static char *right_of(struct prov_pool *pool, const char *name, size_t len)
{
	char *right = prov_pool_strndup(pool, name, len);

	for (char *p = right; *p; p++)
		*p |= *p >= 'A' && *p <= 'Z' ? 0x20 : 0;
	return right;
}

static void take_rights(struct prov_source_ldap *s, const struct prov_ldap_entry *entry,
			struct prov_source_access *access)
{
	const char **rights = prov_pool_alloc(s->said, (entry->attr_count + 1) * sizeof(*rights));
	const char *prefix = s->profile->access_prefix;
	const size_t len = strlen(prefix);

	for (size_t i = 0; i < entry->attr_count; i++) {
		const struct prov_ldap_attr *a = &entry->attrs[i];

		if (a->name.len > len && strncasecmp(a->name.p, prefix, len) == 0 && is_true(&a->values))
			rights[access->right_count++] = right_of(s->said, a->name.p + len, a->name.len - len);
	}
	qsort(rights, access->right_count, sizeof(*rights), by_text);
	access->rights = rights;
}

static void take(struct prov_source_ldap *s, const struct prov_ldap_entry *entry)
{
	struct prov_values cn = prov_ldap_entry_get(entry, "cn");
	struct prov_source_access *access;

	if (!cn.n)
		return;
	s->access = prov_realloc(s->access, (s->pub.access_count + 1) * sizeof(*s->access));
	access = &s->access[s->pub.access_count++];
	*access = (struct prov_source_access){ .name = prov_pool_strndup(s->said, cn.v[0].p, cn.v[0].len) };
	take_rights(s, entry, access);
	s->pub.access = s->access;
}

static bool maps_access(const struct prov_source_ldap *s)
{
	for (size_t i = 0; i < s->pub.user_rule_count; i++)
		if (strcmp(s->pub.user_rules[i].field, "access") == 0)
			return true;
	return false;
}

int prov_source_access_read(struct prov_source_ldap *s, struct prov_err *err)
{
	const char *top = prov_ldap_server_holds(&s->server, s->steps[0].norm);
	const struct prov_ldap_query query = {
		.base = top ? top : s->steps[0].base, .scope = LDAP_SCOPE_SUBTREE,
		.filter = s->profile->access_filter,
	};
	PROV_CLEANUP(prov_ldap_search_closep) struct prov_ldap_search *search = NULL;
	const struct prov_ldap_entry *entry;
	int rc;

	if (!query.filter || !maps_access(s))
		return 0;
	search = prov_ldap_search_open(s->ldap, &query, err);
	if (!search)
		return -1;
	while ((rc = prov_ldap_search_next(search, &entry, err)) > 0)
		take(s, entry);
	if (rc == 0)
		return 0;
	if (err->native != LDAP_NO_SUCH_OBJECT && err->native != LDAP_INSUFFICIENT_ACCESS)
		return -1;
	prov_err_clear(err);
	return 0;
}
