/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_login.c - what a server needs that checks the passwords of a source's users itself
 */
#include "ldap/map/map.h"
#include "ldap/source/source_int.h"

static const char *keep(struct prov_pool *pool, const char *text)
{
	return text ? prov_pool_strdup(pool, text) : NULL;
}

/* A host of UCS knows its directory, and what it knows is given back when it was copied. */
static int find_server(const struct prov_config *config, const struct prov_source_config *source,
		       struct prov_pool *pool, struct prov_ldap_params *params, struct prov_err *err)
{
	struct prov_base_ucs ucs = { 0 };
	struct prov_ldap_params p = prov_ldap_params_of(config, source);
	int rc = prov_base_ucs_find(config, &p, &ucs, err);

	p.uri = keep(pool, p.uri);
	p.bind_dn = keep(pool, p.bind_dn);
	p.password_file = keep(pool, p.password_file);
	p.ca_file = keep(pool, p.ca_file);
	prov_base_ucs_fini(&ucs);
	*params = p;
	return rc;
}

int prov_source_login_find(const struct prov_config *config, const struct prov_source_config *source,
			   const char *profile, struct prov_pool *pool, struct prov_source_login *login,
			   struct prov_err *err)
{
	PROV_CLEANUP(prov_secret_fini) struct prov_str secret = PROV_STR_INIT;
	const struct prov_map_profile *p = prov_map_rules_profile(profile, err);

	if (!p || find_server(config, source, pool, &login->server, err) < 0 ||
	    prov_ldap_secret_read(&login->server, &secret, err) < 0)
		return prov_err_context(err, "source \"%s\"", source->name);
	login->password = prov_pool_secret(pool, secret.p ? secret.p : "");
	login->key = p->key;
	login->key_is_guid = p->key_is_guid;
	return 0;
}
