/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_report_mask.c - what a sum of bits stands for, the number that a report has for a set of modules
 */
#include <prov/access.h>

#include "bin/cli_report.h"

int cli_report_mask(struct cli_call *cli, const char *mask, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	long long bits;

	if (!prov_int_parse(mask, 0, INT64_MAX, &bits))
		return prov_fail(err, PROV_E_VALUE, "\"%s\" is no sum of bits", mask);
	for (size_t i = 0; i < PROV_MODULE_COUNT; i++) {
		const bool on = ((prov_modules_t)bits & PROV_MODULE_BIT(i)) != 0;

		if (cli->opt.json)
			prov_str_addf(&s, "%s\"access-%s\": %s", i ? ", " : "{", prov_modules[i].option,
				      on ? "true" : "false");
		else
			prov_str_addf(&s, "%saccess-%s: %s", i ? "\n" : "", prov_modules[i].option,
				      on ? "on" : "off");
	}
	return cli_print(err, "%s%s", s.p, cli->opt.json ? "}" : "");
}
