/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence.c - THE table of licence attributes; reading and checking the form of a licence
 *
 * The signature covers the values in the order of their names, not the names: values that are
 * moved to other names without changing that order are a licence that is signed as well. So there must be
 * one way only to give names to the signed values. Everything with a form (base DN, date, numbers,
 * counters) is required, once, and comes in a fixed order; what is optional (key id, module, words)
 * has a form of its own that nothing required has, and no two kinds of words are neighbours.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/prov_ldap.h"
#include "libprov/licence/licence_int.h"

#define MAX_FILE (1u << 20)

/* The first four are required in a licence of their version. */
enum kind { BASE, DATE, NUMBER, COUNTER, MODULE, WORDS, UUID, SIGNED };

static const struct attr {
	const char *name;
	enum kind kind;
	bool v1, v2;
	bool several;
} attrs[] = {
	/* name (after the prefix)   kind     v1     v2     several */
	{ "Accounts",                NUMBER,  true,  false, false },
	{ "BaseDN",                  BASE,    true,  true,  false },
	{ "Clients",                 NUMBER,  true,  false, false },
	{ "CorporateClients",        NUMBER,  false, true,  false },
	{ "EndDate",                 DATE,    true,  true,  false },
	{ "GroupwareAccounts",       NUMBER,  true,  false, false },
	{ "KeyID",                   UUID,    false, true,  false },
	{ "ManagedClients",          NUMBER,  false, true,  false },
	{ "Module",                  MODULE,  true,  true,  false },
	{ "OEMProduct",              WORDS,   false, true,  true },
	{ "PremiumSupport",          COUNTER, false, true,  false },
	{ "Product",                 WORDS,   false, true,  false },
	{ "Servers",                 NUMBER,  false, true,  false },
	{ "Signature",               SIGNED,  true,  true,  false },
	{ "Support",                 COUNTER, false, true,  false },
	{ "Type",                    WORDS,   true,  true,  true },
	{ "Users",                   NUMBER,  false, true,  false },
	{ "Version",                 COUNTER, false, true,  false },
	{ "VirtualDesktopClients",   NUMBER,  false, true,  false },
	{ "VirtualDesktopUsers",     NUMBER,  false, true,  false },
	{ "univentionDesktops",      NUMBER,  true,  false, false },
};

static bool is_licence_attr(const char *name)
{
	return strncasecmp(name, PROV_LICENCE_PREFIX, strlen(PROV_LICENCE_PREFIX)) == 0;
}

/* The table's row, without case; NULL: unknown. */
static const struct attr *find_attr(const char *name)
{
	for (size_t i = 0; is_licence_attr(name) && i < COUNT(attrs); i++)
		if (strcasecmp(attrs[i].name, name + strlen(PROV_LICENCE_PREFIX)) == 0)
			return &attrs[i];
	return NULL;
}

const char *prov_licence_attr_name(const char *given)
{
	const struct attr *attr = find_attr(given);

	return attr && attr->kind != SIGNED ? attr->name : NULL;
}

bool prov_licence_number_parse(const char *text, long long *number)
{
	if (strcmp(text, "unlimited") == 0) {
		*number = PROV_LICENCE_UNLIMITED;
		return true;
	}
	return isdigit((unsigned char)*text) && prov_int_parse(text, 0, INT64_MAX, number);
}

/* Takes up to max digits off *text. */
static bool digits(const char **text, int max, long *value)
{
	int n = 0;

	for (*value = 0; n < max && isdigit((unsigned char)**text); n++)
		*value = *value * 10 + (*(*text)++ - '0');
	return n > 0;
}

bool prov_licence_day_parse(const char *text, long *day)
{
	static const long lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	long d, m, y;
	bool leap;

	if (strcmp(text, "unlimited") == 0) {
		*day = 99999999;
		return true;
	}
	if (!digits(&text, 2, &d) || *text++ != '.' || !digits(&text, 2, &m) || *text++ != '.' ||
	    !digits(&text, 4, &y) || *text != '\0' || y < 1000 || m < 1 || m > 12)
		return false;
	leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	if (d < 1 || d > lengths[m - 1] + (leap && m == 2))
		return false;
	*day = y * 10000 + m * 100 + d;
	return true;
}

static bool is_in(const struct attr *attr, int version)
{
	return version == 1 ? attr->v1 : attr->v2;
}

static bool is_uuid(const char *text)
{
	for (int i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return false;
	}
	return text[36] == '\0';
}

