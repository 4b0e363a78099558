/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_scope.c - what a source is, for people
 */
#include "libprov/sync/sync_scope.h"

#include <string.h>

const char *prov_sync_scope_server(const char *kind)
{
	if (strcmp(kind, "ad") == 0)
		return "Active Directory";
	if (strcmp(kind, "389") == 0)
		return "389 Directory Server";
	return strcmp(kind, "openldap") == 0 ? "OpenLDAP" : kind;
}
