/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/licence_int.h - what the files of the licence share
 */
#ifndef PROV_LICENCE_INT_H
#define PROV_LICENCE_INT_H

#include <prov/licence.h>

#include "ldap/ldif.h"

#define PROV_LICENCE_PREFIX "univentionLicense"

struct prov_licence {
	struct prov_ldif ldif;		/* one record */
	const struct prov_ldif_record *record;
	int version;
	long long users;
};

/* licence.c: takes the ldif over (also on failure); its records must be one licence at most. */
int prov_licence_from_ldif(struct prov_ldif *ldif, struct prov_licence **licence,
	struct prov_err *err);
/* Adds what is signed: values in the order of names and values, each with a line feed. */
void prov_licence_payload(const struct prov_ldif_record *record, struct prov_str *out);
/* The two names that stand in the place of a base DN and are good everywhere; case matters. */
bool prov_licence_is_edition(const char *base);
/* A day as DD.MM.YYYY into a number that can be compared (YYYYMMDD); unlimited is the largest. */
bool prov_licence_day_parse(const char *text, long *day);
/* A number or "unlimited" (PROV_LICENCE_UNLIMITED). */
bool prov_licence_number_parse(const char *text, long long *number);

/* licence_key.c: 1 signed by one of the keys, 0 not, -1 error. */
int prov_licence_key_verify(const char *signature, const struct prov_str *payload,
	const char *const *keys, size_t count, struct prov_err *err);
/* Signs with a private key; adds the base64 text. */
int prov_licence_key_sign(const char *key, const struct prov_str *payload, struct prov_str *out,
	struct prov_err *err);

/* licence_count.c */
int prov_licence_count_users(struct prov_session *session, long long *users,
	struct prov_err *err);

struct prov_sql;
/* licence_limit.c: what licence.file allows, or PROV_LICENCE_UNLIMITED. INVALID: the licence is not
 * valid; CONFIG: it cannot be read or checked. Read once a session. */
int prov_licence_limit(struct prov_session *session, long long *limit, struct prov_err *err);
/* How many enabled users may be added in this transaction; first thing in it: takes a lock, unless
 * nobody is to be added. */
int prov_licence_room(struct prov_session *session, struct prov_sql *db, bool lock, long long *room,
	struct prov_err *err);
int prov_licence_fail_full(const struct prov_session *session, struct prov_err *err);
/* INVALID if more users would be too many. First thing in a transaction. */
int prov_licence_admit(struct prov_session *session, struct prov_sql *db, long long more,
	struct prov_err *err);

#endif
