/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_placement.c - registerserver and its like
 */
#include "bin/cli_placement.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_placement, member, __VA_ARGS__),
#define SHOWN(ID, ...)
#define GIVEN(ID, name, option, letter, csv, type, store, argument, help, title, max, flags) \
	OPTION(attr[PLACEMENT_ID(ID)], option, letter, argument, help, \
	       (flags) & PROV_ATTR_SECRET ? CLI_SECRET : 0)

#define PLACEMENT_ID(ID) PROV_SA_##ID
const struct cli_option cli_placement_server[] = { PROV_SERVER_LIST(GIVEN, SHOWN) CLI_OPTION_END };
#undef PLACEMENT_ID
#define PLACEMENT_ID(ID) PROV_FA_##ID
const struct cli_option cli_placement_filestore[] = { PROV_FILESTORE_LIST(GIVEN, SHOWN) CLI_OPTION_END };
#undef PLACEMENT_ID
#define PLACEMENT_ID(ID) PROV_DA_##ID
const struct cli_option cli_placement_database[] = {
	PROV_DATABASE_LIST(GIVEN, SHOWN)
	OPTION(schemas, "create-userdb-schemas", 0, NULL, "accepted, without effect")
	OPTION(schema_count, "userdb-schema-count", 0, "N", "accepted, without effect")
	CLI_OPTION_END
};

const struct cli_option cli_placement_id[] = {
	OPTION(id, "id", 'i', "ID", "its id")
	CLI_OPTION_END
};
const struct cli_option cli_placement_name[] = {
	OPTION(id, "id", 'i', "ID", "its id")
	OPTION(attr[PROV_PLACEMENT_NAME], "name", 'n', "NAME", "its name")
	CLI_OPTION_END
};
const struct cli_option cli_placement_search[] = {
	OPTION(pattern, "searchpattern", 's', "PATTERN",
	       "only those whose name, or path, matches PATTERN; * is any text")
	CLI_OPTION_END
};
const struct cli_option cli_placement_new[] = {
	OPTION(if_not_exists, "if-not-exists", 0, NULL, "one with this name is no error")
	CLI_OPTION_END
};
const struct cli_option cli_placement_gone[] = {
	OPTION(if_exists, "if-exists", 0, NULL, "that there is none is no error")
	CLI_OPTION_END
};

int cli_placement_register(struct cli_call *cli, enum prov_placement_kind kind, struct prov_err *err)
{
	const struct cli_placement *opt = cli->own;
	struct prov_placement_set set;
	struct prov_call *call = cli_session(cli, err);

	memcpy(set.attr, opt->attr, sizeof(set.attr));
	if (!call)
		return -1;
	if (prov_placement_register(call, kind, &set, &cli->object_id, err) == 0)
		return cli_print_done(cli, err);
	return opt->if_not_exists && err->code == PROV_E_EXISTS ? cli_unchanged(cli, err) : -1;
}

static int find(struct cli_call *cli, struct prov_placement_ref *ref, struct prov_err *err)
{
	const struct cli_placement *opt = cli->own;

	*ref = (struct prov_placement_ref){ 0, opt->id ? NULL : opt->attr[PROV_PLACEMENT_NAME] };
	cli->id = opt->id ? opt->id : ref->name;
	if (!cli->id)
		return prov_fail(err, PROV_E_MISSING, "Either %sname or %sid must be given",
				 cli->command->object, cli->command->object);
	return opt->id ? cli_user_id_number(opt->id, "id", &ref->id, err) : 0;
}

int cli_placement_change(struct cli_call *cli, enum prov_placement_kind kind, struct prov_err *err)
{
	const struct cli_placement *opt = cli->own;
	struct prov_placement_ref ref;
	struct prov_placement_set set;
	struct prov_call *call;

	if (find(cli, &ref, err) < 0)
		return -1;
	memcpy(set.attr, opt->attr, sizeof(set.attr));
	if (ref.name)
		set.attr[PROV_PLACEMENT_NAME] = NULL;
	call = cli_session(cli, err);
	if (!call || prov_placement_change(call, kind, &ref, &set, &cli->object_id, err) < 0)
		return -1;
	return cli_print_done(cli, err);
}

int cli_placement_unregister(struct cli_call *cli, enum prov_placement_kind kind, struct prov_err *err)
{
	const struct cli_placement *opt = cli->own;
	struct prov_placement_ref ref;
	struct prov_call *call;

	if (find(cli, &ref, err) < 0)
		return -1;
	ref.name = opt->attr[PROV_PLACEMENT_NAME];
	call = cli_session(cli, err);
	if (!call)
		return -1;
	if (prov_placement_unregister(call, kind, &ref, &cli->object_id, err) == 0)
		return cli_print_done(cli, err);
	return opt->if_exists && err->code == PROV_E_NO_RECORD ? cli_unchanged(cli, err) : -1;
}

int cli_placement_list(struct cli_call *cli, enum prov_placement_kind kind, struct prov_err *err)
{
	const struct cli_placement *opt = cli->own;
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	struct prov_call *call = cli_session(cli, err);

	if (!call ||
	    cli_list_begin(cli, &list, columns, prov_placement_columns(kind, columns), err) < 0)
		return -1;
	return cli_list_end(&list, prov_placement_list(call, kind, opt->pattern, &list.rows, err), err);
}
