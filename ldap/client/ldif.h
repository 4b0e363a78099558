/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/client/ldif.h - entries in LDIF (RFC 2849), read and written through libldap
 *
 * Read: folded lines, comments, base64, CRLF, the version line. Not read, on purpose: values by
 * URL (attr:< file:///...), which would open files that the text names, and changes other than
 * "add".
 */
#ifndef PROV_LDIF_H
#define PROV_LDIF_H

#include <prov/sync.h>

#include "libprov/base/base.h"

struct prov_ldif_attr {
	const char *name;		/* as it stands there, options included */
	struct prov_text value;		/* ends in NUL all the same */
};

struct prov_ldif_record {
	const char *dn;
	struct prov_ldif_attr *attrs;
	size_t count, cap;
};

struct prov_ldif {
	struct prov_pool *pool;		/* owns all text */
	struct prov_ldif_record *records;
	size_t count, cap;
};

/* Reads all records of a text. INVALID: not LDIF, or more than is understood. ldif must be
 * finished with prov_ldif_fini() in both cases. */
int prov_ldif_read(struct prov_ldif *ldif, const char *text, size_t len, struct prov_err *err);
void prov_ldif_fini(struct prov_ldif *ldif);

/* Adds "name: value" and a line feed, in base64 where it has to be, never folded. */
void prov_ldif_put(struct prov_str *out, const char *name, const char *value);
/* Adds "# text" and a line feed. text has no line ends. */
void prov_ldif_comment(struct prov_str *out, const char *text);

/* ldap_licence.c: calls fn with the DN and the LDIF of every licence of the directory below base,
 * until it returns 1 or an error. */
typedef int prov_ldap_licence_fn(void *data, const char *dn, const struct prov_str *ldif,
	struct prov_err *err);
struct prov_ldap_params;
int prov_ldap_licence_each(const struct prov_ldap_params *server, const char *base,
	prov_ldap_licence_fn *fn, void *data, struct prov_err *err);

#endif
