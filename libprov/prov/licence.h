/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/licence.h - licences as Univention Corporate Server has them, version 1 and 2
 *
 * A licence is an LDAP entry of class univentionLicense, signed by its vendor. Read one (file or
 * directory), verify it, print it; or collect what a vendor needs to make one (request), or make
 * one (sign). Reading is strict: the signature covers values, not attribute names, so each value
 * must look like what its name says, or values could be moved to other names.
 *
 *	if (prov_licence_read("licence.ldif", &licence, &err) < 0 ||
 *	    prov_licence_verify(licence, &check, &result, &err) < 0)
 *		...
 *	if (result.bits & PROV_LICENCE_EXPIRED)
 *
 * Text that is handed out comes without its last line end.
 */
#ifndef PROV_LICENCE_H
#define PROV_LICENCE_H

#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is wrong with a licence; 0: nothing. The first three have the numbers they have in UCS. */
enum prov_licence_bit {
	PROV_LICENCE_SIGNATURE = 1,	/* none of the keys has signed this */
	PROV_LICENCE_EXPIRED = 2,
	PROV_LICENCE_BASE_DN = 4,	/* made for another directory */
	PROV_LICENCE_USERS = 16		/* more enabled users than it allows */
};

#define PROV_LICENCE_UNLIMITED (-1LL)

struct prov_licence;

/* Reads the only licence of an LDIF file; "-" is standard input. CONFIG: cannot be read. INVALID:
 * not LDIF, no licence, several, or not as a licence has to be. */
PROV_API PROV_MUST_CHECK int prov_licence_read(const char *path, struct prov_licence **licence,
	struct prov_err *err);
/* The same from text. */
PROV_API PROV_MUST_CHECK int prov_licence_parse(const char *text, size_t len,
	struct prov_licence **licence, struct prov_err *err);
/* The installed licence of the directory below base: the first valid one (by keys), else the
 * first. INVALID: there is none. */
PROV_API PROV_MUST_CHECK int prov_licence_find(const struct prov_config *config, const char *base,
	const char *const *keys, size_t key_count, struct prov_licence **licence,
	struct prov_err *err);
PROV_API void prov_licence_free(struct prov_licence *licence);		/* NULL is fine */
PROV_API void prov_licence_freep(struct prov_licence **licence);

/* Borrowed: the value of univentionLicenseNAME ("BaseDN", "EndDate", ...); NULL: none. */
PROV_API const char *prov_licence_get(const struct prov_licence *licence, const char *name);
PROV_API int prov_licence_version(const struct prov_licence *licence);
/* How many users it allows, or PROV_LICENCE_UNLIMITED. */
PROV_API long long prov_licence_users(const struct prov_licence *licence);

/* What to verify against. */
struct prov_licence_check {
	const char *base;		/* this system's base DN */
	const char *const *keys;	/* PEM files with public keys */
	size_t key_count;
	long long users;		/* enabled users; -1: do not look at them */
	long long seen;			/* the latest time known to have been, seconds since 1970; 0: none */
	bool seen_in_file;		/* that is the time at which the licence's file was written */
};
#define PROV_LICENCE_WARNING_DAYS 30
struct prov_licence_result {
	int bits;			/* of enum prov_licence_bit */
	bool edition;			/* a free edition, good for any base DN */
	long long users, limit;		/* limit may be PROV_LICENCE_UNLIMITED */
	bool ends;
	long long days_left;		/* if it ends: 0 on its last day, which counts; by UTC */
	long long days_behind;		/* of the clock, behind the time that was seen; 0: it is not */
	bool behind_file;		/* that time is the one of the licence's file */
};
/* Fills result; a licence that is not valid is no error. CONFIG: no key, a key cannot be read. */
PROV_API PROV_MUST_CHECK int prov_licence_verify(const struct prov_licence *licence,
	const struct prov_licence_check *check, struct prov_licence_result *result,
	struct prov_err *err);
/* How many users count: those that are enabled, without the admins of contexts. DENIED, UNAVAILABLE. */
PROV_API PROV_MUST_CHECK int prov_licence_count_users(struct prov_call *call,
	long long *users, struct prov_err *err);

/* The licence for people or as JSON; with its result if that is not NULL. Caller frees. */
PROV_API char *prov_licence_text(const struct prov_licence *licence,
	const struct prov_licence_result *result, bool json);
/* One sentence for the first thing that is wrong. Caller frees; NULL: nothing is. */
PROV_API char *prov_licence_complaint(const struct prov_licence *licence,
	const struct prov_licence_result *result, const char *base);

/* What is not wrong but soon will be, or may not be what it seems, one a line: its last days, a clock that
 * was set back. Caller frees; NULL: nothing. */
PROV_API char *prov_licence_warning(const struct prov_licence *licence,
	const struct prov_licence_result *result);

/* Fills seen and seen_in_file: the latest time the database or the licence's file (NULL: none) knows of.
 * Of the database that is a day, which is moved on to today where that may be written. */
PROV_API PROV_MUST_CHECK int prov_licence_clock_seen(struct prov_call *call, const char *file,
	struct prov_licence_check *check, struct prov_err *err);
/* The latest day is today, whatever it was: after a clock that was wrong. DENIED, UNAVAILABLE. */
PROV_API PROV_MUST_CHECK int prov_licence_clock_reset(struct prov_call *call, struct prov_err *err);

/* Vendors: what the seller says of univentionLicenseNAME ("Users", "EndDate", "BaseDN", ...). "" leaves
 * it out; Type and OEMProduct may come several times. */
struct prov_licence_term {
	const char *name, *value;
};
/* The licence, not signed yet, that the terms and the rest of a request make. Users and EndDate have to
 * be among the terms, BaseDN too if it is not a DN. *unsaid lists by name what is only in the request,
 * but for base DN and key id: show the offer to the seller, or take none with such a list. Caller
 * frees both. MISSING, INVALID. */
PROV_API PROV_MUST_CHECK int prov_licence_offer(const struct prov_licence *request,
	const struct prov_licence_term *terms, size_t count, struct prov_licence **offer,
	char **unsaid, struct prov_err *err);
/* LDIF of the licence, as it stands, with a new signature. key is a PEM file with the private key,
 * which nobody else may read. Caller frees *ldif. CONFIG, INVALID. */
PROV_API PROV_MUST_CHECK int prov_licence_sign(const struct prov_licence *licence, const char *key,
	char **ldif, struct prov_err *err);

enum prov_licence_format { PROV_LICENCE_TEXT, PROV_LICENCE_JSON, PROV_LICENCE_LDIF };
/* What is wanted; zero: as much as there is. */
struct prov_licence_wish {
	const struct prov_licence_term *terms;	/* Users, EndDate, ...; with Users no database is needed */
	size_t term_count;
	const char *key_id;		/* NULL: of the licence in licence.file, else a new one */
	const char *contact;		/* who the vendor may ask; NULL: nobody */
};
/* What a vendor needs: the day, base DN, product, version, what is wanted, key id and contact, and unless
 * Users is among the terms the numbers of contexts and enabled users, and the keys of prov/keys.h. Caller
 * frees *text. INVALID: base is empty or no DN, or no licence can say this. CONFIG: the keys. MISSING: there
 * are no users, and none are wanted. */
PROV_API PROV_MUST_CHECK int prov_licence_request(struct prov_call *call, const char *base,
	const struct prov_licence_wish *wish, enum prov_licence_format format, char **text,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
