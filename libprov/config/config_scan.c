/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config_scan.c - a look at the text before libconfig sees it
 *
 * libconfig wraps integers that need more than 32 bits (4294967326 becomes 30), cuts strings at
 * \x00, and ends the process when an @include names a folder. None of this can be noticed
 * afterwards, so it is refused here. A setting that is written as it is called, "ldap.uri = ...", is a
 * bare syntax error there. Anything else is left to libconfig's own parser.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "libprov/config/config_int.h"

struct scan {
	const char *path;
	const char *p;
	int line;
	struct prov_err *err;
};

static void skip(struct scan *s, size_t n)
{
	for (; n && *s->p; n--)
		s->line += *s->p++ == '\n';
}

/* From the opening quote to behind the closing one. */
static int scan_string(struct scan *s)
{
	for (skip(s, 1); *s->p && *s->p != '"'; skip(s, 1)) {
		if (*s->p != '\\')
			continue;
		if (strncmp(s->p, "\\x00", 4) == 0)
			return prov_fail(s->err, PROV_E_CONFIG, "%s:%d: a string cannot hold a NUL "
					 "byte", s->path, s->line);
		skip(s, 1);
	}
	skip(s, 1);
	return 0;
}

static void scan_comment(struct scan *s)
{
	if (s->p[0] == '/' && s->p[1] == '*') {
		const char *end = strstr(s->p + 2, "*/");

		skip(s, end ? (size_t)(end + 2 - s->p) : strlen(s->p));
		return;
	}
	skip(s, strcspn(s->p, "\n"));
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || strchr("_-*.", c);
}

static bool fits_32_bits(const char *word, size_t len)
{
	bool hex = len > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
	long long n;
	char *end;

	if (word[len - 1] == 'L')	/* as libconfig writes 64 bits: range checks are enough */
		len -= word[len - 2] == 'L' ? 2 : 1;
	errno = 0;
	n = strtoll(word, &end, hex ? 16 : 10);
	if (end != word + len)
		return true;		/* no integer */
	return !errno && (word[len] == 'L' || (n >= INT_MIN && n <= INT_MAX));
}

/* "ldap.uri = X" is to be written as "ldap: { uri = X; };": says so with the line that was meant. */
static int refuse_dots(const struct scan *s, size_t len)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str line = PROV_STR_INIT;
	const char *value = s->p + len + strspn(s->p + len, " \t") + 1;
	size_t value_len = strcspn(value, ";\r\n"), depth = 0;

	for (size_t i = 0; i < len; i++) {
		if (s->p[i] == '.')
			prov_str_add(&line, ": { ");
		else
			prov_str_add_char(&line, s->p[i]);
		depth += s->p[i] == '.';
	}
	prov_str_addf(&line, " =%s%.*s;", *value == ' ' ? "" : " ", (int)value_len, value);
	for (; depth; depth--)
		prov_str_add(&line, " };");
	prov_fail(s->err, PROV_E_CONFIG, "%s:%d: \"%.*s\" stands in a section", s->path, s->line, (int)len,
		  s->p);
	return prov_err_hint(s->err, "write: %s (all settings of \"%.*s\" in one)", line.p,
			     (int)strcspn(s->p, "."), s->p);
}

static bool is_dotted_key(const char *word, size_t len)
{
	const char *behind = word + len + strspn(word + len, " \t");

	return isalpha((unsigned char)*word) && memchr(word, '.', len) && (*behind == '=' || *behind == ':');
}

/* Names and numbers; a name that begins with a digit does not exist. */
static int scan_word(struct scan *s)
{
	size_t len = 0;

	while (s->p[len] && is_word(s->p[len]))
		len++;
	if (is_dotted_key(s->p, len))
		return refuse_dots(s, len);
	if (len > 1 && !fits_32_bits(s->p, len))
		return prov_fail(s->err, PROV_E_CONFIG, "%s:%d: the number %.*s is too large",
				 s->path, s->line, (int)(len < 60 ? len : 60), s->p);
	skip(s, len);
	return 0;
}

static int scan_next(struct scan *s)
{
	if (*s->p == '"')
		return scan_string(s);
	if (*s->p == '@' && strncasecmp(s->p, "@include", 8) == 0)
		return prov_fail(s->err, PROV_E_CONFIG, "%s:%d: @include is not supported", s->path,
				 s->line);
	if (*s->p == '#' || (*s->p == '/' && (s->p[1] == '/' || s->p[1] == '*')))
		scan_comment(s);
	else if (is_word(*s->p))
		return scan_word(s);
	else
		skip(s, 1);
	return 0;
}

int prov_config_scan(const char *path, const struct prov_str *text, struct prov_err *err)
{
	struct scan s = { path, text->p, 1, err };

	while (*s.p)
		if (scan_next(&s) < 0)
			return -1;
	if (s.p != text->p + text->len)
		return prov_fail(err, PROV_E_CONFIG, "%s:%d: the file holds a NUL byte", path,
				 s.line);
	return 0;
}
