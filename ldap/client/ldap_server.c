/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_server.c - what kind of server it is, and which parts of the tree it holds
 *
 * Only sure signs count: Active Directory (and Samba) names a capability of its own, 389 Directory
 * Server its vendor, OpenLDAP its object class. Of others nothing is known, and nothing is concluded.
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/client/ldap_dirsync.h"

#define ACTIVE_DIRECTORY "1.2.840.113556.1.4.800"

static bool has_value(const struct prov_ldap_entry *rootdse, const char *attr, const char *value)
{
	struct prov_values values = prov_ldap_entry_get(rootdse, attr);

	for (size_t i = 0; i < values.n; i++)
		if (values.v[i].len == strlen(value) && memcmp(values.v[i].p, value, values.v[i].len) == 0)
			return true;
	return false;
}

static const char *kind_of(const struct prov_ldap_entry *rootdse)
{
	if (has_value(rootdse, "supportedCapabilities", ACTIVE_DIRECTORY))
		return "ad";
	if (has_value(rootdse, "vendorName", "389 Project"))
		return "389";
	return has_value(rootdse, "objectClass", "OpenLDAProotDSE") ? "openldap" : NULL;
}

static void take_contexts(struct prov_ldap_server *server, const struct prov_ldap_entry *rootdse)
{
	struct prov_values all = prov_ldap_entry_get(rootdse, "namingContexts");

	server->contexts = prov_alloc((all.n + 1) * sizeof(*server->contexts));
	for (size_t i = 0; i < all.n; i++) {
		struct prov_str norm = PROV_STR_INIT;

		if (prov_dn_normalize_as(server->dn_rule, all.v[i].p, all.v[i].len, &norm) == 0 && norm.len)
			server->contexts[server->context_count++] = prov_str_take(&norm);
		prov_str_fini(&norm);
	}
}

static char *text_of(const struct prov_ldap_entry *rootdse, const char *attr)
{
	struct prov_values v = prov_ldap_entry_get(rootdse, attr);

	return v.n ? prov_strndup(v.v[0].p, v.v[0].len) : NULL;
}

static void take_name(struct prov_ldap_server *server, const struct prov_ldap_entry *rootdse)
{
	PROV_CLEANUP(prov_freep) char *name = text_of(rootdse, "vendorName");
	PROV_CLEANUP(prov_freep) char *version = text_of(rootdse, "vendorVersion");
	bool ad = server->kind && strcmp(server->kind, "ad") == 0;

	if (name || version)
		server->vendor = prov_asprintf("%s%s%s", name ? name : "", name && version ? " " : "",
					       version ? version : "");
	server->name = text_of(rootdse, ad ? "dsServiceName" : "netscapemdsuffix");
	server->counter = text_of(rootdse, ad ? "highestCommittedUSN" : "lastChangeNumber");
	server->data_version = text_of(rootdse, "dataversion");
	server->first_change = text_of(rootdse, "firstChangeNumber");
}

static void on_rootdse(void *data, const struct prov_ldap_entry *rootdse)
{
	struct prov_ldap_server *server = data;
	const struct prov_values controls = prov_ldap_entry_get(rootdse, "supportedControl");

	server->kind = kind_of(rootdse);
	server->dn_rule = prov_dn_fold_rule(server->kind);
	take_contexts(server, rootdse);
	take_name(server, rootdse);
	server->member_way = prov_ldap_member_way(&controls);
	server->has_dirsync = has_value(rootdse, "supportedControl", PROV_LDAP_DIRSYNC);
	server->has_sync = has_value(rootdse, "supportedControl", LDAP_CONTROL_SYNC);
}

int prov_ldap_server_ask(struct prov_ldap *ldap, struct prov_ldap_server *server, struct prov_err *err)
{
	char class[] = "objectClass", vendor[] = "vendorName", can[] = "supportedCapabilities";
	char contexts[] = "namingContexts", version[] = "vendorVersion", controls[] = "supportedControl";
	char ad[] = "dsServiceName", usn[] = "highestCommittedUSN";
	char ds[] = "netscapemdsuffix", number[] = "lastChangeNumber";
	char data[] = "dataversion", first[] = "firstChangeNumber";
	char *attrs[] = { class, vendor, version, can, contexts, controls, ad, usn, ds, number,
			  data, first, NULL };

	*server = (struct prov_ldap_server){ 0 };
	if (prov_ldap_search_entry(ldap, "", attrs, on_rootdse, server, err) >= 0) {
		ldap->kind = server->kind;
		return 0;
	}
	if (err->native != LDAP_INSUFFICIENT_ACCESS)
		return -1;
	prov_err_clear(err);
	return 0;
}

const char *prov_ldap_server_holds(const struct prov_ldap_server *server, const char *dn)
{
	const char *found = NULL;

	for (size_t i = 0; i < server->context_count; i++)
		if (prov_dn_is_below(dn, server->contexts[i]) &&
		    (!found || strlen(server->contexts[i]) > strlen(found)))
			found = server->contexts[i];
	return found;
}

void prov_ldap_server_fini(struct prov_ldap_server *server)
{
	for (size_t i = 0; i < server->context_count; i++)
		free(server->contexts[i]);
	free(server->contexts);
	free(server->vendor);
	free(server->name);
	free(server->counter);
	free(server->data_version);
	free(server->first_change);
	*server = (struct prov_ldap_server){ 0 };
}
