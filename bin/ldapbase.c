/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldapbase - prints the LDAP base DN and nothing else
 */
#include <prov/base_dn.h>

#include "bin/cli.h"

static struct {
	char *base;
	int explain, check, normalize;
} opt;

static struct poptOption own[] = {
	{ "base", '\0', POPT_ARG_STRING, &opt.base, 0, "use this one and look nowhere", "DN" },
	{ "explain", '\0', POPT_ARG_NONE, &opt.explain, 0,
	  "say on standard error where it was found, and where it was not", NULL },
	{ "check", '\0', POPT_ARG_NONE, &opt.check, 0,
	  "fail unless the server has an entry with this DN", NULL },
	{ "normalize", '\0', POPT_ARG_NONE, &opt.normalize, 0,
	  "print it in the form of RFC 4514", NULL },
	POPT_TABLEEND
};
static struct poptOption options[] = { CLI_GROUP(own, "Base DN:"), CLI_COMMON };

static void explain(const struct prov_base_dn *base)
{
	if (base->looked_at && *base->looked_at)
		fprintf(stderr, "%s\n", base->looked_at);
	fprintf(stderr, "%s: found\n", base->found_in);
}

static int run(struct cli *cli, struct prov_err *err)
{
	PROV_CLEANUP(prov_config_freep) struct prov_config *config = NULL;
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };
	PROV_CLEANUP(prov_freep) char *normal = NULL;

	(void)cli;
	if (prov_config_load(NULL, &config, err) < 0 ||
	    prov_base_dn_find(config, opt.base, &base, err) < 0)
		return -1;
	if (opt.explain)
		explain(&base);
	if (opt.check && prov_base_dn_check(config, base.dn, err) < 0)
		return -1;
	if (opt.normalize && prov_base_dn_normalize(base.dn, &normal, err) < 0)
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
