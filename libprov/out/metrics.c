/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics.c - numbers for monitoring, in the text format of Prometheus, and the file that has them
 */
#include "libprov/out/metrics.h"

void prov_metrics_family(struct prov_str *s, const char *name, const char *meaning)
{
	prov_str_addf(s, "# HELP %s %s\n# TYPE %s gauge\n", name, meaning, name);
}

void prov_metrics_add(struct prov_str *s, const char *name, const char *label, const char *of,
		      const char *more, long long value)
{
	prov_str_add(s, name);
	if (label) {
		prov_str_addf(s, "{%s=\"", label);
		for (; *of; of++) {
			if (*of == '"' || *of == '\\')
				prov_str_add_char(s, '\\');
			prov_str_add_char(s, *of == '\n' ? ' ' : *of);
		}
		prov_str_addf(s, "\"%s}", more);
	}
	prov_str_addf(s, " %lld\n", value);
}

int prov_metrics_write(const char *path, const struct prov_str *s, struct prov_err *err)
{
	return prov_file_replace(path, 0666, PROV_FILE_PASSING, s, err);
}
