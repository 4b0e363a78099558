/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dn_fold.c - which letters of a name are the same, to each kind of server
 *
 * A name that a group has of somebody is that of an entry only if the server says so: who folds more than it
 * does makes members of people who are none.
 *
 *	OpenLDAP	lower case, then Normalization Form KC (UTF8bvnormalize): I with a dot and the Kelvin
 *			sign are i and k, full-width letters are letters
 *	389		lower case by a table of its own, of an old Unicode, and no form: a letter and its
 *			accent are not the letter with the accent. I with a dot is one without
 *	Active Directory	letters that are each other's upper and lower case. Its groups name members by
 *			the name that their entries have at the time, so that is enough
 */
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

#include "ldap/client/ldap_int.h"

/* 389 Directory Server. From first to last, every step-th character becomes itself plus delta. */
static const struct range {
	uint16_t first, last;
	uint8_t step;
	int16_t delta;
} ranges[] = {
	{ 0xC0, 0xD6, 1, 32 }, { 0xD8, 0xDE, 1, 32 }, { 0x100, 0x136, 2, 1 }, { 0x139, 0x147, 2, 1 },
	{ 0x14A, 0x176, 2, 1 }, { 0x178, 0x178, 1, -121 }, { 0x179, 0x17D, 2, 1 },
	{ 0x181, 0x181, 1, 210 }, { 0x182, 0x184, 2, 1 }, { 0x186, 0x186, 1, 206 },
	{ 0x187, 0x187, 1, 1 }, { 0x189, 0x18A, 1, 205 }, { 0x18B, 0x18B, 1, 1 },
	{ 0x18E, 0x18F, 1, 202 }, { 0x190, 0x190, 1, 203 }, { 0x191, 0x191, 1, 1 },
	{ 0x193, 0x193, 1, 205 }, { 0x194, 0x194, 1, 207 }, { 0x196, 0x196, 1, 211 },
	{ 0x197, 0x197, 1, 209 }, { 0x198, 0x198, 1, 1 }, { 0x19C, 0x19C, 1, 211 },
	{ 0x19D, 0x19D, 1, 213 }, { 0x1A0, 0x1A4, 2, 1 }, { 0x1A7, 0x1A7, 1, 1 },
	{ 0x1A9, 0x1A9, 1, 218 }, { 0x1AC, 0x1AC, 1, 1 }, { 0x1AE, 0x1AE, 1, 218 },
	{ 0x1AF, 0x1AF, 1, 1 }, { 0x1B1, 0x1B2, 1, 217 }, { 0x1B3, 0x1B5, 2, 1 },
	{ 0x1B7, 0x1B7, 1, 219 }, { 0x1B8, 0x1B8, 1, 1 }, { 0x1BC, 0x1BC, 1, 1 },
	{ 0x1C4, 0x1C4, 1, 1 }, { 0x1C5, 0x1C5, 1, -1 }, { 0x1C7, 0x1C7, 1, 1 },
	{ 0x1C8, 0x1C8, 1, -1 }, { 0x1CA, 0x1CA, 1, 1 }, { 0x1CB, 0x1CB, 1, -1 },
	{ 0x1CD, 0x1DB, 2, 1 }, { 0x1DE, 0x1EE, 2, 1 }, { 0x1F1, 0x1F1, 1, 1 },
	{ 0x1F2, 0x1F2, 1, -1 }, { 0x1F4, 0x1F4, 1, 1 }, { 0x1FA, 0x216, 2, 1 },
	{ 0x386, 0x386, 1, 38 }, { 0x388, 0x38A, 1, 37 }, { 0x38C, 0x38C, 1, 64 },
	{ 0x38E, 0x38F, 1, 63 }, { 0x391, 0x3A1, 1, 32 }, { 0x3A3, 0x3AB, 1, 32 },
	{ 0x3E2, 0x3EE, 2, 1 }, { 0x401, 0x40C, 1, 80 }, { 0x40E, 0x40F, 1, 80 },
	{ 0x410, 0x42F, 1, 32 }, { 0x460, 0x480, 2, 1 }, { 0x490, 0x4BE, 2, 1 },
	{ 0x4C1, 0x4C3, 2, 1 }, { 0x4C7, 0x4C7, 1, 1 }, { 0x4CB, 0x4CB, 1, 1 },
	{ 0x4D0, 0x4EA, 2, 1 }, { 0x4EE, 0x4F4, 2, 1 }, { 0x4F8, 0x4F8, 1, 1 },
	{ 0x531, 0x556, 1, 48 }, { 0x10A0, 0x10C5, 1, 48 }, { 0x1E00, 0x1E94, 2, 1 },
	{ 0x1EA0, 0x1EF8, 2, 1 }, { 0x1F08, 0x1F0F, 1, -8 }, { 0x1F18, 0x1F1D, 1, -8 },
	{ 0x1F28, 0x1F2F, 1, -8 }, { 0x1F38, 0x1F3F, 1, -8 }, { 0x1F48, 0x1F4D, 1, -8 },
	{ 0x1F59, 0x1F5F, 2, -8 }, { 0x1F68, 0x1F6F, 1, -8 }, { 0x1F88, 0x1F8F, 1, -8 },
	{ 0x1F98, 0x1F9F, 1, -8 }, { 0x1FA8, 0x1FAF, 1, -8 }, { 0x1FB8, 0x1FB9, 1, -8 },
	{ 0x1FBA, 0x1FBB, 1, -74 }, { 0x1FBC, 0x1FBC, 1, -9 }, { 0x1FC8, 0x1FCB, 1, -86 },
	{ 0x1FCC, 0x1FCC, 1, -9 }, { 0x1FD8, 0x1FD9, 1, -8 }, { 0x1FDA, 0x1FDB, 1, -100 },
	{ 0x1FE8, 0x1FE9, 1, -8 }, { 0x1FEA, 0x1FEB, 1, -112 }, { 0x1FEC, 0x1FEC, 1, -7 },
	{ 0x1FF8, 0x1FF9, 1, -128 }, { 0x1FFA, 0x1FFB, 1, -126 }, { 0x1FFC, 0x1FFC, 1, -9 },
	{ 0xFF21, 0xFF3A, 1, 32 },
};

