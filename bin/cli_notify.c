/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_notify.c - prov notify: tells servers what was changed, and shows what waits to be told
 */
#include <unistd.h>

#include <prov/notify.h>

#include "bin/cli_list.h"

struct notify {
	bool watch, retry, pending;
	const char *interval, *forget;
};

#define OPTION(member, ...) CLI_OPTION(struct notify, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(watch, "watch", 'w', NULL, "stay, and deliver whenever something changes"),
	OPTION(interval, "interval", 0, "SECONDS",
	       "with --watch: look at least so often (default: 10), for changes made on other machines"),
	OPTION(retry, "retry", 0, NULL, "also what failed and would be tried again later"),
	OPTION(pending, "pending", 0, NULL,
	       "deliver nothing, and list what waits, since when, and what failed"),
	OPTION(forget, "forget", 0, "NAME", "forget this deliverer, and what waits for it"),
	CLI_OPTION_END
};

/* ---- what it does ---- */

static int deliver(struct cli_call *cli, struct prov_call *call, long long interval, struct prov_err *err)
{
	const struct notify *opt = cli->own;
	struct prov_notify_params params = { .watch = opt->watch, .retry = opt->retry,
					     .interval = (int)interval };
	bool watched = isatty(STDERR_FILENO) || cli->opt.json || opt->retry;
	struct prov_notify_counts counts;

	params.remind = watched ? 0 : prov_session_config(call->session)->sync_remind;
	params.stop_fd = cli_signal_request(err);
	if (params.stop_fd < 0)
		return -1;
	if (opt->watch)
		cli_manager_tell("READY=1", strlen("READY=1"));
	if (prov_notify_run(call, &params, &counts, err) < 0)
		return -1;
	if (counts.failing)
		cli->status = prov_err_status(PROV_E_INCOMPLETE);
	return cli->opt.json ? cli_print_numbers(cli, err, "events", counts.events, "deliveries",
						 counts.deliveries, NULL) : 0;
}

static int pending(struct cli_call *cli, struct prov_call *call, struct prov_err *err)
{
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	bool well = true;
	int rc;

	if (cli_list_begin(cli, &list, columns, prov_notify_columns(columns), err) < 0)
		return -1;
	rc = prov_notify_list(call, &list.rows, &well, err);
	if (rc == 0 && !well)
		cli->status = prov_err_status(PROV_E_INCOMPLETE);
	return cli_list_end(&list, rc, err);
}

static int forget(struct cli_call *cli, struct prov_call *call, struct prov_err *err)
{
	const struct notify *opt = cli->own;

	if (prov_notify_forget(call, opt->forget, err) < 0)
		return -1;
	cli->done = true;
	return cli->opt.json ? cli_print_object(cli, err, "deliverer", opt->forget, NULL) :
		cli_print(err, "deliverer %s forgotten", opt->forget);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct notify *opt = cli->own;
	struct prov_call *call;
	long long interval = 10;

	if (opt->pending + (opt->forget != NULL) + (opt->watch || opt->retry) > 1)
		return prov_fail(err, PROV_E_INVALID, "--pending, --forget, and --watch or --retry exclude "
				 "each other");
	if (opt->interval && !opt->watch)
		return prov_fail(err, PROV_E_MISSING, "--interval needs --watch");
	if (cli_number(opt->interval, "--interval", 1, 86400, &interval, err) < 0)
		return -1;
	call = cli_session(cli, err);
	if (!call)
		return -1;
	return opt->pending ? pending(cli, call, err) : opt->forget ? forget(cli, call, err) :
		deliver(cli, call, interval, err);
}

const struct cli_command cli_notify = {
	.name = "notify", .title = "prov notify", .kind = "Suite", .form = CLI_PLAIN,
	.summary = "tells servers what was changed",
	.groups = { CLI_GROUP("What to do (default: deliver what waits):", own), CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct notify), .in_batch = CLI_NEVER, .run = run,
};
