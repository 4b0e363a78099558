/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/base/base_dn_int.h - the base DN for a source, whose server may be another than ldap.uri
 */
#ifndef PROV_BASE_DN_INT_H
#define PROV_BASE_DN_INT_H

#include <prov/base_dn.h>

#include "ldap/prov_ldap.h"

/* As prov_base_dn_find(); ldap is asked at the end, or if it is NULL, the configured server. */
int prov_base_dn_find_on(const struct prov_config *config, const char *given,
	struct prov_ldap *ldap, struct prov_base_dn *base, struct prov_err *err);

/* ldap_conf.c: BASE as libldap would read it. 1: found (caller frees both), 0: no, -1: a file is there
 * that cannot be read and might have it (CONFIG). looked_at gets the names of the files and variables
 * that were read. */
int prov_ldap_conf_base(char **dn, char **found_in, struct prov_str *looked_at, struct prov_err *err);

#endif
