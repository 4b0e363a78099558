/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_ldaprelay.c - prov ldaprelay: between a server that logs users in and their directory
 *
 * Dovecot runs it (prov serverconf), as a user who cannot read prov.conf: it reads no configuration.
 */
#include <unistd.h>

#include <prov/relay.h>

#include "bin/cli.h"

struct ldaprelay {
	const char *ca_file, *timeout, *network_timeout;
	bool starttls;
};

#define OPTION(member, ...) CLI_OPTION(struct ldaprelay, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(starttls, "starttls", 0, NULL, "switch ldap:// connections to TLS"),
	OPTION(ca_file, "ca-file", 0, "FILE", "authorities that may sign the directory's certificate"),
	OPTION(timeout, "timeout", 0, "SECONDS", "how long an answer is waited for (default: 30)"),
	OPTION(network_timeout, "network-timeout", 0, "SECONDS", "and a connection (default: 10)"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct ldaprelay *opt = cli->own;
	struct prov_relay relay = { .starttls = opt->starttls, .ca_file = opt->ca_file };
	PROV_CLEANUP(prov_str_fini) struct prov_str uris = PROV_STR_INIT;
	long long timeout = 30, network = 10;

	if (cli->word_count == 0)
		return prov_fail(err, PROV_E_MISSING, "the URI of a directory is needed");
	if (cli_number(opt->timeout, "--timeout", 1, 86400, &timeout, err) < 0 ||
	    cli_number(opt->network_timeout, "--network-timeout", 1, 86400, &network, err) < 0)
		return -1;
	for (int i = 0; i < cli->word_count; i++)
		prov_str_addf(&uris, "%s%s", i ? " " : "", cli->words[i]);
	relay.uri = uris.p;
	relay.timeout = (int)timeout;
	relay.network_timeout = (int)network;
	return prov_relay_run(&relay, STDIN_FILENO, err);
}

const struct cli_command cli_ldaprelay = {
	.name = "ldaprelay", .title = "prov ldaprelay", .kind = "Suite", .form = CLI_PLAIN,
	.summary = "passes logins of a server on to a directory",
	.words = "URI...",
	.groups = { CLI_GROUP("Directory:", own) },
	.own_size = sizeof(struct ldaprelay), .in_batch = CLI_NEVER, .run = run,
};
