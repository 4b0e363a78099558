/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_provdb_dump.c - provdb dump
 */
#include <prov/database.h>

#include "bin/cli.h"

int cli_provdb_dump(struct cli_call *cli, const struct prov_config *config, const char *file,
		    struct prov_err *err)
{
	long long bytes;
	int version;

	if (prov_database_dump(config, file, &version, &bytes, err) < 0)
		return -1;
	if (bytes < 0)		/* standard output has it */
		return 0;
	if (cli->opt.json)
		return cli_print(err, "{\"action\": \"dump\", \"schema_version\": %d, \"bytes\": %lld}",
				 version, bytes);
	return cli_print(err, "%s: schema %d, %lld bytes", file, version, bytes);
}
