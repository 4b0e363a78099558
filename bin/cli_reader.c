/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_reader.c - provdb reader: the role that a server reads the views with
 */
#include <prov/database.h>

#include "bin/cli.h"

const struct cli_option cli_reader_options[] = {
	CLI_OPTION(struct cli_call, reader.os_user, "os-user", 0, "NAME",
		   "user that the server runs as (default: that of Debian); private database only"),
	CLI_OPTION(struct cli_call, reader.remove, "remove", 0, NULL, "take its role away"),
	CLI_OPTION_END
};

static int remove_role(struct cli_call *cli, const struct prov_config *config,
		       const struct prov_server *server, struct prov_err *err)
{
	bool stays = false;

	if (cli->reader.os_user || cli->user.password_file)
		return prov_fail(err, PROV_E_INVALID, "--remove takes no --os-user and no --password-file");
	if (prov_database_reader_remove(config, server, &stays, err) < 0)
		return -1;
	if (stays)
		cli_warn(cli, prov_pool_printf(cli->pool, "something else depends on the role %s, which "
					       "stays: it reads nothing of this database", server->role));
	if (cli->opt.json)
		return cli_print_object(cli, err, "action", "reader", "server", server->name, "removed",
					server->role, NULL);
	return cli_print(err, "%s may read nothing any more", server->name);
}

int cli_reader(struct cli_call *cli, const struct prov_config *config, struct prov_err *err)
{
	const struct prov_server *server;
	struct prov_reader reader = { .os_user = cli->reader.os_user };
	char *password = NULL;

	if (cli->word_count != 2)
		return prov_fail(err, PROV_E_MISSING, "reader SERVER: one server is needed, and no other "
				 "word");
	server = prov_database_server(cli->words[1], err);
	if (server && cli->reader.remove)
		return remove_role(cli, config, server, err);
	if (!server || (cli->user.password_file &&
			cli_secret_file(cli, cli->user.password_file, &password, err) < 0))
		return -1;
	reader.password = password;
	if (prov_database_reader(config, server, &reader, err) < 0)
		return -1;
	if (cli->opt.json)
		return cli_print_object(cli, err, "action", "reader", "server", server->name, "role",
					server->role, NULL);
	return cli_print(err, "%s may read its views as %s", server->name, server->role);
}
