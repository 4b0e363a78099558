/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence - request, show, verify and sign licences
 *
 * `verify` has exit statuses of its own for a licence that is not valid: 64 and the result's bits.
 */
#include "bin/cli_licence.h"

static struct cli_licence opt;

static struct poptOption own[] = {
	{ "base", '\0', POPT_ARG_STRING, &opt.base, 0,
	  "the base DN, in place of ldapbase's; sign: of the request's", "DN" },
	{ "ldif", '\0', POPT_ARG_NONE, &opt.ldif, 0, "request: print the unsigned licence", NULL },
	{ "key", '\0', POPT_ARG_STRING, &opt.key, 0,
	  "verify: public key, in place of licence.keys; sign: private key", "FILE" },
	{ "no-users", '\0', POPT_ARG_NONE, &opt.no_users, 0, "verify: do not count users", NULL },
	{ "yes", '\0', POPT_ARG_NONE, &opt.yes, 0,
	  "sign: do not ask; every term has to be said then", NULL },
	POPT_TABLEEND
};
#define TERM(name, term, help, arg) \
	{ name, '\0', POPT_ARG_STRING, &opt.terms[CLI_LICENCE_##term], 0, help, arg }
static struct poptOption terms[] = {
	TERM("users", USERS, "enabled users, a number or unlimited; mandatory", "N"),
	TERM("end-date", END_DATE, "DD.MM.YYYY or unlimited; mandatory", "DATE"),
	TERM("servers", SERVERS, "servers, a number or unlimited", "N"),
	TERM("managed-clients", MANAGED_CLIENTS, "managed clients, the same", "N"),
	TERM("corporate-clients", CORPORATE_CLIENTS, "corporate clients, the same", "N"),
	TERM("virtual-desktop-users", VIRTUAL_USERS, "users of virtual desktops, the same", "N"),
	TERM("virtual-desktop-clients", VIRTUAL_CLIENTS, "virtual desktops, the same", "N"),
	TERM("support", SUPPORT, "servers with support, a number", "N"),
	TERM("premium-support", PREMIUM_SUPPORT, "servers with premium support, a number", "N"),
	TERM("product", PRODUCT, "the product", "NAME"),
	TERM("type", TYPE, "kinds of product, with commas between", "LIST"),
	TERM("oem-product", OEM_PRODUCT, "products of others, with commas between", "LIST"),
	POPT_TABLEEND
};
static struct poptOption options[] = { CLI_GROUP(own, "Licence:"), CLI_GROUP(terms, "Terms of sign:"),
				       CLI_AUTH, CLI_JSON, CLI_COMMON };

static int run(struct cli *cli, struct prov_err *err)
{
	struct prov_call *call;
	const char *action = cli->word_count ? cli->words[0] : "";

	if (cli->word_count < 1 || cli->word_count > 2)
		return prov_fail(err, PROV_E_MISSING, "one action and at most one file are needed");
	opt.file = cli->words[1];
	opt.verify = strcmp(action, "verify") == 0;
	if (strcmp(action, "sign") == 0)
		return cli_licence_sign(cli, &opt, err);
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (strcmp(action, "request") == 0 && !opt.file)
		return cli_licence_request(call, &opt, err);
	if (opt.verify || strcmp(action, "show") == 0)
		return cli_licence_show(call, &opt, err);
	return prov_fail(err, PROV_E_UNKNOWN_OPTION, "there is no action \"%s\"%s", action,
			 opt.file ? " with a file" : "");
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "licence", .kind = CLI_PLAIN, .summary = "request, show, verify, sign",
		.words = "ACTION [FILE|-]", .options = options, .run = run
	};
	int status = cli_main(&spec, argc, argv);

	return status ? status : opt.status;
}
