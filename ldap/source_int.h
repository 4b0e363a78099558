/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/source_int.h - what the files of the LDAP source share
 */
#ifndef PROV_SOURCE_INT_H
#define PROV_SOURCE_INT_H

#include "ldap/map.h"

/* Values that came in ranges, completed over a connection of its own. */
struct prov_source_range {
	struct prov_ldap_params params;
	struct prov_ldap *ldap;			/* opened when it is needed */
	struct prov_pool *pool;			/* the values of the present entry */
	struct prov_ldap_attr *attrs;
	size_t cap;
};

/* source_range.c: *entry becomes an entry in which every attribute with ";range=" has all its
 * values under its plain name. Valid until the next call. INCOMPLETE: the end was not reached. */
int prov_source_range_fill(struct prov_source_range *range, struct prov_ldap_entry *entry,
	struct prov_err *err);
void prov_source_range_fini(struct prov_source_range *range);

#endif
