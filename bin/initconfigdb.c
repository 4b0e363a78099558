/* SPDX-License-Identifier: Apache-2.0 */
/*
 * initconfigdb - makes what is missing of the database, for set-up scripts of the Open-Xchange tools
 *
 * It is `provdb init`. What such a script says about its own database is understood, named and without
 * effect.
 */
#include <prov/database.h>

#include "bin/cli.h"

enum { VALUES = 8 };
struct initconfigdb {
	const char *value[VALUES];
	bool grant, drop;
};

#define OPTION(member, ...) CLI_OPTION(struct initconfigdb, member, __VA_ARGS__),
#define IGNORED(n, name, letter, argument, ...) \
	OPTION(value[n], name, letter, argument, "accepted, without effect", __VA_ARGS__)

static const struct cli_option own[] = {
	IGNORED(0, "configdb-user", 0, "NAME", 0)
	IGNORED(1, "configdb-pass", 0, "PASSWORD", CLI_SECRET)
	IGNORED(2, "configdb-host", 0, "HOST", 0)
	IGNORED(3, "configdb-port", 'p', "PORT", 0)
	IGNORED(4, "configdb-dbname", 0, "NAME", 0)
	IGNORED(5, "mysql-root-user", 0, "NAME", 0)
	IGNORED(6, "mysql-root-passwd", 0, "PASSWORD", CLI_SECRET)
	IGNORED(7, "addon-sql", 0, "A,B,...", 0)
	OPTION(grant, "grant", 'a', NULL, "accepted, without effect")
	OPTION(drop, "drop", 'i', NULL, "accepted, without effect: nothing is ever dropped")
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct prov_config *config = cli_config(cli, err);

	if (!config)
		return -1;
	cli_option_warn_ignored(cli, own);
	if (prov_database_init(config, cli_made, err) < 0)
		return -1;
	return cli->opt.json ? cli_print_object(cli, err, "action", "init", NULL) : 0;
}

const struct cli_command cli_initconfigdb = {
	.name = "initconfigdb", .kind = "Installation", .form = CLI_PLAIN,
	.summary = "makes what is missing of the database: provdb init",
	.note = "For scripts that were written for the Open-Xchange tools; others call provdb init.",
	.groups = { CLI_GROUP("Of the Open-Xchange tools:", own) },
	.own_size = sizeof(struct initconfigdb),
	.in_batch = CLI_ALONE, .run = run,
};