bool prov_licence_is_edition(const char *base)
{
	return strcmp(base, "UCS Core Edition") == 0 ||
	       strcmp(base, "Free for personal use edition") == 0;
}

static bool is_dn(const char *text)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str normal = PROV_STR_INIT;

	return prov_dn_normalize(text, strlen(text), &normal) == 0 && normal.len > 0;
}

/* Names of products: printable ASCII, as the schema has it, and nothing that could stand in the
 * place of a value of another kind. */
static bool is_words(const char *text)
{
	long day;

	for (const char *p = text; *p; p++)
		if (*p < ' ' || *p > '~')
			return false;
	return *text && strspn(text, "0123456789") != strlen(text) &&
	       !prov_licence_day_parse(text, &day) && strcasecmp(text, "unlimited") != 0 &&
	       strcasecmp(text, "admin") != 0 && !is_dn(text);
}

static bool has_form(enum kind kind, const char *text)
{
	long long number;
	long day;

	switch (kind) {
	case BASE:
		return prov_licence_is_edition(text) || is_dn(text);
	case MODULE:
		return strcmp(text, "admin") == 0;
	case WORDS:
		return is_words(text);
	case DATE:
		return prov_licence_day_parse(text, &day);
	case NUMBER:
		return prov_licence_number_parse(text, &number);
	case COUNTER:
		return isdigit((unsigned char)*text) && prov_int_parse(text, 0, INT64_MAX, &number);
	case UUID:
		return is_uuid(text);
	default:
		return *text != '\0';
	}
}

const char *prov_licence_get(const struct prov_licence *licence, const char *name)
{
	for (size_t i = 0; i < licence->record->count; i++) {
		const struct attr *attr = find_attr(licence->record->attrs[i].name);

		if (attr && strcmp(attr->name, name) == 0)
			return licence->record->attrs[i].value.p;
	}
	return NULL;
}

static size_t count_attr(const struct prov_ldif_record *record, const struct attr *attr)
{
	size_t n = 0;

	for (size_t i = 0; i < record->count; i++)
		n += find_attr(record->attrs[i].name) == attr;
	return n;
}

/* What a value has to look like; NULL: the message says all that there is to say. */
static const char *form_of(enum kind kind)
{
	switch (kind) {
	case BASE:
		return "it is a DN";
	case DATE:
		return "it is a day such as 31.12.2030, or unlimited";
	case NUMBER:
		return "it is a number, or unlimited";
	case COUNTER:
		return "it is a number";
	case UUID:
		return "it is a UUID";
	case WORDS:
		return "it is a name in printable ASCII, and no number, date, DN or word that a licence uses";
	default:
		return NULL;
	}
}

static int refuse_value(const struct prov_ldif_attr *given, enum kind kind, struct prov_err *err)
{
	const char *form = form_of(kind);

	prov_fail(err, PROV_E_INVALID, "%s cannot be \"%s\"", given->name, given->value.p);
	return form ? prov_err_hint(err, "%s", form) : -1;
}

static int check_value(const struct prov_licence *licence, const struct prov_ldif_attr *given,
		       struct prov_err *err)
{
	const struct attr *attr = find_attr(given->name);

	if (!attr || !is_in(attr, licence->version))
		return prov_fail(err, PROV_E_INVALID, "\"%s\" does not belong to a licence of "
				 "version %d", given->name, licence->version);
	if (!prov_utf8_is_valid(given->value.p, given->value.len) ||
	    prov_utf8_has_control(given->value.p, given->value.len))
		return prov_fail(err, PROV_E_INVALID, "%s holds bytes that are not text",
				 given->name);
	if (!has_form(attr->kind, given->value.p))
		return refuse_value(given, attr->kind, err);
	return 0;
}

/* How often each may be there. One that has to be and is not left room for another's value. */
static int check_counts(const struct prov_licence *licence, struct prov_err *err)
{
	for (size_t i = 0; i < COUNT(attrs); i++) {
		size_t n = count_attr(licence->record, &attrs[i]);

		if (n == 0 && attrs[i].kind <= COUNTER && is_in(&attrs[i], licence->version))
			return prov_fail(err, PROV_E_INVALID, "the licence has no "
					 PROV_LICENCE_PREFIX "%s", attrs[i].name);
		if (n > 1 && !attrs[i].several)
			return prov_fail(err, PROV_E_INVALID, "the licence has " PROV_LICENCE_PREFIX
					 "%s %zu times", attrs[i].name, n);
	}
	return 0;
}

