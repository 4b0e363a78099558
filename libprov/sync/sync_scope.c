/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_scope.c - who is out of a source because what belongs to it was changed
 *
 * A narrowed filter or a base that was taken out says nothing about people, and is the usual way in
 * which many are disabled by mistake. So nobody goes in such a run before the list was looked at.
 */
#include "libprov/sync/sync_scope.h"

#include <string.h>

#include "libprov/base/base.h"

const char *prov_sync_scope_server(const char *kind)
{
	if (strcmp(kind, "ad") == 0)
		return "Active Directory";
	if (strcmp(kind, "389") == 0)
		return "389 Directory Server";
	return strcmp(kind, "openldap") == 0 ? "OpenLDAP" : kind;
}

bool prov_sync_scope_stops(const struct prov_sync_counts *c)
{
	return !c->accepted &&
	       (c->scope_profile || (c->scope_narrows && c->missing + c->groups_missing > 0));
}

int prov_sync_scope_check(const struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str who = PROV_STR_INIT;

	if (!prov_sync_scope_stops(c))
		return 0;
	if (c->missing)
		prov_str_addf(&who, "%lld of %lld users", c->missing, c->owned_users);
	if (c->groups_missing)
		prov_str_addf(&who, "%s%lld of %lld groups", who.len ? " and " : "", c->groups_missing,
			      c->owned_groups);
	prov_fail(err, PROV_E_GUARD, "%s%s%s%s; nothing was changed", c->scope, who.len ? ": " : "",
		  who.len ? who.p : "", who.len ? " are out of it" : "");
	if (who.len)
		prov_err_detail(err, "They have not left the directory by that, but would be disabled.");
	return prov_err_hint(err, "set bases, filters and contexts as they were; if the change is right, "
			     "look at --dry-run, then: %s", c->command);
}
