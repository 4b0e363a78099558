/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_group.h - what the programs about groups share, and those about resources
 *
 * Their own options are one structure, since they say the same about the same; each has the tables that
 * it takes.
 */
#ifndef CLI_GROUP_H
#define CLI_GROUP_H

#include <prov/group.h>
#include <prov/resource.h>

#include "bin/cli.h"

struct cli_group_own {
	const char *attr[PROV_GA_COUNT];	/* members: those to add */
	const char *id, *remove, *add_file, *remove_file;
	bool if_exists, if_not_exists;
};

struct cli_resource_own {
	const char *attr[PROV_RA_COUNT];
	const char *id;
	bool if_exists, if_not_exists;
};

extern const struct cli_option cli_group_attrs[], cli_group_select[], cli_group_files[];
extern const struct cli_option cli_resource_attrs[], cli_resource_select[];
#define CLI_GROUP_ATTRS CLI_GROUP("Group:", cli_group_attrs)
#define CLI_GROUP_SELECT CLI_GROUP("Which group:", cli_group_select)
#define CLI_GROUP_FILES CLI_GROUP("Many members:", cli_group_files)
#define CLI_RESOURCE_ATTRS CLI_GROUP("Resource:", cli_resource_attrs)
#define CLI_RESOURCE_SELECT CLI_GROUP("Which resource:", cli_resource_select)

/* Everything that was said about the group. */
int cli_group_set(struct cli_call *cli, struct prov_group_set *set, struct prov_err *err);
/* -i or -n. MISSING: neither. */
int cli_group_ref(struct cli_call *cli, struct prov_group_ref *ref, struct prov_err *err);
/* For --if-exists and --if-not-exists, whose error may have been about something else: 1 there is one
 * (cli->object_id), 0 there is not, -1 who knows. */
int cli_group_exists(struct cli_call *cli, long long context, const struct prov_group_ref *ref);
/* Success, whose message has the id. */

/* cli_resource.c: the same of resources */
int cli_resource_ref(struct cli_call *cli, struct prov_resource_ref *ref, struct prov_err *err);
int cli_resource_exists(struct cli_call *cli, long long context, const struct prov_resource_ref *ref);

#endif
