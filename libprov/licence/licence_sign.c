/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_sign.c - vendors: a request and the seller's terms become an offer, an offer and a private
 * key a signed licence
 *
 * A request was written by the customer, so an offer is not a copy of it but a new entry: what the
 * seller says, and of the request only what is a term, each named to the caller. Both texts are read
 * back as any licence is, so nothing is signed that nobody could read.
 */
#include <string.h>
#include <strings.h>

#include "libprov/licence/licence_int.h"

static bool is_named(const struct prov_ldif_attr *attr, const char *name)
{
	return strncasecmp(attr->name, PROV_LICENCE_PREFIX, strlen(PROV_LICENCE_PREFIX)) == 0 &&
	       strcasecmp(attr->name + strlen(PROV_LICENCE_PREFIX), name) == 0;
}

static const char *said(const struct prov_licence_term *terms, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(terms[i].name, name) == 0)
			return terms[i].value;
	return NULL;
}

static bool is_said(const struct prov_ldif_attr *attr, const struct prov_licence_term *terms,
		    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_named(attr, terms[i].name))
			return true;
	return false;
}

static int check_terms(const struct prov_licence *request, const struct prov_licence_term *terms,
		       size_t count, struct prov_err *err)
{
	if (!said(terms, count, "Users") || !said(terms, count, "EndDate"))
		return prov_fail(err, PROV_E_MISSING, "the seller has to say the number of users and "
				 "the end date");
	if (request->version != 2)
		return prov_fail(err, PROV_E_INVALID, "licences of version %d are read, not made",
				 request->version);
	if (said(terms, count, "BaseDN") ||
	    !prov_licence_is_edition(prov_licence_get(request, "BaseDN")))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "the request is for \"%s\", which is good for any "
			 "system: that is for the seller to say", prov_licence_get(request, "BaseDN"));
}

static void put_term(struct prov_str *out, const char *name, const char *value)
{
	PROV_CLEANUP(prov_freep) char *full = prov_asprintf(PROV_LICENCE_PREFIX "%s", name);

	prov_ldif_put(out, full, value);
}

/* The rest of the request, but for what no vendor may choose and what the signature replaces. */
static void put_request(const struct prov_licence *request, const struct prov_licence_term *terms,
			size_t count, struct prov_str *out, struct prov_str *names)
{
	static const char *const fixed[] = { "BaseDN", "Version", "Module", "Signature" };
	const size_t prefix = strlen(PROV_LICENCE_PREFIX);

	for (size_t i = 0; i < request->record->count; i++) {
		const struct prov_ldif_attr *attr = &request->record->attrs[i];
		bool ours = strncasecmp(attr->name, PROV_LICENCE_PREFIX, prefix) != 0;

		for (size_t j = 0; j < COUNT(fixed); j++)
			ours = ours || is_named(attr, fixed[j]);
		if (ours || is_said(attr, terms, count))
			continue;
		prov_ldif_put(out, attr->name, attr->value.p);
		if (!is_named(attr, "KeyID"))
			prov_str_addf(names, "%s%s", names->len ? ", " : "", attr->name + prefix);
	}
}

/* The entry's DN is where UCS looks for it; an edition's has the base of the host that installs it. */
static void put_head(const char *base, struct prov_str *out)
{
	static const char *const rows[][2] = {
		{ "objectClass", "top" }, { "objectClass", "univentionLicense" },
		{ "objectClass", "univentionObject" },
		{ "univentionObjectType", "settings/license" }, { "cn", "admin" },
		{ PROV_LICENCE_PREFIX "Version", "2" }, { PROV_LICENCE_PREFIX "Module", "admin" },
	};
	bool edition = prov_licence_is_edition(base);
	PROV_CLEANUP(prov_freep) char *dn = prov_asprintf("cn=admin,cn=license,cn=univention%s%s",
							  edition ? "" : ",", edition ? "" : base);

	prov_ldif_put(out, "dn", dn);
	for (size_t i = 0; i < COUNT(rows); i++)
		prov_ldif_put(out, rows[i][0], rows[i][1]);
	put_term(out, "BaseDN", base);
}

int prov_licence_offer(const struct prov_licence *request, const struct prov_licence_term *terms,
		       size_t count, struct prov_licence **offer, char **unsaid,
		       struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str entry = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str names = PROV_STR_INIT;
	const char *base = said(terms, count, "BaseDN");

	if (check_terms(request, terms, count, err) < 0)
		return -1;
	put_head(base ? base : prov_licence_get(request, "BaseDN"), &entry);
	for (size_t i = 0; i < count; i++)
		if (strcmp(terms[i].name, "BaseDN") != 0 && terms[i].value && *terms[i].value)
			put_term(&entry, terms[i].name, terms[i].value);
	put_request(request, terms, count, &entry, &names);
	if (prov_licence_parse(entry.p, entry.len, offer, err) < 0)
		return -1;
	*unsaid = prov_str_take(&names);
	return 0;
}

/* The entry without a signature. */
static void write_entry(const struct prov_licence *licence, struct prov_str *out)
{
	prov_ldif_put(out, "dn", licence->record->dn);
	for (size_t i = 0; i < licence->record->count; i++) {
		const struct prov_ldif_attr *attr = &licence->record->attrs[i];

		if (!is_named(attr, "Signature"))
			prov_ldif_put(out, attr->name, attr->value.p);
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

int prov_licence_sign(const struct prov_licence *licence, const char *key, char **ldif,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *new = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str entry = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str payload = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str signature = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str out = PROV_STR_INIT;

	write_entry(licence, &entry);
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
