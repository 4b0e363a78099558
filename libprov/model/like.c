/* SPDX-License-Identifier: Apache-2.0 */
/*
 * like.c - search patterns as people type them, for LIKE
 */
#include "libprov/model/model.h"

char *prov_like_pattern(const char *pattern)
{
	struct prov_str s = PROV_STR_INIT;

	for (const char *p = pattern; *p; p++) {
		if (*p == '%' || *p == '_' || *p == '\\')
			prov_str_add_char(&s, '\\');
		prov_str_add_char(&s, *p == '*' ? '%' : *p);
	}
	return prov_str_take(&s);
}
