/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_placement.h - the programs that register servers, file stores and databases
 *
 * Four for each kind, which are alike: their options come from the tables of prov/placement.h.
 */
#ifndef CLI_PLACEMENT_H
#define CLI_PLACEMENT_H

#include <prov/placement.h>

#include "bin/cli_list.h"

struct cli_placement {
	const char *attr[PROV_PLACEMENT_ATTRS];
	const char *id, *pattern, *schema_count;
	bool schemas, if_exists, if_not_exists;
};

extern const struct cli_option cli_placement_server[], cli_placement_filestore[], cli_placement_database[],
	cli_placement_id[], cli_placement_name[], cli_placement_search[], cli_placement_new[],
	cli_placement_gone[];
#define CLI_PLACEMENT_NEW CLI_GROUP("Registering:", cli_placement_new)
#define CLI_PLACEMENT_GONE CLI_GROUP("Unregistering:", cli_placement_gone)
#define CLI_PLACEMENT_SEARCH CLI_GROUP("Search:", cli_placement_search)

int cli_placement_register(struct cli_call *cli, enum prov_placement_kind kind, struct prov_err *err);
/* -i, or the name of what has one; beside -i it is the new one. */
int cli_placement_change(struct cli_call *cli, enum prov_placement_kind kind, struct prov_err *err);
int cli_placement_unregister(struct cli_call *cli, enum prov_placement_kind kind, struct prov_err *err);
int cli_placement_list(struct cli_call *cli, enum prov_placement_kind kind, struct prov_err *err);

#endif
