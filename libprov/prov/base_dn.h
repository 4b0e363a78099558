/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/base_dn.h - the LDAP base DN of this installation, and where it was found
 *
 * Sources in order: given (--base), the configuration (ldap.base), the UCR files (ldap/base),
 * ldap.conf (BASE; with LDAPCONF and LDAPBASE as libldap reads them), the server's rootDSE
 * (defaultNamingContext, else the only one of namingContexts that is not for the server itself).
 */
#ifndef PROV_BASE_DN_H
#define PROV_BASE_DN_H

#include <prov/config.h>

#ifdef __cplusplus
extern "C" {
#endif

struct prov_base_dn {
	char *dn;		/* as it stood there */
	char *found_in;		/* "configuration /etc/prov/prov.conf (ldap.base)", ... */
	char *looked_at;	/* one line for every place looked at before, each with its outcome */
};

/* given may be NULL. Fails with INVALID (given or found text is not a DN, or empty), CONFIG (no
 * base anywhere, or the server has several: the message lists them), UNAVAILABLE. */
PROV_API PROV_MUST_CHECK int prov_base_dn_find(const struct prov_config *config, const char *given,
	struct prov_base_dn *base, struct prov_err *err);
PROV_API void prov_base_dn_fini(struct prov_base_dn *base);
/* Does the entry exist on the configured server? INVALID if it does not. */
PROV_API PROV_MUST_CHECK int prov_base_dn_check(const struct prov_config *config, const char *dn,
	struct prov_err *err);
/* RFC 4514 form (caller frees), attribute types in lower case, values untouched. INVALID. */
PROV_API PROV_MUST_CHECK int prov_base_dn_normalize(const char *dn, char **out,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
