/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_secret.c - where the password of a login is
 *
 * What the service manager hands to the process, $CREDENTIALS_DIRECTORY/ldapsync.SOURCE.password, is for this
 * very source and counts first; else it is in the file that the configuration names.
 */
#include <stdlib.h>
#include <strings.h>

#include "ldap/client/ldap_int.h"

static bool has(const char *s)
{
	return s && *s;
}

/* One that is there and cannot be read is an error later, and not another password. */
char *prov_ldap_secret_credential(const char *source)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char *path;

	if (!has(source) || !has(folder))
		return NULL;
	path = prov_asprintf("%s/ldapsync.%s.password", folder, source);
	if (prov_file_look(path) != 0)
		return path;
	free(path);
	return NULL;
}

static int read_file(const char *path, const char *bind_dn, struct prov_str *secret, struct prov_err *err)
{
	if (prov_file_read_password(path, false, secret, err) < 0)
		return prov_err_context(err, "password of \"%s\"", bind_dn);
	if (secret->len == 0)
		return prov_fail(err, PROV_E_CONFIG, "the password in \"%s\" is empty", path);
	return 0;
}

/* An empty password with a DN would be an "unauthenticated" bind, which succeeds and sees less. */
int prov_ldap_secret_read(const struct prov_ldap_params *params, struct prov_str *secret,
			  struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *credential = NULL;

	if (has(params->sasl)) {
		if (strcasecmp(params->sasl, "EXTERNAL") == 0)
			return 0;
		return prov_fail(err, PROV_E_CONFIG, "ldap.sasl is \"%s\", known is only EXTERNAL",
				 params->sasl);
	}
	if (!has(params->bind_dn))
		return 0;
	credential = prov_ldap_secret_credential(params->source);
	if (credential || has(params->password_file))
		return read_file(credential ? credential : params->password_file, params->bind_dn,
				 secret, err);
	prov_fail(err, PROV_E_CONFIG, "there is a bind DN (\"%s\"), but no password_file", params->bind_dn);
	return prov_err_hint(err, "set ldap.password_file; an anonymous login needs an empty bind_dn");
}
