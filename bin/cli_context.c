/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_context.c - which context a master admin's tool means
 */
#include <prov/context.h>

#include "bin/cli.h"

static char *id, *name;

struct poptOption cli_context_select[] = {
	{ "contextid", 'c', POPT_ARG_STRING, &id, 0, "id of the context", "ID" },
	{ "contextname", 'N', POPT_ARG_STRING, &name, 0, "name of the context", "NAME" },
	POPT_TABLEEND
};

int cli_context_ref(struct cli *cli, struct prov_context_ref *ref, struct prov_err *err)
{
	*ref = (struct prov_context_ref){ 0, name };
	if (!id && !name)
		return prov_fail(err, PROV_E_MISSING, "Either contextname or contextid must be given");
	if (id && !prov_int_parse(id, -2147483648LL, PROV_CONTEXT_MAX, &ref->id))
		return prov_fail(err, PROV_E_NOT_NUMBER, "Ids must be numbers!");
	if (id && ref->id < 1)
		return prov_fail(err, PROV_E_INVALID, "contextid must be from 1 to %d",
				 PROV_CONTEXT_MAX);
	cli->id = id ? prov_pool_printf(cli->pool, "%lld", ref->id) : name;
	return 0;
}
