/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_status.c - prov status: how the installation is, in one page, for people and for monitoring
 *
 * The exit status is that of a plugin of Nagios, also where the command line or prov.conf is wrong: a 1
 * would be taken for a warning.
 */
#include <prov/notify.h>

#include "bin/cli_status.h"

struct own {
	const char *metrics;
};

static const struct cli_option own[] = {
	CLI_OPTION(struct own, metrics, "metrics", 0, "FILE",
		   "write the numbers to FILE as well, for the textfile collector of node_exporter"),
	CLI_OPTION_END
};

/* A plugin has a line on standard output, whatever else is said. */
static int fail(const struct cli_call *cli, const struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str line = PROV_STR_INIT;

	prov_plain_add(&line, err->msg);
	for (char *bar = line.p; (bar = strchr(bar, '|')); )
		*bar = '/';
	if (!cli->opt.json)
		printf("PROV %s - %s\n", prov_status_level_name(PROV_STATUS_UNKNOWN), line.p);
	return -1;
}

/* What keeps the numbers from their file is a problem of the status. */
static void write_metrics(struct prov_status *status, const char *path)
{
	struct prov_err err = PROV_ERR_INIT;

	if (path && prov_status_metrics_write(status, path, &err) < 0)
		prov_status_problem_add(status, PROV_STATUS_WARNING, "metrics", err.hint, "%s", err.msg);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct own *opt = cli->own;
	struct prov_call *call = cli_session(cli, err);
	PROV_CLEANUP(prov_status_freep) struct prov_status *status = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;

	if (!call)
		return fail(cli, err);
	status = prov_status_look(call);
	prov_notify_status(call, status);
	write_metrics(status, opt->metrics);
	if (cli->opt.json)
		cli_status_json(&text, cli->process, status);
	else
		cli_status_page(&text, cli->process, status);
	cli->status = (int)status->level;
	return cli_print(err, "%s", text.p);
}

const struct cli_command cli_status = {
	.name = "status", .title = "prov status", .kind = "Suite", .form = CLI_PLAIN,
	.summary = "says whether all is well, for people and for monitoring",
	.note = "Exit status: 0 all is well, 1 warning, 2 critical, 3 it cannot be told.",
	.groups = { CLI_GROUP("Output:", own) },
	.own_size = sizeof(struct own), .in_batch = CLI_NEVER, .failed = PROV_STATUS_UNKNOWN,
	.run = run,
};
