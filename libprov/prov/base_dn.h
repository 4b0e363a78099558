/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/base_dn.h - the LDAP base DN of this installation, and where it was found
 *
 * Sources in order: given (--base), the rootDSE of a server that was given (--uri), the configuration
 * (ldap.base), the UCR files (ldap/base), ldap.conf (BASE; with LDAPCONF and LDAPBASE as libldap reads
 * them), the rootDSE of the server that is known: ldap.uri, else UCR's ldap/server/name, else URI of
 * ldap.conf. (Of a rootDSE: defaultNamingContext, else the only one of namingContexts that is not for
 * the server itself.)
 */
#ifndef PROV_BASE_DN_H
#define PROV_BASE_DN_H

#include <prov/config.h>

#ifdef __cplusplus
extern "C" {
#endif

struct prov_base_dn {
	char *dn;		/* as it stood there, but for control characters, which are escaped */
	char *found_in;		/* "configuration /etc/prov/prov.conf (ldap.base)", ... */
	char *looked_at;	/* one line for every place looked at, with what it said; also on failure */
};

/* given may be NULL. Fails with INVALID (given or found text is not a DN, or empty), CONFIG (no
 * base anywhere, or the server has several: the message lists them), UNAVAILABLE. */
PROV_API PROV_MUST_CHECK int prov_base_dn_find(const struct prov_config *config, const char *given,
	struct prov_base_dn *base, struct prov_err *err);
/* What the caller knows; zero: nothing. */
struct prov_base_dn_ask {
	const char *base;	/* is the answer */
	const char *uri;	/* is asked, and no other place */
	bool all;		/* look at all places, also at those after the one that counts */
};
/* The same with more to say. */
PROV_API PROV_MUST_CHECK int prov_base_dn_ask(const struct prov_config *config,
	const struct prov_base_dn_ask *ask, struct prov_base_dn *base, struct prov_err *err);
PROV_API void prov_base_dn_fini(struct prov_base_dn *base);		/* after failures, too */
/* Does the entry exist on the server, uri or if that is NULL the one that is known? INVALID if it does
 * not. */
PROV_API PROV_MUST_CHECK int prov_base_dn_check(const struct prov_config *config, const char *uri,
	const char *dn, struct prov_err *err);
/* RFC 4514 form (caller frees), attribute types in lower case, values untouched. INVALID. */
PROV_API PROV_MUST_CHECK int prov_base_dn_normalize(const char *dn, char **out,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
