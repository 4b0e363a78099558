/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_access.c - the options of module access, made from the table of modules
 */
#include "bin/cli.h"

static char *values[PROV_MODULE_COUNT], *combination;

struct poptOption cli_access[] = {
	{ "access-combination-name", '\0', POPT_ARG_STRING, &combination, 0,
	  "a named set of modules, such as webmail or groupware_standard", "NAME" },
#define OPTION(ID, option, token, bit, positive, help) \
	{ "access-" option, '\0', POPT_ARG_STRING, &values[PROV_M_##ID], 0, help, "on|off" },
	PROV_MODULE_LIST(OPTION)
#undef OPTION
	POPT_TABLEEND
};

int cli_access_change(struct prov_access_change *change, struct prov_err *err)
{
	*change = (struct prov_access_change){ .combination = combination };
	if (combination && !combination[0])
		return prov_fail(err, PROV_E_VALUE, "Illegal option value : Illegal value '' for option "
				 "--access-combination-name");
	for (int i = 0; i < PROV_MODULE_COUNT; i++) {
		int truth = values[i] ? prov_bool_parse(values[i]) : -1;

		if (values[i] && truth < 0)
			return prov_fail(err, PROV_E_VALUE, "Illegal option value : Illegal value '%s' "
					 "for option --access-%s (on or off)", values[i],
					 prov_modules[i].option);
		if (truth > 0)
			change->on |= PROV_MODULE_BIT(i);
		else if (truth == 0)
			change->off |= PROV_MODULE_BIT(i);
	}
	return 0;
}

void cli_access_warn(const struct prov_access_change *change)
{
	if (change->combination && (change->on || change->off))
		fprintf(stderr, "warning: --access-combination-name is given, single --access options "
			"are ignored\n");
}
