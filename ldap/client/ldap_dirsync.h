/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/client/ldap_dirsync.h - DirSync of Active Directory: what stands in its control; private to this layer
 */
#ifndef PROV_LDAP_DIRSYNC_H
#define PROV_LDAP_DIRSYNC_H

#include "ldap/client/ldap_int.h"

#define PROV_LDAP_DIRSYNC "1.2.840.113556.1.4.841"

/* Of a result. It points into the value that it was read from. -1: the value is not well-formed, or has no
 * cookie; then nothing may be concluded from it. */
struct prov_ldap_dirsync_said {
	bool more;			/* to be asked for with this cookie */
	struct prov_text cookie;
};
int prov_ldap_dirsync_read(const struct prov_text *value, struct prov_ldap_dirsync_said *said);

/* The control of the request, with the cookie of the last result if there was one; an LDAP result. */
int prov_ldap_dirsync_control(const struct prov_ldap_dirsync *dirsync, LDAPControl **control);
/* The controls of a result that was success: 1: more is to be asked for, 0: that was all, -1. is_empty: no
 * entry came before it. */
int prov_ldap_dirsync_on_result(struct prov_ldap_dirsync *dirsync, LDAPControl **controls, bool is_empty,
	struct prov_err *err);

#endif
