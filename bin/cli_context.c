/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_context.c - which context a master admin's tool means
 */
#include <prov/context.h>

#include "bin/cli.h"

const struct cli_option cli_context_select[] = {
	CLI_OPTION(struct cli_call, which.id, "contextid", 'c', "ID", "id of the context"),
	CLI_OPTION(struct cli_call, which.name, "contextname", 'N', "NAME", "name of the context"),
	CLI_OPTION_END
};

void cli_context_found(struct cli_call *cli, long long id)
{
	cli->context_id = id;
	cli->id = prov_pool_printf(cli->pool, "%lld", id);
}

int cli_context_ref(struct cli_call *cli, struct prov_context_ref *ref, struct prov_err *err)
{
	const char *id = cli->which.id, *name = cli->which.name;

	*ref = (struct prov_context_ref){ 0, name };
	if (!id && !name)
		return prov_fail(err, PROV_E_MISSING, "Either contextname or contextid must be given");
	if (id && !prov_int_parse(id, -2147483648LL, PROV_CONTEXT_MAX, &ref->id))
		return prov_fail(err, PROV_E_NOT_NUMBER, "Ids must be numbers!");
	if (id && ref->id < 1)
		return prov_fail(err, PROV_E_INVALID, "contextid must be from 1 to %d",
				 PROV_CONTEXT_MAX);
	cli->context_id = ref->id;
	cli->id = id ? prov_pool_printf(cli->pool, "%lld", ref->id) : name;
	return 0;
}
