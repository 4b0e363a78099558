/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_map.c - any rule for any field, over any entry: refused when it is read, or a record comes out
 *
 * The first byte says which field, the first line is the rule, each further line a value of one of the
 * attributes that it asks for.
 */
#include <stdlib.h>

#include "ldap/map/map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct { enum prov_entry_kind kind; const char *profile, *field; } fields[] = {
	{ PROV_ENTRY_USER, "openldap", "enabled" }, { PROV_ENTRY_USER, "ad", "enabled" },
	{ PROV_ENTRY_USER, "ucs", "quota" }, { PROV_ENTRY_USER, "openldap", "mail" },
	{ PROV_ENTRY_USER, "389ds", "aliases" }, { PROV_ENTRY_USER, "openldap", "access" },
	{ PROV_ENTRY_USER, "openldap", "name" }, { PROV_ENTRY_USER, "openldap", "password" },
	{ PROV_ENTRY_USER, "ucs", "context" }, { PROV_ENTRY_USER, "openldap", "display_name" },
	{ PROV_ENTRY_GROUP, "openldap", "members" }, { PROV_ENTRY_GROUP, "ad", "member_uids" },
};

static int line(void *data, const struct prov_explain_line *l, struct prov_err *err)
{
	uint64_t *sum = data;

	(void)err;
	*sum = prov_hash_text(prov_hash_text(*sum, l->name), l->value);
	*sum = prov_hash_text(prov_hash_text(*sum, l->from), l->why);
	return 0;
}

static int record(void *data, const struct prov_record *r, struct prov_err *err)
{
	uint64_t *sum = data;

	(void)err;
	for (size_t i = 0; i < r->rule_count; i++)
		for (size_t j = 0; j < r->values[i].n; j++)
			*sum = prov_hash(*sum, r->values[i].v[j].p, r->values[i].v[j].len);
	return 0;
}

/* The values go round the attributes. */
static void try(struct prov_map *map, const char *text, size_t len)
{
	struct prov_ldap_attr attrs[64];
	struct prov_text values[64], dn = { "uid=anna,dc=example", 19 };
	struct prov_ldap_entry entry = { dn, attrs, 0 };
	char **names = prov_map_attrs(map);
	struct prov_err err = PROV_ERR_INIT;
	uint64_t sum = 0;
	const struct prov_explain to = { line, record, &sum };

	for (size_t i = 0; i < COUNT(values) && names[i] && len; i++) {
		const char *end = memchr(text, '\n', len);

		values[i] = (struct prov_text){ text, end ? (size_t)(end - text) : len };
		len -= values[i].len + (end != NULL);
		text += values[i].len + (end != NULL);
		attrs[i] = (struct prov_ldap_attr){ .name = { names[i], strlen(names[i]) },
						    .values = { &values[i], 1 } };
		entry.attr_count++;
	}
	record(&sum, prov_map_entry(map, &entry, NULL), &err);
	if (prov_map_explain(map, &entry, NULL, &to, &err) < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t which = size ? data[0] % COUNT(fields) : 0;
	const char *text = (const char *)data + (size > 0);
	const size_t len = size - (size > 0);
	const char *end = len ? memchr(text, '\n', len) : NULL;
	PROV_CLEANUP(prov_freep) char *rule = prov_strndup(text, end ? (size_t)(end - text) : len);
	const struct prov_map_override o = { fields[which].field, rule, 1 };
	struct prov_err err = PROV_ERR_INIT;
	const struct prov_map_profile *profile = prov_map_rules_profile(fields[which].profile, &err);
	PROV_CLEANUP(prov_map_freep) struct prov_map *map = prov_map_new(fields[which].kind, profile, &o, 1,
									 1769860800, &err);

	if (!map && err.code != PROV_E_CONFIG)
		abort();
	if (map && end)
		try(map, end + 1, len - (size_t)(end + 1 - text));
	return 0;
}
