/* SPDX-License-Identifier: Apache-2.0 */
/*
 * provdb - the life of the database: init, start, stop, status, migrate, check, master, config
 */
#include <prov/database.h>

#include "bin/cli.h"

static struct {
	char *user, *get;
	int list, check;
} opt;

static struct poptOption own[] = {
	{ "user", '\0', POPT_ARG_STRING, &opt.user, 0,
	  "master: name of the master admin (default: oxadminmaster)", "NAME" },
	{ "password-file", '\0', POPT_ARG_STRING, &cli_user.password_file, 0,
	  "master: read the password from FILE (- is standard input)", "FILE" },
	{ "list", '\0', POPT_ARG_NONE, &opt.list, 0, "config: list all settings", NULL },
	{ "get", '\0', POPT_ARG_STRING, &opt.get, 0, "config: print one setting", "KEY" },
	{ "check", '\0', POPT_ARG_NONE, &opt.check, 0, "config: only look for mistakes", NULL },
	POPT_TABLEEND
};
static struct poptOption options[] = { CLI_GROUP(own, "Actions:"), CLI_OUTPUT, CLI_COMMON };

static int run(struct cli *cli, struct prov_err *err)
{
	static const struct { const char *name; cli_provdb_fn *fn; } actions[] = {
		{ "init", cli_provdb_init }, { "start", cli_provdb_start }, { "stop", cli_provdb_stop },
		{ "status", cli_provdb_status }, { "migrate", cli_provdb_migrate },
		{ "check", cli_provdb_check },
	};
	PROV_CLEANUP(prov_config_freep) struct prov_config *config = NULL;
	const char *action = cli->words[0];

	if (cli->word_count != 1)
		return prov_fail(err, PROV_E_MISSING, "one action is needed");
	if (strcmp(action, "master") == 0)
		return cli_provdb_master(cli, opt.user ? opt.user : "oxadminmaster", err);
	if (prov_config_load(NULL, &config, err) < 0)
		return -1;
	cli_private_environment(config);
	if (strcmp(action, "config") == 0)
		return opt.get ? cli_config_get(config, opt.get, err) :
			opt.list ? cli_config_list(config, err) : 0;
	for (size_t i = 0; i < COUNT(actions); i++)
		if (strcmp(action, actions[i].name) == 0)
			return actions[i].fn(config, err);
	return prov_fail(err, PROV_E_UNKNOWN_OPTION, "unknown action \"%s\"", action);
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "provdb", .kind = CLI_PLAIN,
		.summary = "init, start, stop, status, migrate, check, master, config",
		.words = "ACTION", .options = options, .run = run
	};

	return cli_main(&spec, argc, argv);
}
