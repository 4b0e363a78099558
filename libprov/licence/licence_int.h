/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence/licence_int.h - what the files of the licence share
 */
#ifndef PROV_LICENCE_INT_H
#define PROV_LICENCE_INT_H

#include <jansson.h>

#include <prov/keys.h>
#include <prov/licence.h>

#include "ldap/client/ldif.h"

#define PROV_LICENCE_PREFIX "univentionLicense"

struct prov_licence {
	struct prov_ldif ldif;		/* one record */
	const struct prov_ldif_record *record;
	int version;
	long long users;
};

/* licence.c: the name after the prefix, in the table's spelling, of what a signature covers; NULL: it does
 * not. */
const char *prov_licence_attr_name(const char *given);
/* The two names that stand in the place of a base DN and are good everywhere; case matters. */
bool prov_licence_is_edition(const char *base);
/* A day as DD.MM.YYYY into a number that can be compared (YYYYMMDD); unlimited is the largest. */
bool prov_licence_day_parse(const char *text, long *day);
/* A number or "unlimited" (PROV_LICENCE_UNLIMITED). */
bool prov_licence_number_parse(const char *text, long long *number);

/* licence_text.c: the name of univentionLicenseNAME in JSON and for people; NULL: not shown. */
const char *prov_licence_text_key(const char *name);
const char *prov_licence_text_title(const char *name);
/* A number in JSON ("unlimited": null). */
bool prov_licence_text_is_number(const char *name);
/* May come several times: a list in JSON. */
bool prov_licence_text_is_list(const char *name);

/* licence_payload.c: adds what is signed. */
void prov_licence_payload(const struct prov_ldif_record *record, struct prov_str *out);

/* licence_verify.c: days from a time (seconds since 1970) to a day (YYYYMMDD); negative: it is over. */
long long prov_licence_verify_days(long day, long long now);
/* At such a time. */
int prov_licence_verify_at(const struct prov_licence *licence, const struct prov_licence_check *check,
	long long now, struct prov_licence_result *result, struct prov_err *err);

/* keys.c: the keys as a list, for a request and a report; new reference. */
json_t *prov_keys_json(const struct prov_keys *keys);

/* licence_key.c: 1 signed by one of the keys, 0 not, -1 error. */
int prov_licence_key_verify(const char *signature, const struct prov_str *payload,
	const char *const *keys, size_t count, struct prov_err *err);
/* Signs with a private key; adds the base64 text. */
int prov_licence_key_sign(const char *key, const struct prov_str *payload, struct prov_str *out,
	struct prov_err *err);

#endif
