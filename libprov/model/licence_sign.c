/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_sign.c - vendors: a request, its terms and a private key become a signed licence
 *
 * The new text is read back as any licence is before it is signed, so nothing is signed that
 * nobody could read.
 */
#include <string.h>
#include <strings.h>

#include "libprov/model/licence_int.h"

static bool is_named(const struct prov_ldif_attr *attr, const char *name)
{
	return strncasecmp(attr->name, PROV_LICENCE_PREFIX, strlen(PROV_LICENCE_PREFIX)) == 0 &&
	       strcasecmp(attr->name + strlen(PROV_LICENCE_PREFIX), name) == 0;
}

static const char *value_of(const struct prov_ldif_attr *attr,
			    const struct prov_licence_terms *terms)
{
	if (terms->end_date && is_named(attr, "EndDate"))
		return terms->end_date;
	if (terms->users && (is_named(attr, "Users") || is_named(attr, "Accounts")))
		return terms->users;
	return attr->value.p;
}

/* The entry with its terms and without a signature. */
static void write_entry(const struct prov_licence *licence,
			const struct prov_licence_terms *terms, struct prov_str *out)
{
	prov_ldif_put(out, "dn", licence->record->dn);
	for (size_t i = 0; i < licence->record->count; i++) {
		const struct prov_ldif_attr *attr = &licence->record->attrs[i];

		if (!is_named(attr, "Signature"))
			prov_ldif_put(out, attr->name, value_of(attr, terms));
	}
}

static void write_comments(const struct prov_licence *licence, struct prov_str *out)
{
	static const char *const names[][2] = {
		{ "Issued for", "BaseDN" }, { "Valid until", "EndDate" }, { "Product", "Product" },
		{ "Users", "Users" }, { "Accounts", "Accounts" },
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *value = prov_licence_get(licence, names[i][1]);

		if (value)
			prov_str_addf(out, "# %s: %s\n", names[i][0], value);
	}
	prov_ldif_comment(out, "Check with: licence verify FILE");
}

int prov_licence_sign(const struct prov_licence *licence, const struct prov_licence_terms *terms,
		      const char *key, char **ldif, struct prov_err *err)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *new = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str entry = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str payload = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str signature = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str out = PROV_STR_INIT;

	write_entry(licence, terms, &entry);
	if (prov_licence_parse(entry.p, entry.len, &new, err) < 0)
		return -1;
	prov_licence_payload(new->record, &payload);
	if (prov_licence_key_sign(key, &payload, &signature, err) < 0)
		return -1;
	write_comments(new, &out);
	prov_str_add(&out, entry.p);
	prov_ldif_put(&out, PROV_LICENCE_PREFIX "Signature", signature.p);
	prov_str_truncate(&out, out.len - 1);
	*ldif = prov_str_take(&out);
	return 0;
}