/* Accounts of any kind, of which groupware accounts are a part: all users here are both. */
static long long limit_of(const struct prov_licence *licence)
{
	const char *groupware = prov_licence_get(licence, "GroupwareAccounts");
	long long limit = PROV_LICENCE_UNLIMITED, second = PROV_LICENCE_UNLIMITED;

	if (licence->version == 2)
		prov_licence_number_parse(prov_licence_get(licence, "Users"), &limit);
	else
		prov_licence_number_parse(prov_licence_get(licence, "Accounts"), &limit);
	if (groupware)
		prov_licence_number_parse(groupware, &second);
	if (second != PROV_LICENCE_UNLIMITED && (limit == PROV_LICENCE_UNLIMITED || second < limit))
		limit = second;
	return limit;
}

static int check(struct prov_licence *licence, struct prov_err *err)
{
	const char *version = prov_licence_get(licence, "Version");

	if (version && strcmp(version, "2") != 0)
		return prov_fail(err, PROV_E_INVALID, "licences of version \"%s\" are not known",
				 version);
	licence->version = version ? 2 : 1;
	for (size_t i = 0; i < licence->record->count; i++)
		if (is_licence_attr(licence->record->attrs[i].name) &&
		    check_value(licence, &licence->record->attrs[i], err) < 0)
			return -1;
	if (check_counts(licence, err) < 0)
		return -1;
	licence->users = limit_of(licence);
	return 0;
}

static bool is_licence(const struct prov_ldif_record *record)
{
	for (size_t i = 0; i < record->count; i++)
		if (strcasecmp(record->attrs[i].name, "objectClass") == 0 &&
		    strcasecmp(record->attrs[i].value.p, PROV_LICENCE_PREFIX) == 0)
			return true;
	return false;
}

/* Takes the ldif over (also on failure); its records must be one licence at most. */
static int from_ldif(struct prov_ldif *ldif, struct prov_licence **licence, struct prov_err *err)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *new = prov_alloc(sizeof(*new));

	new->ldif = *ldif;
	*ldif = (struct prov_ldif){ 0 };
	for (size_t i = 0; i < new->ldif.count; i++) {
		if (!is_licence(&new->ldif.records[i]))
			continue;
		if (prov_utf8_has_control(new->ldif.records[i].dn, strlen(new->ldif.records[i].dn)))
			return prov_fail(err, PROV_E_INVALID, "the DN of a licence holds bytes that are "
					 "not text");
		if (new->record)
			return prov_fail(err, PROV_E_INVALID, "there is more than one licence: "
					 "\"%s\" and \"%s\"", new->record->dn,
					 new->ldif.records[i].dn);
		new->record = &new->ldif.records[i];
	}
	if (!new->record)
		return prov_fail(err, PROV_E_INVALID, "there is no licence (no entry of class "
				 PROV_LICENCE_PREFIX ")");
	if (check(new, err) < 0)
		return -1;
	*licence = new;
	new = NULL;
	return 0;
}

int prov_licence_parse(const char *text, size_t len, struct prov_licence **licence,
		       struct prov_err *err)
{
	PROV_CLEANUP(prov_ldif_fini) struct prov_ldif ldif = { 0 };

	if (prov_ldif_read(&ldif, text, len, err) < 0)
		return -1;
	return from_ldif(&ldif, licence, err);
}

int prov_licence_read(const char *path, struct prov_licence **licence, struct prov_err *err)
{
	struct prov_str text = PROV_STR_INIT;
	int result = prov_file_read(strcmp(path, "-") == 0 ? "/dev/stdin" : path, MAX_FILE, &text,
				    err);

	if (result == 0) {
		result = prov_licence_parse(text.p, text.len, licence, err);
		if (result < 0)
			prov_err_context(err, "\"%s\"", path);
	}
	prov_str_fini(&text);
	return result;
}

void prov_licence_free(struct prov_licence *licence)
{
	if (!licence)
		return;
	prov_ldif_fini(&licence->ldif);
	free(licence);
}

void prov_licence_freep(struct prov_licence **licence)
{
	prov_licence_free(*licence);
	*licence = NULL;
}

int prov_licence_version(const struct prov_licence *licence)
{
	return licence->version;
}

long long prov_licence_users(const struct prov_licence *licence)
{
	return licence->users;
}
