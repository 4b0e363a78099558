/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_text.c - a licence and its result for people, or as JSON
 *
 * Number attributes become JSON numbers, or the word "unlimited". What is not known is left out.
 */
#include <string.h>
#include <strings.h>

#include "libprov/licence/licence_int.h"

static const struct field {
	const char *name, *key, *title;
	bool number;
} fields[] = {
	{ "BaseDN", "base_dn", "Base DN", false },
	{ "EndDate", "end_date", "Valid until", false },
	{ "Product", "product", "Product", false },
	{ "OEMProduct", "oem_product", "OEM product", false },
	{ "Type", "type", "Type", false },
	{ "KeyID", "key_id", "Key id", false },
	{ "Users", "users", "Users", true },
	{ "Accounts", "accounts", "Accounts", true },
	{ "GroupwareAccounts", "groupware_accounts", "Groupware accounts", true },
	{ "Servers", "servers", "Servers", true },
	{ "ManagedClients", "managed_clients", "Managed clients", true },
	{ "CorporateClients", "corporate_clients", "Corporate clients", true },
	{ "Clients", "clients", "Clients", true },
	{ "univentionDesktops", "desktops", "Desktops", true },
	{ "VirtualDesktopUsers", "virtual_desktop_users", "Virtual desktop users", true },
	{ "VirtualDesktopClients", "virtual_desktop_clients", "Virtual desktop clients", true },
	{ "Support", "support", "Support", true },
	{ "PremiumSupport", "premium_support", "Premium support", true },
};

static const struct {
	enum prov_licence_bit bit;
	const char *key, *title, *good, *bad;
} checks[] = {
	{ PROV_LICENCE_SIGNATURE, "signature", "Signature", "good", "BAD" },
	{ PROV_LICENCE_EXPIRED, "date", "Date", "good", "EXPIRED" },
	{ PROV_LICENCE_BASE_DN, "base", "Base", "good", "OF ANOTHER SYSTEM" },
	{ PROV_LICENCE_USERS, "count", "Users", "within the limit", "TOO MANY" },
};

static void add_json_text(struct prov_str *out, const char *text)
{
	prov_str_add_json(out, text, strlen(text));
}

/* Attributes that may come several times are joined for people and a list in JSON. */
static void add_several(const struct prov_licence *licence, const char *name, bool json,
			struct prov_str *out)
{
	PROV_CLEANUP(prov_freep) char *full = prov_asprintf(PROV_LICENCE_PREFIX "%s", name);
	const char *between = "";

	for (size_t i = 0; i < licence->record->count; i++) {
		const struct prov_ldif_attr *attr = &licence->record->attrs[i];

		if (strcasecmp(attr->name, full) != 0)
			continue;
		prov_str_add(out, between);
		if (json)
			prov_str_add_json(out, attr->value.p, attr->value.len);
		else
			prov_plain_add(out, attr->value.p);
		between = ", ";
	}
}

bool prov_licence_text_is_list(const char *name)
{
	return strcmp(name, "Type") == 0 || strcmp(name, "OEMProduct") == 0;
}

static const struct field *find_field(const char *name)
{
	for (size_t i = 0; i < COUNT(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

const char *prov_licence_text_key(const char *name)
{
	const struct field *field = find_field(name);

	return field ? field->key : NULL;
}

const char *prov_licence_text_title(const char *name)
{
	const struct field *field = find_field(name);

	return field ? field->title : NULL;
}

bool prov_licence_text_is_number(const char *name)
{
	const struct field *field = find_field(name);

	return field && field->number;
}

/* What was not looked at is neither good nor bad. */
static bool is_known(size_t i, const struct prov_licence_result *result)
{
	return checks[i].bit != PROV_LICENCE_USERS || result->users >= 0;
}

static const char *outcome(size_t i, const struct prov_licence_result *result)
{
	if (!is_known(i, result))
		return "not counted";
	return result->bits & (int)checks[i].bit ? checks[i].bad : checks[i].good;
}

static void add_text(const struct prov_licence *licence, const struct prov_licence_result *result,
		     struct prov_str *out)
{
	prov_str_addf(out, "%-25s%d\n", "Licence version:", licence->version);
	for (size_t i = 0; i < COUNT(fields); i++) {
		PROV_CLEANUP(prov_freep) char *title = prov_asprintf("%s:", fields[i].title);

		if (!prov_licence_get(licence, fields[i].name))
			continue;
		prov_str_addf(out, "%-25s", title);
		add_several(licence, fields[i].name, false, out);
		prov_str_add_char(out, '\n');
	}
	if (!result)
		return;
	for (size_t i = 0; i < COUNT(checks); i++)
		prov_str_addf(out, "%s %s\n", checks[i].title, outcome(i, result));
	if (result->ends)
		prov_str_addf(out, "Days left: %lld\n", result->days_left);
	if (result->users >= 0)
		prov_str_addf(out, "Enabled users: %lld\n", result->users);
	prov_str_addf(out, "Result: %d\n", result->bits);
}

static void add_json_value(const struct prov_licence *licence, const struct field *field,
			   struct prov_str *out)
{
	const char *value = prov_licence_get(licence, field->name);

	if (prov_licence_text_is_list(field->name)) {
		prov_str_add_char(out, '[');
		add_several(licence, field->name, true, out);
		prov_str_add_char(out, ']');
	} else if (!field->number) {
		add_json_text(out, value);
	} else {
		long long number = 0;

		prov_licence_number_parse(value, &number);
		if (number == PROV_LICENCE_UNLIMITED)
			prov_str_add(out, "\"unlimited\"");
		else
			prov_str_addf(out, "%lld", number);
	}
}

static void add_json_result(const struct prov_licence_result *result, struct prov_str *out)
{
	prov_str_addf(out, ", \"result\": %d", result->bits);
	for (size_t i = 0; i < COUNT(checks); i++)
		if (is_known(i, result))
			prov_str_addf(out, ", \"%s_ok\": %s", checks[i].key,
				      result->bits & (int)checks[i].bit ? "false" : "true");
	if (result->ends)
		prov_str_addf(out, ", \"days_left\": %lld", result->days_left);
	prov_str_addf(out, ", \"clock_days_behind\": %lld", result->days_behind);
	if (result->users >= 0)
		prov_str_addf(out, ", \"enabled_users\": %lld", result->users);
}

static void add_json(const struct prov_licence *licence, const struct prov_licence_result *result,
		     struct prov_str *out)
{
	prov_str_addf(out, "{\"licence_version\": %d", licence->version);
	for (size_t i = 0; i < COUNT(fields); i++) {
		if (!prov_licence_get(licence, fields[i].name))
			continue;
		prov_str_addf(out, ", \"%s\": ", fields[i].key);
		add_json_value(licence, &fields[i], out);
	}
	if (result)
		add_json_result(result, out);
	prov_str_add(out, "}\n");
}

char *prov_licence_text(const struct prov_licence *licence,
			const struct prov_licence_result *result, bool json)
{
	struct prov_str out = PROV_STR_INIT;

	if (json)
		add_json(licence, result, &out);
	else
		add_text(licence, result, &out);
	prov_str_truncate(&out, out.len - 1);
	return prov_str_take(&out);
}
