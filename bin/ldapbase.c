/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldapbase - prints the LDAP base DN and nothing else
 */
#include <prov/base_dn.h>

#include "bin/cli.h"

static char *base;

static struct poptOption own[] = {
	{ "base", 'b', POPT_ARG_STRING, &base, 0, "this one, after a look at its syntax", "DN" },
	POPT_TABLEEND
};
static struct poptOption options[] = { CLI_GROUP(own, "Base DN:"), CLI_COMMON };

static int run(struct cli *cli, struct prov_err *err)
{
	PROV_CLEANUP(prov_config_freep) struct prov_config *config = NULL;
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn found = { NULL, NULL, NULL };

	(void)cli;
	if (prov_config_load(NULL, &config, err) < 0 ||
	    prov_base_dn_find(config, base, &found, err) < 0)
		return -1;
	return cli_print(err, "%s", found.dn);
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "ldapbase", .kind = CLI_PLAIN, .summary = "prints the LDAP base DN",
		.options = options, .run = run
	};

	return cli_main(&spec, argc, argv);
}
