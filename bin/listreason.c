/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listreason - lists the reasons of maintenance, of which there are none
 *
 * The Open-Xchange tools had texts to choose from when a context is disabled. Here -r/--reason of
 * disablecontext and its like is accepted and not kept; a script that asks for the list gets an empty one.
 */
#include <prov/placement.h>

#include "bin/cli_list.h"

struct listreason {
	const char *pattern;
};

static const struct cli_option own[] = {
	CLI_OPTION(struct listreason, pattern, "searchpattern", 's', "PATTERN", "accepted, without effect"),
	CLI_OPTION_END
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	static const struct prov_column columns[] = {
		{ "id", NULL, "id", PROV_CELL_INT }, { "text", NULL, "text", PROV_CELL_TEXT },
	};
	struct cli_list list;
	struct prov_call *call = cli_session(cli, err);

	if (!call || cli_list_begin(cli, &list, columns, COUNT(columns), err) < 0)
		return -1;
	return cli_list_end(&list, prov_placement_list_reasons(call, err), err);
}

const struct cli_command cli_listreason = {
	.name = "listreason", .kind = "Installation", .form = CLI_OX,
	.summary = "lists the reasons of maintenance, of which there are none",
	.object = "reasons", .verb = "listed",
	.groups = { CLI_GROUP("Search:", own), CLI_OUTPUT, CLI_AUTH },
	.own_size = sizeof(struct listreason),
	.in_batch = CLI_READS, .run = run,
};
