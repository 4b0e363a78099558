/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_enable.c - enabling and disabling contexts, one or all
 */
#include <prov/context.h>

#include "bin/cli.h"

const struct cli_option cli_enable[] = {
	CLI_OPTION(struct cli_call, enable.reason, "reason", 'r', "ID", "accepted, without effect"),
	CLI_OPTION(struct cli_call, enable.dry_run, "dry-run", 0, NULL, "change nothing, say what would be"),
	CLI_OPTION_END
};

static struct prov_call *open_call(struct cli_call *cli, bool bulk, struct prov_err *err)
{
	struct prov_call *call;
	long long reason;

	if (cli->enable.reason && !prov_int_parse(cli->enable.reason, 0, 2147483647, &reason)) {
		prov_fail(err, PROV_E_NOT_NUMBER, "Ids must be numbers!");
		return NULL;
	}
	call = bulk ? cli_bulk_session(cli, err) : cli_session(cli, err);
	if (call)
		call->dry_run = cli->enable.dry_run;
	return call;
}

int cli_enable_one(struct cli_call *cli, bool enabled, struct prov_err *err)
{
	const struct prov_context_set set = { .attr = { [PROV_CA_ENABLED] = enabled ? "true" : "false" } };
	struct prov_context_counts counts;
	struct prov_context_ref ref;
	struct prov_call *call;
	long long id = 0;

	if (cli_context_ref(cli, &ref, err) < 0)
		return -1;
	call = open_call(cli, false, err);
	if (!call || prov_context_change(call, &ref, &set, &id, &counts, err) < 0)
		return -1;
	cli_context_found(cli, id);
	if (!call->dry_run)
		return cli_success(cli, err);
	if (cli->opt.json)
		return cli_print_numbers(cli, err, NULL);
	return cli_print(err, "context %lld %s %s", id, counts.changed ? "would be" : "is already",
			 cli->command->verb);
}

int cli_enable_all(struct cli_call *cli, bool enabled, struct prov_err *err)
{
	struct prov_call *call = open_call(cli, true, err);
	long long count = 0;

	if (!call || prov_context_enable_all(call, enabled, &count, err) < 0)
		return -1;
	cli->done = !call->dry_run;
	if (cli->opt.json)
		return cli_print_numbers(cli, err, "contexts", count, NULL);
	return call->dry_run ?
		cli_print(err, "contexts that would be %s: %lld", cli->command->verb, count) : 0;
}
