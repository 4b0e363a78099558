/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_resource.c - the options about a resource, made from its table of attributes
 */
#include "bin/cli_group.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_resource_own, member, __VA_ARGS__),
#define GIVEN(ID, name, option, letter, csv, type, store, argument, help, ...) \
	OPTION(attr[PROV_RA_##ID], option, letter, argument, help)
#define SHOWN(ID, ...)

const struct cli_option cli_resource_attrs[] = {
	PROV_RESOURCE_LIST(GIVEN, SHOWN)
	CLI_OPTION_END
};

const struct cli_option cli_resource_select[] = {
	OPTION(id, "resourceid", 'i', "ID", "id of the resource")
	OPTION(attr[PROV_RA_NAME], "name", 'n', "NAME", "name of the resource")
	CLI_OPTION_END
};

int cli_resource_ref(struct cli_call *cli, struct prov_resource_ref *ref, struct prov_err *err)
{
	const struct cli_resource_own *own = cli->own;

	ref->name = own->attr[PROV_RA_NAME];
	return cli_user_find(cli, "resource", own->id, ref->name, &ref->id, err);
}

int cli_resource_exists(struct cli_call *cli, long long context, const struct prov_resource_ref *ref)
{
	struct prov_err err = PROV_ERR_INIT;

	if (prov_resource_find(&cli->call, context, ref, &cli->object_id, &err) == 0)
		return 1;
	return err.code == PROV_E_NO_RESOURCE ? 0 : -1;
}
