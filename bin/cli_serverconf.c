/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_serverconf.c - prov serverconf: prints the configuration of a server that reads this database
 */
#include <unistd.h>

#include <prov/serverconf.h>

#include "bin/cli_list.h"

struct serverconf {
	const char *out, *set;
	bool list;
};

#define OPTION(member, ...) CLI_OPTION(struct serverconf, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(out, "out", 0, "FOLDER", "make files in this folder, which is made or is empty"),
	OPTION(set, "set", 0, "NAME=VALUE,...", "parameters that are not as in Debian"),
	OPTION(list, "list", 0, NULL, "list the parameters"),
	CLI_OPTION(struct cli_call, user.password_file, "password-file", 0, "FILE",
		   "password of the server's role, that of provdb reader (- is standard input)"),
	CLI_OPTION_END
};

static int list_params(struct cli_call *cli, struct prov_err *err)
{
	static const struct prov_column columns[] = {
		{ "name", NULL, "name", PROV_CELL_TEXT }, { "default", NULL, "default", PROV_CELL_TEXT },
		{ "meaning", NULL, "meaning", PROV_CELL_TEXT },
	};
	const struct prov_serverconf_param *p;
	struct cli_list list;

	if (cli_list_begin(cli, &list, columns, COUNT(columns), err) < 0)
		return -1;
	for (size_t i = 0; (p = prov_serverconf_param(i)); i++)
		cli_list_row(&list, (const char *const[]){ p->name, p->def, p->doc });
	return cli_list_end(&list, 0, err);
}

/* A password is not for the eye. */
static int print(const struct prov_serverconf *conf, struct prov_err *err)
{
	for (size_t i = 0; i < conf->count; i++)
		if (cli_print(err, "# ---- %s ----\n%s", conf->files[i].name, conf->files[i].secret ?
			      "# It has a password: only --out FOLDER makes it.\n" : conf->files[i].text) < 0)
			return -1;
	return 0;
}

static const char *absolute(struct cli_call *cli, const char *path)
{
	PROV_CLEANUP(prov_freep) char *here = path[0] == '/' ? NULL : getcwd(NULL, 0);

	return here ? prov_pool_printf(cli->pool, "%s/%s", here, path) : path;
}

/* Of a file that was replaced while it ran, there is no path. */
static const char *own_path(struct cli_call *cli)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));

	return n > 0 && n < (ssize_t)sizeof(path) ? prov_pool_strndup(cli->pool, path, (size_t)n) : NULL;
}

static int done(struct cli_call *cli, const struct prov_serverconf *conf, const char *folder,
		struct prov_err *err)
{
	if (prov_serverconf_write(conf, folder, err) < 0)
		return -1;
	if (cli->opt.json)
		return cli_print_object(cli, err, "server", conf->server->name, "folder", folder, NULL);
	return cli_print(err, "%zu files for %s are in %s", conf->count, conf->server->name, folder);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct serverconf *opt = cli->own;
	const struct prov_config *config = cli_config(cli, err);
	struct prov_serverconf_given given = { .set = opt->set };
	const struct prov_server *server;
	struct prov_serverconf conf;
	char *password = NULL;
	int rc;

	if (!config || opt->list)
		return config ? list_params(cli, err) : -1;
	if (cli->word_count != 1)
		return prov_fail(err, PROV_E_MISSING, "one server is needed: dovecot, postfix, courier, "
				 "cyrus, sogo, nginx or web");
	server = prov_serverconf_server(cli->words[0], err);
	if (!server || (cli->user.password_file &&
			cli_secret_file(cli, cli->user.password_file, &password, err) < 0))
		return -1;
	given.password = password;
	given.folder = opt->out ? absolute(cli, opt->out) : NULL;
	given.program = own_path(cli);
	given.call = cli_session(cli, err);
	if (!given.call)
		return -1;
	rc = prov_serverconf_open(config, server, &given, &conf, err);
	if (rc == 0)
		rc = opt->out ? done(cli, &conf, given.folder, err) : print(&conf, err);
	if (rc == 0 && conf.note)
		cli_note_lines(conf.note);
	prov_serverconf_close(&conf);
	return rc;
}

const struct cli_command cli_serverconf = {
	.name = "serverconf", .title = "prov serverconf", .kind = "Suite", .form = CLI_PLAIN,
	.summary = "prints the configuration of a server that reads this database",
	.words = "SERVER",
	.groups = { CLI_GROUP("Configuration:", own), CLI_OUTPUT },
	.own_size = sizeof(struct serverconf), .in_batch = CLI_ALONE, .run = run,
};
