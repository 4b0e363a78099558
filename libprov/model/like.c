/* SPDX-License-Identifier: Apache-2.0 */
/*
 * like.c - search patterns as people type them, for LIKE
 */
#include "libprov/model/model.h"

char *prov_like_pattern(const char *pattern)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str nfc = PROV_STR_INIT;
	struct prov_str s = PROV_STR_INIT;

	if (prov_utf8_is_valid(pattern, strlen(pattern)))
		prov_utf8_nfc(&nfc, pattern, strlen(pattern));	/* as names are */
	else
		prov_str_add(&nfc, pattern);	/* is refused by who checks it */
	for (const char *p = nfc.p; *p; p++) {
		if (*p == '%' || *p == '_' || *p == '\\')
			prov_str_add_char(&s, '\\');
		prov_str_add_char(&s, *p == '*' ? '%' : *p);
	}
	return prov_str_take(&s);
}
