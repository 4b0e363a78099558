/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_number.c - whole numbers, as directories write flags and times
 */
#include <string.h>

#include "ldap/map/map_int.h"

bool prov_map_number(struct prov_text t, long long *n)
{
	char digits[24];

	if (t.len == 0 || t.len >= sizeof(digits))
		return false;
	memcpy(digits, t.p, t.len);
	digits[t.len] = '\0';
	return prov_int_parse(digits, INT64_MIN, INT64_MAX, n);
}
