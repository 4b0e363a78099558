/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/base/base_dn_int.h - the places that know the base DN, or the server that does
 */
#ifndef PROV_BASE_DN_INT_H
#define PROV_BASE_DN_INT_H

#include <prov/base_dn.h>

#include "ldap/prov_ldap.h"

/* What one place said: its name, and the value or why it has none. */
struct prov_base_answer {
	char *where;
	char *value;
	struct prov_err why;
};

/* The base DN on this server: ldap.base, or what the server says. Only if it names several, what UCR and
 * ldap.conf of this machine say: they may be about another one. */
int prov_base_dn_find_on(const struct prov_config *config, struct prov_ldap *ldap,
	struct prov_base_dn *base, struct prov_err *err);

/* base_place.c */
void prov_base_place_fini(struct prov_base_answer *answer);
/* Each returns 1: it has a value, 0: it has none, -1: what it has cannot be read. */
int prov_base_place_config(const struct prov_config *config, const char *key, const char *value,
	struct prov_base_answer *answer);
int prov_base_place_ucr(const struct prov_config *config, const char *key,
	struct prov_base_answer *answer);
int prov_base_place_ldap_conf(const char *word, struct prov_base_answer *answer);

/* base_server.c: the server that is known: uri if it is not NULL, else from the configuration, UCR or
 * ldap.conf. 1, 0: none, -1: it may be in a file that cannot be read (answer->why). Only where the first
 * two name it, the login of the configuration is meant for it: params has none otherwise. params
 * borrows from config, uri and answer. */
int prov_base_server_find(const struct prov_config *config, const char *uri,
	struct prov_ldap_params *params, struct prov_base_answer *answer);

/* The servers in UCR, as URIs; the same results. */
int prov_base_server_ucr(const struct prov_config *config, struct prov_base_answer *answer);

/* base_ucs.c: what a host of UCS knows of the directory that it belongs to; NULL: that is set elsewhere. */
struct prov_base_ucs {
	char *uri, *bind_dn, *password_file, *ca_file;
};
/* Where params names no server, and this is such a host: fills it. It borrows from ucs then. CONFIG: what the
 * host knows cannot be read. */
int prov_base_ucs_find(const struct prov_config *config, struct prov_ldap_params *params,
	struct prov_base_ucs *ucs, struct prov_err *err);
void prov_base_ucs_fini(struct prov_base_ucs *ucs);

#endif
