/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldapbase - prints the LDAP base DN and nothing else
 */
#include <prov/base_dn.h>

#include "bin/cli.h"

static struct {
	char *base, *uri;
	int explain, check, normalize;
} opt;

static struct poptOption own[] = {
	{ "base", '\0', POPT_ARG_STRING, &opt.base, 0, "use this one and look nowhere", "DN" },
	{ "uri", '\0', POPT_ARG_STRING, &opt.uri, 0, "ask this server and look nowhere", "URI" },
	{ "explain", '\0', POPT_ARG_NONE, &opt.explain, 0,
	  "say on standard error what all places have, also in vain", NULL },
	{ "check", '\0', POPT_ARG_NONE, &opt.check, 0,
	  "fail unless the server has an entry with this DN", NULL },
	{ "normalize", '\0', POPT_ARG_NONE, &opt.normalize, 0,
	  "print it in the form of RFC 4514", NULL },
	POPT_TABLEEND
};
static struct poptOption options[] = { CLI_GROUP(own, "Base DN:"), CLI_COMMON };

static int run(struct cli *cli, struct prov_err *err)
{
	const struct prov_base_dn_ask ask = { opt.base, opt.uri, opt.explain };
	PROV_CLEANUP(prov_config_freep) struct prov_config *config = NULL;
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };
	PROV_CLEANUP(prov_freep) char *normal = NULL;
	int rc;

	(void)cli;
	if (prov_config_load(NULL, &config, err) < 0)
		return -1;
	rc = prov_base_dn_ask(config, &ask, &base, err);
	if (opt.explain)
		fprintf(stderr, "%s\n", base.looked_at);
	if (rc < 0 || (opt.check && prov_base_dn_check(config, opt.uri, base.dn, err) < 0) ||
	    (opt.normalize && prov_base_dn_normalize(base.dn, &normal, err) < 0))
		return -1;
	return cli_print(err, "%s", normal ? normal : base.dn);
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "ldapbase", .kind = CLI_PLAIN,
		.summary = "prints the LDAP base DN of this installation",
		.options = options, .run = run
	};

	return cli_main(&spec, argc, argv);
}
