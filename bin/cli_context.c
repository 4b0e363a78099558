/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_context.c - which context a master admin's tool means, and what only changecontext says
 */
#include <prov/context.h>

#include "bin/cli.h"

#define LIMIT_MAX 9007199254740992LL	/* what JSON can say */

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

const struct cli_option cli_context_more[] = {
	CLI_OPTION(struct cli_call, which.quota_module, "quota-module", 0, "A,B,...",
		   "modules whose items are limited: task, calendar, contact, infostore, attachment"),
	CLI_OPTION(struct cli_call, which.quota_value, "quota-value", 0, "N",
		   "how many items; 0 is unlimited, less forgets what was set"),
	CLI_CAPABILITY_OPTIONS
	CLI_OPTION_END
};

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

static int fail_half(const char *given, const char *missing, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "'--quota-%s' argument specified, but '--quota-%s' argument is "
			 "missing.", given, missing);
}

int cli_context_limits(struct cli_call *cli, const char **attr, struct prov_err *err)
{
	const char *modules = cli->which.quota_module, *value = cli->which.quota_value;
	const char *const *module = cli_split(cli, modules);
	enum prov_context_attr_id id;
	long long n = 0;

	if (!modules && !value)
		return 0;
	if (!value)
		return fail_half("module", "value", err);
	if (!module || !*module)
		return fail_half("value", "module", err);
	if (cli_number(value, "--quota-value", -LIMIT_MAX, LIMIT_MAX, &n, err) < 0)
		return -1;
	for (; *module; module++) {
		if (prov_context_limits_attr(*module, &id, err) < 0)
			return -1;
		attr[id] = n < 0 ? "" : prov_pool_printf(cli->pool, "%lld", n);
	}
	return 0;
}
