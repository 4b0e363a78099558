/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_provdb_restore.c - provdb restore
 */
#include <prov/database.h>

#include "bin/cli.h"

#define SKIP_IDS 1000		/* a day of one context */

int cli_provdb_restore(struct cli_call *cli, const struct prov_config *config, const char *file,
		       const struct cli_provdb *opt, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str json = PROV_STR_INIT;
	struct prov_database_restore how = {
		.overwrite = opt->overwrite, .skip_ids = SKIP_IDS, .made = cli_made,
		.report = cli_provdb_report, .data = cli->opt.json ? &json : NULL
	};
	long long broken = 0;
	int version;

	if (cli_number(opt->skip_ids, "--skip-ids", 0, 1000000000, &how.skip_ids, err) < 0 ||
	    prov_database_restore(config, file, &how, &version, err) < 0)
		return -1;
	cli->done = true;
	if (!cli->opt.json)
		return cli_print(err, "restored schema %d", version) < 0 ? -1 :
			cli_provdb_check(cli, config, err);
	if (prov_database_check(config, NULL, NULL, &broken, err) < 0 ||
	    cli_print(err, "{\"action\": \"restore\", \"schema_version\": %d, \"applied\": [%s], "
		      "\"broken\": %lld}", version, json.p, broken) < 0)
		return -1;
	return broken ? prov_fail(err, PROV_E_STORAGE, "%lld rows break a rule", broken) : 0;
}
