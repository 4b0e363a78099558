/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence - request, show, verify and sign licences, keep keys of contracts, and forget a wrong day
 *
 * `verify` has exit statuses of its own for a licence that is not valid: 64 and the result's bits.
 */
#include <prov/licence.h>

#include "bin/cli_licence.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_licence, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(base, "base", 0, "DN",
	       "the base DN, in place of ldapbase's; sign: of the request's"),
	OPTION(ldif, "ldif", 0, NULL, "request: print the unsigned licence"),
	OPTION(key_id, "key-id", 0, "UUID", "request: in place of the present licence's, or of a new one"),
	OPTION(contact, "contact", 0, "TEXT", "request: who the vendor may ask"),
	OPTION(key, "key", 0, "FILE",
	       "verify: public key, in place of licence.keys; sign: private key"),
	OPTION(no_users, "no-users", 0, NULL, "verify: do not count users"),
	OPTION(yes, "yes", 0, NULL, "sign: do not ask; every term has to be said then"),
	CLI_OPTION_END
};
#define TERM(name, term, help, arg) \
	OPTION(terms[CLI_LICENCE_##term], name, 0, arg, help)
static const struct cli_option terms[] = {
	TERM("users", USERS, "enabled users, a number or unlimited; sign needs it; keys add: of a key", "N"),
	TERM("end-date", END_DATE, "DD.MM.YYYY or unlimited; sign needs it; keys add: of a key", "DATE"),
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
	CLI_OPTION_END
};

static const struct cli_action actions[] = {
	{ "request", "prints what a seller has to know, or the unsigned licence" },
	{ "show", "prints a licence" },
	{ "verify", "prints a licence and says whether it is good" },
	{ "sign", "signs a licence, for sellers" },
	{ "keys", "lists, adds or removes the keys of contracts" },
	{ "reset-clock", "forgets the latest day seen, after a clock was wrong" },
	{ NULL, NULL }
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	struct cli_licence *opt = cli->own;
	const char *action = cli_action_find(cli, err);

	if (!action)
		return -1;
	opt->words = cli->words + 1;
	if (strcmp(action, "keys") == 0)
		return cli_licence_keys(cli, opt, err);
	if (cli->word_count > 2)
		return prov_fail(err, PROV_E_MISSING, "one action and at most one file are needed");
	opt->file = cli->words[1];
	opt->verify = strcmp(action, "verify") == 0;
	if (strcmp(action, "sign") == 0)
		return cli_licence_sign(cli, opt, err);
	if (!cli_session(cli, err))
		return -1;
	if (strcmp(action, "request") == 0 && !opt->file)
		return cli_licence_request(cli, opt, err);
	if (strcmp(action, "reset-clock") == 0 && !opt->file)
		return cli_licence_reset_clock(cli, err);
	if (opt->verify || strcmp(action, "show") == 0)
		return cli_licence_show(cli, opt, err);
	return prov_fail(err, PROV_E_UNKNOWN_OPTION, "there is no action \"%s\" with a file", action);
}

const struct cli_command cli_licence = {
	.name = "licence", .kind = "Licence", .form = CLI_PLAIN,
	.summary = "request, show, verify, sign, keys, reset-clock",
	.words = "ACTION [FILE|-|WORDS]",
	.actions = actions,
	.groups = {
		CLI_GROUP("Licence:", own), CLI_GROUP("Terms of sign, wishes of request:", terms),
		CLI_OUTPUT, CLI_AUTH
	},
	.own_size = sizeof(struct cli_licence),
	.in_batch = CLI_ALONE, .run = run,
};
