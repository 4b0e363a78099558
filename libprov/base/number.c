/* SPDX-License-Identifier: Apache-2.0 */
/*
 * number.c - numbers and words of truth, read strictly
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "libprov/base/base.h"

bool prov_int_parse(const char *s, long long lo, long long hi, long long *value)
{
	const char *digits = *s == '-' ? s + 1 : s;
	long long n;

	if (!*digits || strspn(digits, "0123456789") != strlen(digits))
		return false;
	errno = 0;
	n = strtoll(s, NULL, 10);
	if (errno || n < lo || n > hi)
		return false;
	*value = n;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int prov_bool_parse_len(const char *s, size_t len)
{
	static const char words[2][5][8] = {
		{ "false", "0", "no", "n", "off" }, { "true", "1", "yes", "y", "on" }
	};

	for (; len && is_blank(*s); s++)
		len--;
	while (len && is_blank(s[len - 1]))
		len--;
	for (int truth = 0; truth < 2; truth++)
		for (size_t i = 0; i < COUNT(words[truth]); i++)
			if (strlen(words[truth][i]) == len && !strncasecmp(s, words[truth][i], len))
				return truth;
	return -1;
}

int prov_bool_parse(const char *s)
{
	return prov_bool_parse_len(s, strlen(s));
}
