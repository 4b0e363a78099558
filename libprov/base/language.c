/* SPDX-License-Identifier: Apache-2.0 */
/*
 * language.c - what looks like a language: RFC 5646 in its usual part, with underscores
 */
#include "libprov/base/base.h"

static size_t length_of_part(const char *p, bool first)
{
	size_t n = 0;

	while ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= 'A' && p[n] <= 'Z') ||
	       (!first && p[n] >= '0' && p[n] <= '9'))
		n++;
	return n;
}

bool prov_language_is_valid(const char *value)
{
	size_t parts = 0;

	for (const char *p = value; ; p++) {
		size_t len = length_of_part(p, parts == 0);

		p += len;
		if (len < 2 || len > 8 || (*p && *p != '_'))
			return false;
		parts++;
		if (!*p)
			return parts > 1;
	}
}
