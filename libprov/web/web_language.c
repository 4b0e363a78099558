/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_language.c - the first language of Accept-Language that there is, by its weight
 */
#include <string.h>
#include <strings.h>

#include "libprov/web/web.h"

/* "0.8" in thousandths; what is no weight is none. */
static int weight(const char *p)
{
	int n = 0, unit = 1000;

	if (*p != '0' && *p != '1')
		return 0;
	n = (*p++ - '0') * unit;
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9' && unit > 1; p++) {
			unit /= 10;
			n += (*p - '0') * unit;
		}
	return n < 1000 ? n : 1000;
}

static bool is(const char *range, const char *language)
{
	return strncasecmp(range, language, 2) == 0 && strchr("-,; \t", range[2]);
}

enum prov_web_language prov_web_language(const char *header)
{
	enum prov_web_language best = PROV_WEB_ENGLISH;
	int most = 0;

	while (header && *header) {
		size_t len;
		const char *semicolon;
		int n;

		header += strspn(header, ", \t");
		len = strcspn(header, ",");
		semicolon = memchr(header, ';', len);
		n = semicolon && (semicolon = strstr(semicolon, "q=")) && semicolon < header + len ?
			weight(semicolon + 2) : 1000;
		if (n > most && (is(header, "de") || is(header, "en"))) {
			best = is(header, "de") ? PROV_WEB_GERMAN : PROV_WEB_ENGLISH;
			most = n;
		}
		header += len;
	}
	return best;
}
