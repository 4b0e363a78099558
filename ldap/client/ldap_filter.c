/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_filter.c - values inside search filters, always escaped (RFC 4515)
 */
#include <string.h>

#include "ldap/prov_ldap.h"

/* Escaped are the characters with a meaning, controls, and all beyond ASCII: binary keys as well
 * as text that is not UTF-8 come out as what they are. */
void prov_ldap_filter_add(struct prov_str *filter, const char *value, size_t len)
{
	prov_str_reserve(filter, len);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)value[i];

		if (c < 0x20 || c > 0x7e || strchr("*()\\", c))
			prov_str_addf(filter, "\\%02x", c);
		else
			prov_str_add_char(filter, (char)c);
	}
}
