/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_server.c - which directory server there is, if nobody says so in prov.conf
 *
 * In the order in which the base DN is looked for: said by the caller, ldap.uri, UCR's ldap/server/name
 * with ldap/server/port and ldap/server/addition, URI of ldap.conf with LDAPURI. What is configured to
 * log in with is for a server that the same administrator named, not for one that anybody's environment
 * does.
 */
#include <string.h>

#include "ldap/base/base_dn_int.h"
#include "libprov/ucr/ucr_int.h"

#define UCS_PORT "7389"

static void add_uri(struct prov_str *uris, const char *host, size_t len, const char *port)
{
	bool v6 = memchr(host, ':', len) && *host != '[';

	prov_str_addf(uris, "%sldap://%s%.*s%s:%s", uris->len ? " " : "", v6 ? "[" : "", (int)len, host,
		      v6 ? "]" : "", port);
}

static void add_hosts(struct prov_str *uris, const char *hosts, const char *port)
{
	for (const char *p = hosts + strspn(hosts, " \t"); *p; p += strspn(p, " \t")) {
		size_t len = strcspn(p, " \t");

		add_uri(uris, p, len, port);
		p += len;
	}
}

/* A variable beside ldap/server/name, or the default. Caller frees. */
static char *ucr_value(const struct prov_config *config, const char *key, const char *def)
{
	PROV_CLEANUP(prov_base_place_fini) struct prov_base_answer answer = { 0 };

	return prov_strdup(prov_base_place_ucr(config, key, &answer) > 0 && *answer.value ?
			   answer.value : def);
}

int prov_base_server_ucr(const struct prov_config *config, struct prov_base_answer *answer)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str uris = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *port = NULL;
	PROV_CLEANUP(prov_freep) char *more = NULL;
	int rc = prov_base_place_ucr(config, "ldap/server/name", answer);

	if (rc <= 0)
		return rc;
	port = ucr_value(config, "ldap/server/port", UCS_PORT);
	more = ucr_value(config, "ldap/server/addition", "");
	add_hosts(&uris, answer->value, port);
	add_hosts(&uris, more, port);
	prov_freep(&answer->value);
	if (!uris.len)
		return 0;
	answer->value = prov_str_take(&uris);
	return 1;
}

static int from_config(const struct prov_config *config, const char *uri,
		       struct prov_base_answer *answer)
{
	if (!uri)
		return prov_base_place_config(config, "ldap.uri", config->ldap_uri, answer);
	answer->where = prov_strdup("option --uri");
	answer->value = prov_strdup(uri);
	return 1;
}

int prov_base_server_find(const struct prov_config *config, const char *uri,
			  struct prov_ldap_params *params, struct prov_base_answer *answer)
{
	int rc = from_config(config, uri, answer);
	bool trusted = rc > 0;

	*params = prov_ldap_params_of(config, NULL);
	if (rc == 0) {
		prov_base_place_fini(answer);
		rc = prov_base_server_ucr(config, answer);
	}
	if (rc == 0) {
		prov_base_place_fini(answer);
		rc = prov_base_place_ldap_conf("URI", answer);
	}
	params->uri = answer->value;
	if (!trusted)
		params->bind_dn = params->password_file = params->sasl = "";
	return rc;
}
