/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldapsync - makes the users and groups of contexts equal to what a directory says
 */
#include <prov/directory.h>

#include "bin/cli.h"

static struct {
	char *source, *max_delete;
	int dry_run, force;
} opt;

static struct poptOption own[] = {
	{ "source", 's', POPT_ARG_STRING, &opt.source, 0,
	  "which directory of prov.conf (default: the only one)", "NAME" },
	{ "dry-run", 'n', POPT_ARG_NONE, &opt.dry_run, 0, "print what would happen, change nothing",
	  NULL },
	{ "force", '\0', POPT_ARG_NONE, &opt.force, 0,
	  "go on when more users are missing than max_delete allows", NULL },
	{ "max-delete", '\0', POPT_ARG_STRING, &opt.max_delete, 0,
	  "largest share of users that may be missing at once", "PERCENT" },
	POPT_TABLEEND
};
static struct poptOption options[] = { CLI_GROUP(own, "Run:"), CLI_OUTPUT, CLI_COMMON };

static int run(struct cli *cli, struct prov_err *err)
{
	struct prov_call *call = cli_bulk_session(cli, err);
	struct prov_sync_options sync = { .dry_run = opt.dry_run, .force = opt.force,
					  .max_delete_floor = -1 };
	const struct prov_source_config *source;
	struct prov_sync_counts counts;
	long long limit = -1;
	int rc;

	if (!call || cli_number(opt.max_delete, "--max-delete", 0, 100, &limit, err) < 0)
		return -1;
	sync.max_delete = (int)limit;
	source = prov_config_source(prov_session_config(call->session), opt.source, err);
	if (!source)
		return -1;
	cli_sync_begin(cli, &sync);
	rc = prov_directory_sync(call, source, &sync, &counts, err);
	return cli_sync_end(&sync, source->name, &counts, rc, err);
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = {
		.name = "ldapsync", .kind = CLI_PLAIN,
		.summary = "makes users and groups equal to what a directory says",
		.options = options, .run = run
	};

	return cli_main(&spec, argc, argv);
}
