/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_access.c - the options of module access, made from the table of modules
 */
#include "bin/cli.h"

#define COMBINATION(letter) \
	CLI_OPTION(struct cli_call, access.combination, "access-combination-name", letter, "NAME", \
		   "a named set of modules, such as webmail or groupware_standard"),
#define MODULE(ID, option, token, bit, positive, help) \
	CLI_OPTION(struct cli_call, access.module[PROV_M_##ID], "access-" option, 0, "on|off", help),
/* One flag is refused for all users at once. */
#define MODULE_OF_ALL(ID, option, token, bit, positive, help) \
	CLI_OPTION(struct cli_call, access.module[PROV_M_##ID], "access-" option, 0, "on|off", help, \
		   PROV_M_##ID == PROV_M_GAB_DISABLED ? CLI_HIDDEN : 0),

const struct cli_option cli_access[] = {
	COMBINATION(0)
	PROV_MODULE_LIST(MODULE)
	CLI_OPTION_END
};

const struct cli_option cli_access_global[] = {
	COMBINATION('a')
	PROV_MODULE_LIST(MODULE_OF_ALL)
	CLI_OPTION_END
};

int cli_access_change(const struct cli_call *cli, struct prov_access_change *change, struct prov_err *err)
{
	const char *combination = cli->access.combination;

	*change = (struct prov_access_change){ .combination = combination };
	if (combination && !combination[0])
		return prov_fail(err, PROV_E_VALUE, "Illegal option value : Illegal value '' for option "
				 "--access-combination-name");
	for (int i = 0; i < PROV_MODULE_COUNT; i++) {
		const char *value = cli->access.module[i];
		/* An empty value, that of an unset variable in a script, is off. */
		int truth = !value ? -1 : value[0] ? prov_bool_parse(value) : 0;

		if (value && truth < 0)
			return prov_fail(err, PROV_E_VALUE, "Illegal option value : Illegal value '%s' "
					 "for option --access-%s (on or off)", value,
					 prov_modules[i].option);
		if (truth > 0)
			change->on |= PROV_MODULE_BIT(i);
		else if (truth == 0)
			change->off |= PROV_MODULE_BIT(i);
	}
	return 0;
}

void cli_access_warn(struct cli_call *cli, const struct prov_access_change *change)
{
	if (change->combination && (change->on || change->off))
		cli_warn(cli, "--access-combination-name is given, single --access options are ignored");
}
