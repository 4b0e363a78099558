/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_ucs.c - a host of Univention Corporate Server knows its directory, and has an account in it
 *
 * Where nobody has named a server, the host's own is read: with the machine account, whose secret only root
 * may read, and with STARTTLS, as its own programs do. A server that is named is another matter: the
 * account of this machine is not for another directory. What is set besides (who logs in, the authority)
 * counts here, too.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ldap/base/base_dn_int.h"

#define AUTHORITY "etc/univention/ssl/ucsCA/CAcert.pem"
#define SECRET "etc/machine.secret"

static bool has(const char *s)
{
	return s && *s;
}

static char *path_of(const struct prov_config *config, const char *file)
{
	const char *root = has(config->ucr_root) ? config->ucr_root : "/";

	return prov_asprintf("%s%s%s", root, root[strlen(root) - 1] == '/' ? "" : "/", file);
}

/* Now, while it is known whose secret that is. */
static int check_secret(const char *path, struct prov_err *err)
{
	if (access(path, R_OK) == 0)
		return 0;
	prov_fail_errno(err, PROV_E_CONFIG, "cannot read \"%s\", the secret of this machine's account", path);
	return prov_err_hint(err, errno == EACCES ?
			     "it is for root: run this as root, or set bind_dn and password_file" :
			     "a host that has joined its domain has one; else set bind_dn and password_file");
}

static int find_account(const struct prov_config *config, struct prov_ldap_params *params,
			struct prov_base_ucs *ucs, struct prov_err *err)
{
	PROV_CLEANUP(prov_base_place_fini) struct prov_base_answer dn = { 0 };
	PROV_CLEANUP(prov_freep) char *credential = NULL;
	int rc = prov_base_place_ucr(config, "ldap/hostdn", &dn);

	if (rc <= 0 || !has(dn.value)) {
		prov_fail(err, PROV_E_CONFIG, "this host of UCS has no account in its directory: %s: %s",
			  dn.where, rc > 0 ? "empty" : dn.why.msg);
		return prov_err_hint(err, "has it joined its domain? Else set bind_dn and password_file");
	}
	ucs->bind_dn = prov_strdup(dn.value);
	params->bind_dn = ucs->bind_dn;
	credential = prov_ldap_secret_credential(params->source);
	if (credential || has(params->password_file))
		return 0;
	ucs->password_file = path_of(config, SECRET);
	params->password_file = ucs->password_file;
	return check_secret(ucs->password_file, err);
}

int prov_base_ucs_find(const struct prov_config *config, struct prov_ldap_params *params,
		       struct prov_base_ucs *ucs, struct prov_err *err)
{
	PROV_CLEANUP(prov_base_place_fini) struct prov_base_answer server = { 0 };
	int rc;

	if (has(params->uri))
		return 0;
	rc = prov_base_server_ucr(config, &server);
	if (rc < 0) {
		*err = server.why;
		return prov_err_hint(err, "let it be read, or set uri");
	}
	if (rc == 0)
		return 0;
	ucs->uri = prov_strdup(server.value);
	params->uri = ucs->uri;
	params->starttls = true;
	if (!has(params->ca_file))
		params->ca_file = ucs->ca_file = path_of(config, AUTHORITY);
	return has(params->sasl) || has(params->bind_dn) ? 0 : find_account(config, params, ucs, err);
}

void prov_base_ucs_fini(struct prov_base_ucs *ucs)
{
	free(ucs->uri);
	free(ucs->bind_dn);
	free(ucs->password_file);
	free(ucs->ca_file);
	*ucs = (struct prov_base_ucs){ 0 };
}
