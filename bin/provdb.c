/* SPDX-License-Identifier: Apache-2.0 */
/*
 * provdb - the life of the database
 */
#include <prov/database.h>

#include "bin/cli.h"

struct provdb {
	const char *user, *get, *keep;
	bool list, check, dry_run;
};

#define OPTION(member, ...) CLI_OPTION(struct provdb, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(user, "user", 0, "NAME",
	       "master: name of the master admin (default: oxadminmaster)"),
	CLI_OPTION(struct cli_call, user.password_file, "password-file", 0, "FILE",
	       "master, reader: read the password from FILE (- is standard input)"),
	OPTION(list, "list", 0, NULL, "config: list all settings"),
	OPTION(get, "get", 0, "KEY", "config: print one setting"),
	OPTION(check, "check", 0, NULL, "config: only look for mistakes"),
	OPTION(keep, "keep", 0, "DAYS", "prune-log: for how long lines are kept (default: log.keep)"),
	OPTION(dry_run, "dry-run", 0, NULL, "prune-log: only say how many lines it would remove"),
	CLI_OPTION_END
};

static const struct cli_action actions[] = {
	{ "init", "makes what is missing: the private database, roles, tables" },
	{ "start", "starts the private database" },
	{ "stop", "stops the private database" },
	{ "run", "runs the private database in the foreground, for a service manager" },
	{ "status", "shows which database it is, whether it runs, and its version" },
	{ "migrate", "brings the tables to the version of the programs, and sets the rights" },
	{ "check", "lists the rows that break a rule of the data" },
	{ "reader", "lets a server, dovecot or postfix, read its views" },
	{ "master", "sets name and password of the master admin" },
	{ "prune-log", "removes old lines of the change log" },
	{ "config", "lists settings, prints one or looks for mistakes in prov.conf" },
	{ NULL, NULL }
};

static int configuration(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	const struct provdb *opt = cli->own;

	if (opt->get)
		return cli_provdb_config_get(cli, config, opt->get, err);
	if (opt->list)
		return cli_provdb_config_list(cli, config, err);
	if (opt->check)
		return cli_provdb_config_check(cli, err);
	prov_fail(err, PROV_E_MISSING, "config does nothing by itself");
	return prov_err_hint(err, "--list, --get KEY or --check");
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct provdb *opt = cli->own;
	static const struct { const char *name; cli_provdb_fn *fn; } functions[] = {
		{ "init", cli_provdb_init }, { "start", cli_provdb_start }, { "stop", cli_provdb_stop },
		{ "run", cli_provdb_run }, { "status", cli_provdb_status },
		{ "migrate", cli_provdb_migrate }, { "check", cli_provdb_check },
		{ "reader", cli_reader },
	};
	const struct prov_config *config;
	const char *action = cli_action_find(cli, err);

	if (!action)
		return -1;
	if (cli->word_count > 1 && strcmp(action, "reader") != 0)
		return prov_fail(err, PROV_E_MISSING, "one action is needed, and no other word");
	if (strcmp(action, "master") == 0)
		return cli_provdb_master(cli, opt->user ? opt->user : "oxadminmaster", err);
	config = cli_config(cli, err);
	if (!config)
		return -1;
	if (strcmp(action, "prune-log") == 0)
		return cli_provdb_prune_log(cli, config, opt->keep, opt->dry_run, err);
	if (strcmp(action, "config") == 0)
		return configuration(cli, config, err);
	for (size_t i = 0; i < COUNT(functions); i++)
		if (strcmp(action, functions[i].name) == 0)
			return functions[i].fn(cli, config, err);
	return prov_fail(err, PROV_E_INTERNAL, "nothing does \"%s\"", action);
}

const struct cli_command cli_provdb = {
	.name = "provdb", .kind = "Database", .form = CLI_PLAIN,
	.summary = "init, start, stop, run, status, migrate, check, reader, master, prune-log, config",
	.words = "ACTION [SERVER]",
	.actions = actions,
	.groups = { CLI_GROUP("Options of master, prune-log and config:", own),
		    CLI_GROUP("Options of reader:", cli_reader_options), CLI_OUTPUT },
	.own_size = sizeof(struct provdb),
	.in_batch = CLI_ALONE, .run = run,
};
