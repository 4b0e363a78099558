/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oxinstaller - sets the master admin, for set-up scripts of the Open-Xchange tools
 *
 * Of what such a script says, --master-user and --master-pass are `provdb master`; the rest is about their
 * server: understood, named and without effect.
 */
#include "bin/cli.h"

enum { VALUES = 24 };
struct oxinstaller {
	const char *user, *password, *value[VALUES];
	bool no_license, disable_auth, debug;
};

#define OPTION(member, ...) CLI_OPTION(struct oxinstaller, member, __VA_ARGS__),
#define IGNORED(n, name, ...) \
	OPTION(value[n], name, 0, "TEXT", "accepted, without effect", __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(user, "master-user", 0, "NAME", "name of the master admin (default: oxadminmaster)")
	OPTION(password, "master-pass", 0, "PASSWORD", "its password; better: provdb master",
	       CLI_SECRET)
	CLI_OPTION_END
}, ignored[] = {
	IGNORED(0, "servername", 0) IGNORED(1, "configdb-user", 0) IGNORED(2, "configdb-pass", CLI_SECRET)
	IGNORED(3, "configdb-readhost", 0) IGNORED(4, "configdb-writehost", 0)
	IGNORED(5, "configdb-readport", 0) IGNORED(6, "configdb-writeport", 0)
	IGNORED(7, "configdb-dbname", 0) IGNORED(8, "imapserver", 0) IGNORED(9, "smtpserver", 0)
	IGNORED(10, "mail-login-src", 0) IGNORED(11, "mail-server-src", 0)
	IGNORED(12, "transport-server-src", 0) IGNORED(13, "servermemory", 0)
	IGNORED(14, "clt-memory", 0) IGNORED(15, "maxSession", 0) IGNORED(16, "sessionDefLifeTime", 0)
	IGNORED(17, "jkroute", 0) IGNORED(18, "ajp-bind-port", 0) IGNORED(19, "network-listener-host", 0)
	IGNORED(20, "name-of-oxcluster", 0) IGNORED(21, "tmpdir-path", 0) IGNORED(22, "add-license", 0)
	OPTION(no_license, "no-license", 0, NULL, "accepted, without effect")
	OPTION(disable_auth, "disableauth", 0, NULL, "accepted, without effect")
	OPTION(debug, "debug", 'D', NULL, "accepted, without effect")
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct oxinstaller *opt = cli->own;
	const char *name = opt->user ? opt->user : "oxadminmaster";
	struct prov_call *call;

	cli_option_warn_ignored(cli, ignored);
	if (!opt->password && opt->user)
		return prov_fail(err, PROV_E_MISSING, "Option(s) \"master-pass\" missing");
	if (!opt->password)
		return cli_unchanged(cli, err);
	call = cli_session(cli, err);
	if (!call || prov_master_set(call, name, opt->password, err) < 0)
		return -1;
	return !cli->opt.json ? 0 : cli_print_object(cli, err, "action", "master", "user", name, NULL);
}

const struct cli_command cli_oxinstaller = {
	.name = "oxinstaller", .kind = "Installation", .form = CLI_PLAIN,
	.summary = "sets the master admin: provdb master",
	.note = "For scripts that were written for the Open-Xchange tools; others call provdb master.",
	.groups = { CLI_GROUP("Master admin:", own), CLI_GROUP("Of the Open-Xchange tools:", ignored) },
	.own_size = sizeof(struct oxinstaller),
	.makes_database = true, .in_batch = CLI_ALONE, .run = run,
};
