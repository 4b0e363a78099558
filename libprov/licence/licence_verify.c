/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_verify.c - is a licence good for this system, today, for these users?
 */
#include <string.h>
#include <strings.h>
#include <time.h>

#include "ldap/prov_ldap.h"
#include "libprov/licence/licence_int.h"

#define DAY (24 * 60 * 60)

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

/* Days since 1970. A day is one of UTC: TZ makes no other one. */
static long long day_of(long long seconds)
{
	return seconds / DAY - (seconds % DAY < 0);
}

long long prov_licence_verify_days(long day, long long now)
{
	struct tm tm = { .tm_year = (int)(day / 10000) - 1900, .tm_mon = (int)(day / 100 % 100) - 1,
			 .tm_mday = (int)(day % 100) };

	return day_of(timegm(&tm)) - day_of(now);
}

static void verify_date(const struct prov_licence *licence, const struct prov_licence_check *check,
			long long now, struct prov_licence_result *r)
{
	const char *text = prov_licence_get(licence, "EndDate");
	long end = 0;

	prov_licence_day_parse(text, &end);
	r->ends = strcmp(text, "unlimited") != 0;
	if (r->ends)
		r->days_left = prov_licence_verify_days(end, now);
	if (r->ends && r->days_left < 0)
		r->bits |= PROV_LICENCE_EXPIRED;
	if (day_of(check->seen) - day_of(now) > 1)
		r->days_behind = day_of(check->seen) - day_of(now);
	r->behind_file = r->days_behind && check->seen_in_file;
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

int prov_licence_verify_at(const struct prov_licence *licence, const struct prov_licence_check *check,
			   long long now, struct prov_licence_result *result, struct prov_err *err)
{
	struct prov_licence_result r = { .users = check->users, .limit = licence->users };
	const char *base = prov_licence_get(licence, "BaseDN");
	int good = verify_signature(licence, check, err);

	if (good < 0)
		return -1;
	r.bits |= good ? 0 : PROV_LICENCE_SIGNATURE;
	verify_date(licence, check, now, &r);
	r.edition = prov_licence_is_edition(base);
	r.bits |= r.edition || same_base(base, check->base) ? 0 : PROV_LICENCE_BASE_DN;
	if (r.limit != PROV_LICENCE_UNLIMITED && r.users > r.limit)
		r.bits |= PROV_LICENCE_USERS;
	*result = r;
	return 0;
}

int prov_licence_verify(const struct prov_licence *licence, const struct prov_licence_check *check,
			struct prov_licence_result *result, struct prov_err *err)
{
	return prov_licence_verify_at(licence, check, time(NULL), result, err);
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

char *prov_licence_warning(const struct prov_licence *licence, const struct prov_licence_result *result)
{
	struct prov_str out = PROV_STR_INIT;

	if (result->days_behind)
		prov_str_addf(&out, "the clock is %lld days behind %s: set it, or if that %s",
			      result->days_behind, result->behind_file ?
			      "the time at which the file was written" : "a day that was seen already",
			      result->behind_file ? "time is wrong, touch the file" :
			      "day was wrong, licence reset-clock");
	if (result->bits == 0 && result->ends && result->days_left <= PROV_LICENCE_WARNING_DAYS)
		prov_str_addf(&out, "%sthe licence ends in %lld days: it is valid until %s",
			      out.len ? "\n" : "", result->days_left, prov_licence_get(licence, "EndDate"));
	return out.len ? prov_str_take(&out) : NULL;
}
