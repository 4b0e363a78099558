/* SPDX-License-Identifier: Apache-2.0 */
/*
 * provdb - the life of the database
 */
#include <prov/database.h>

#include "bin/cli.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_provdb, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(user, "user", 0, "NAME",
	       "master: name of the master admin (default: oxadminmaster)"),
	CLI_OPTION(struct cli_call, user.password_file, "password-file", 0, "FILE",
	       "master, reader: read the password from FILE (- is standard input)"),
	OPTION(list, "list", 0, NULL, "config: list all settings"),
	OPTION(get, "get", 0, "KEY", "config: print one setting"),
	OPTION(check, "check", 0, NULL, "config: only look for mistakes"),
	OPTION(keep, "keep", 0, "DAYS", "prune-log: for how long lines are kept (default: log.keep)"),
	OPTION(overwrite, "overwrite", 0, NULL, "restore: replace all that is in the database"),
	OPTION(skip_ids, "skip-ids", 0, "N",
	       "restore: leave out so many ids in each context (default: 1000)"),
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
	{ "distribute", "spreads the tables over the servers of Citus, by context" },
	{ "check", "lists the rows that break a rule of the data" },
	{ "reader", "lets a server (dovecot, postfix, courier, cyrus, sogo) read its views" },
	{ "dump", "writes all that is in the database to FILE (- is standard output)" },
	{ "restore", "makes the database what a dump in FILE has (- is standard input)" },
	{ "master", "sets name and password of the master admin" },
	{ "prune-log", "removes old lines of the change log" },
	{ "config", "lists settings, prints one or looks for mistakes in prov.conf" },
	{ NULL, NULL }
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_provdb *opt = cli->own;
	static const struct { const char *name; cli_provdb_fn *fn; } functions[] = {
		{ "init", cli_provdb_init }, { "start", cli_provdb_start }, { "stop", cli_provdb_stop },
		{ "run", cli_provdb_run }, { "status", cli_provdb_status },
		{ "migrate", cli_provdb_migrate }, { "distribute", cli_provdb_distribute },
		{ "check", cli_provdb_check },
		{ "reader", cli_reader },
	};
	const struct prov_config *config;
	const char *action = cli_action_find(cli, err);
	bool file;

	if (!action)
		return -1;
	file = strcmp(action, "dump") == 0 || strcmp(action, "restore") == 0;
	if (cli->word_count != (file ? 2 : 1) && strcmp(action, "reader") != 0)
		return prov_fail(err, PROV_E_MISSING, "%s, and no other word",
				 file ? "a FILE is needed" : "one action is needed");
	if (strcmp(action, "master") == 0)
		return cli_provdb_master(cli, opt->user ? opt->user : "oxadminmaster", err);
	config = cli_config(cli, err);
	if (!config)
		return -1;
	if (strcmp(action, "prune-log") == 0)
		return cli_provdb_prune_log(cli, config, opt->keep, opt->dry_run, err);
	if (strcmp(action, "config") == 0)
		return cli_provdb_config(cli, config, opt, err);
	if (strcmp(action, "dump") == 0)
		return cli_provdb_dump(cli, config, cli->words[1], err);
	if (strcmp(action, "restore") == 0)
		return cli_provdb_restore(cli, config, cli->words[1], opt, err);
	for (size_t i = 0; i < COUNT(functions); i++)
		if (strcmp(action, functions[i].name) == 0)
			return functions[i].fn(cli, config, err);
	return prov_fail(err, PROV_E_INTERNAL, "nothing does \"%s\"", action);
}

const struct cli_command cli_provdb = {
	.name = "provdb", .kind = "Database", .form = CLI_PLAIN,
	.summary = "init, start, stop, run, status, migrate, distribute, check, reader, dump, restore, "
		   "master, prune-log, config",
	.words = "ACTION [FILE|SERVER]",
	.actions = actions,
	.groups = { CLI_GROUP("Options of restore, master, prune-log and config:", own),
		    CLI_GROUP("Options of reader:", cli_reader_options), CLI_OUTPUT },
	.own_size = sizeof(struct cli_provdb),
	.in_batch = CLI_ALONE, .run = run,
};
