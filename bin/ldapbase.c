/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldapbase - prints the LDAP base DN and nothing else
 */
#include <prov/base_dn.h>

#include "bin/cli.h"

struct ldapbase {
	const char *base, *uri;
	bool explain, check, normalize;
};

#define OPTION(member, ...) CLI_OPTION(struct ldapbase, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(base, "base", 0, "DN", "use this one and look nowhere"),
	OPTION(uri, "uri", 0, "URI", "ask this server and look nowhere"),
	OPTION(explain, "explain", 0, NULL, "say on standard error what all places have, also in vain"),
	OPTION(check, "check", 0, NULL, "fail unless the server has an entry with this DN"),
	OPTION(normalize, "normalize", 0, NULL, "print it in the form of RFC 4514"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct ldapbase *opt = cli->own;
	const struct prov_base_dn_ask ask = { opt->base, opt->uri, opt->explain };
	const struct prov_config *config = cli_config(cli, err);
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };
	PROV_CLEANUP(prov_freep) char *normal = NULL;
	int rc;

	if (!config)
		return -1;
	rc = prov_base_dn_ask(config, &ask, &base, err);
	if (opt->explain)
		cli_note_lines(base.looked_at);
	if (rc < 0 || (opt->check && prov_base_dn_check(config, opt->uri, base.dn, err) < 0) ||
	    (opt->normalize && prov_base_dn_normalize(base.dn, &normal, err) < 0))
		return -1;
	if (cli->opt.json)
		return cli_print_object(cli, err, "base_dn", normal ? normal : base.dn, "found_in",
					base.found_in, NULL);
	return cli_print(err, "%s", normal ? normal : base.dn);
}

const struct cli_command cli_ldapbase = {
	.name = "ldapbase", .kind = "Directory", .form = CLI_PLAIN,
	.summary = "prints the LDAP base DN of this installation",
	.groups = { CLI_GROUP("Base DN:", own) },
	.own_size = sizeof(struct ldapbase),
	.run = run,
};
