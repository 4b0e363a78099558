/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config_problem.c - what is wrong with a file: the first one is the message, the others are the detail
 */
#include "libprov/config/config_int.h"

void prov_config_problem(struct prov_config_loader *loader, const config_setting_t *setting,
			 const char *hint, const char *fmt, ...)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	va_list ap;

	prov_str_addf(&text, "%s:%u: ", loader->config->path,
		      (unsigned)config_setting_source_line(setting));
	va_start(ap, fmt);
	prov_str_vaddf(&text, fmt, ap);
	va_end(ap);
	if (loader->problems++ == 0) {
		prov_fail(loader->err, PROV_E_CONFIG, "%s", text.p);
		if (hint)
			prov_err_hint(loader->err, "%s", hint);
		return;
	}
	prov_err_detail_line(loader->err, "%s%s%s%s", text.p, hint ? " (" : "", hint ? hint : "",
			     hint ? ")" : "");
}
