/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_verify.c - is a licence good for this system, today, for these users?
 */
#include <string.h>
#include <strings.h>
#include <time.h>

#include "ldap/prov_ldap.h"
#include "libprov/licence/licence_int.h"

/* The same entry: as UCS compared until 2025 (text without case), or as DNs. */
static bool same_base(const char *licensed, const char *base)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str a = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str b = PROV_STR_INIT;

	if (!*base)
		return false;
	if (strcasecmp(licensed, base) == 0)
		return true;
	return prov_dn_normalize(licensed, strlen(licensed), &a) == 0 &&
	       prov_dn_normalize(base, strlen(base), &b) == 0 && strcmp(a.p, b.p) == 0;
}

/* Today by the local calendar, as prov_licence_day_parse() counts. */
static long today(void)
{
	time_t now = time(NULL);
	struct tm tm;

	if (!localtime_r(&now, &tm))
		return 0;
	return (tm.tm_year + 1900L) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

static int verify_signature(const struct prov_licence *licence,
			    const struct prov_licence_check *check, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str payload = PROV_STR_INIT;

	if (check->key_count == 0) {
		prov_fail(err, PROV_E_CONFIG, "no key to check the signature with");
		return prov_err_hint(err, "Set licence.keys to PEM files with the vendor's public "
				     "keys.");
	}
	prov_licence_payload(licence->record, &payload);
	return prov_licence_key_verify(prov_licence_get(licence, "Signature"), &payload,
				       check->keys, check->key_count, err);
}

int prov_licence_verify(const struct prov_licence *licence, const struct prov_licence_check *check,
			struct prov_licence_result *result, struct prov_err *err)
{
	struct prov_licence_result r = { .users = check->users, .limit = licence->users };
	const char *base = prov_licence_get(licence, "BaseDN");
	int good = verify_signature(licence, check, err);
	long end = 0;

	if (good < 0)
		return -1;
	r.bits |= good ? 0 : PROV_LICENCE_SIGNATURE;
	prov_licence_day_parse(prov_licence_get(licence, "EndDate"), &end);
	r.bits |= end >= today() ? 0 : PROV_LICENCE_EXPIRED;
	r.edition = prov_licence_is_edition(base);
	r.bits |= r.edition || same_base(base, check->base) ? 0 : PROV_LICENCE_BASE_DN;
	if (r.limit != PROV_LICENCE_UNLIMITED && r.users > r.limit)
		r.bits |= PROV_LICENCE_USERS;
	*result = r;
	return 0;
}

char *prov_licence_complaint(const struct prov_licence *licence,
			     const struct prov_licence_result *result, const char *base)
{
	if (result->bits & PROV_LICENCE_SIGNATURE)
		return prov_strdup(prov_licence_get(licence, "Signature") ?
				   "the signature is not from any of the configured keys" :
				   "the licence is not signed");
	if (result->bits & PROV_LICENCE_EXPIRED)
		return prov_asprintf("the licence expired: it was valid until %s",
				     prov_licence_get(licence, "EndDate"));
	if (result->bits & PROV_LICENCE_BASE_DN)
		return prov_asprintf("the licence is for the base DN \"%s\", and this system has "
				     "\"%s\"", prov_licence_get(licence, "BaseDN"), base);
	if (result->bits & PROV_LICENCE_USERS)
		return prov_asprintf("the licence allows %lld users, and %lld are enabled",
				     result->limit, result->users);
	return NULL;
}