static uint32_t lower_389(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
	for (size_t i = 0; i < COUNT(ranges) && cp >= ranges[i].first; i++)
		if (cp <= ranges[i].last && (cp - ranges[i].first) % ranges[i].step == 0)
			return (uint32_t)((int32_t)cp + ranges[i].delta);
	return cp;
}

/* Not those of which the lower case has another upper case. */
static uint32_t lower_ad(uint32_t cp)
{
	static const uint16_t alone[] = {
		0x130, 0x1C5, 0x1C8, 0x1CB, 0x1F2, 0x3F4, 0x1E9E, 0x2126, 0x212A, 0x212B
	};

	for (size_t i = 0; i < COUNT(alone); i++)
		if (alone[i] == cp)
			return cp;
	return prov_utf8_lower_cp(cp);
}

static void each(uint32_t (*lower)(uint32_t), struct prov_str *out, const char *s, size_t len)
{
	uint32_t cp;

	for (size_t i = 0, n; i < len; i += n) {
		n = prov_utf8_decode(s + i, len - i, &cp);
		if (n == 0)
			return;
		prov_utf8_add_cp(out, lower(cp));
	}
}

static void fold_openldap(struct prov_str *out, const char *s, size_t len)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str low = PROV_STR_INIT;
	uint8_t *nfkc;
	size_t n = 0;

	each(prov_utf8_lower_cp, &low, s, len);
	nfkc = u8_normalize(UNINORM_NFKC, (const uint8_t *)low.p, low.len, NULL, &n);
	prov_str_add_len(out, nfkc ? (const char *)nfkc : low.p, nfkc ? n : low.len);
	free(nfkc);
}

enum prov_dn_rule prov_dn_fold_rule(const char *kind)
{
	static const char *const kinds[] = {
		[PROV_DN_ANY] = "", [PROV_DN_OPENLDAP] = "openldap", [PROV_DN_AD] = "ad",
		[PROV_DN_389] = "389",
	};

	for (size_t i = 0; kind && i < COUNT(kinds); i++)
		if (strcmp(kinds[i], kind) == 0)
			return (enum prov_dn_rule)i;
	return PROV_DN_ANY;
}

void prov_dn_fold(enum prov_dn_rule rule, struct prov_str *out, const char *s, size_t len)
{
	switch (rule) {
	case PROV_DN_OPENLDAP:
		fold_openldap(out, s, len);
		return;
	case PROV_DN_389:
		each(lower_389, out, s, len);
		return;
	case PROV_DN_AD:
		each(lower_ad, out, s, len);
		return;
	case PROV_DN_ANY:
		break;
	}
	prov_utf8_lower(out, s, len);
}
