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

int prov_bool_parse(const char *s)
{
	static const char words[2][5][8] = {
		{ "false", "0", "no", "n", "off" }, { "true", "1", "yes", "y", "on" }
	};
	size_t len;

	s += strspn(s, " \t\r\n");
	len = strlen(s);
	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;
	for (int truth = 0; truth < 2; truth++)
		for (size_t i = 0; i < COUNT(words[truth]); i++)
			if (strlen(words[truth][i]) == len && !strncasecmp(s, words[truth][i], len))
				return truth;
	return -1;
}
