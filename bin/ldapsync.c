/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldapsync - makes the users and groups of contexts equal to what a directory says
 */
#include <prov/directory.h>

#include "bin/cli.h"

struct ldapsync {
	const char *source, *max_delete;
	bool dry_run, force;
};

#define OPTION(member, ...) CLI_OPTION(struct ldapsync, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(source, "source", 's', "NAME",
	       "which directory of prov.conf (default: the only one)"),
	OPTION(dry_run, "dry-run", 'n', NULL, "print what would happen, change nothing"),
	OPTION(force, "force", 0, NULL, "go on when more users are missing than max_delete allows"),
	OPTION(max_delete, "max-delete", 0, "PERCENT",
	       "largest share of users that may be missing at once"),
	CLI_OPTION_END
};

static int synchronize(struct cli_sync *state, struct prov_sync_options *sync,
		       struct prov_sync_counts *counts, struct prov_err *err)
{
	struct cli_call *cli = state->cli;
	const struct ldapsync *opt = cli->own;
	struct prov_call *call = cli_bulk_session(cli, err);
	const struct prov_source_config *source;
	long long limit = -1;

	if (!call || cli_number(opt->max_delete, "--max-delete", 0, 100, &limit, err) < 0)
		return -1;
	sync->max_delete = (int)limit;
	source = prov_config_source(prov_session_config(call->session), opt->source, err);
	if (!source)
		return -1;
	state->source = source->name;
	return prov_directory_sync(call, source, sync, counts, err);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct ldapsync *opt = cli->own;
	struct prov_sync_options sync = { .dry_run = opt->dry_run, .force = opt->force,
					  .max_delete_floor = -1 };
	struct cli_sync state = { .cli = cli, .source = opt->source };
	struct prov_sync_counts counts = { 0 };
	int rc;

	if (cli_sync_begin(&state, &sync, err) < 0)
		return -1;
	rc = synchronize(&state, &sync, &counts, err);
	return cli_sync_end(&state, &sync, &counts, rc, err);
}

const struct cli_command cli_ldapsync = {
	.name = "ldapsync", .kind = "Directory", .form = CLI_PLAIN,
	.summary = "makes users and groups equal to what a directory says",
	.groups = { CLI_GROUP("Run:", own), CLI_OUTPUT },
	.own_size = sizeof(struct ldapsync),
	.in_batch = CLI_ALONE, .run = run,
};
