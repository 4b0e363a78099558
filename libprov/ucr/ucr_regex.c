/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr_regex.c - Python regular expressions as POSIX ones
 *
 * Only whether something matches is asked, so lazy quantifiers and groups without capture are the
 * same as the usual ones. What POSIX has no words for (look-around, flags, named groups) is an
 * error and never means something else silently. `.` is one byte here, one character there.
 */
#include <ctype.h>
#include <string.h>

#include "libprov/ucr/ucr_int.h"

/* What stands before: a quantifier may follow an atom only. */
enum before { START, ATOM, QUANTIFIER };

struct translation {
	struct prov_str out;
	const char *in;			/* what is left */
	enum before before;
	struct prov_err *err;
};

static int unsupported(struct translation *t, const char *what)
{
	return prov_fail(t->err, PROV_E_INVALID, "%s is not supported", what);
}

/* Escapes that are letters; NULL: none of them. */
static const char *letter_escape(char c, bool in_bracket)
{
	static const struct {
		char c;
		const char *plain, *bracket;
	} table[] = {
		{ 'd', "[0-9]", "0-9" }, { 'D', "[^0-9]", NULL },
		{ 'w', "[[:alnum:]_]", "[:alnum:]_" }, { 'W', "[^[:alnum:]_]", NULL },
		{ 's', "[[:space:]]", "[:space:]" }, { 'S', "[^[:space:]]", NULL },
		{ 't', "\t", "\t" }, { 'n', "\n", "\n" }, { 'r', "\r", "\r" },
		{ 'A', "^", NULL }, { 'Z', "$", NULL }, { 'b', "\\b", NULL }, { 'B', "\\B", NULL },
	};

	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].c == c)
			return in_bracket ? table[i].bracket : table[i].plain;
	return NULL;
}

static int escape(struct translation *t)
{
	char c = t->in[1];
	const char *words = letter_escape(c, false);

	if (c == '\0')
		return prov_fail(t->err, PROV_E_INVALID, "bad escape at the end");
	if (words)
		prov_str_add(&t->out, words);
	else if (isalnum((unsigned char)c))
		return unsupported(t, "an escape with this letter or digit");
	else if (strchr(".[]{}()\\*+?^$|", c))
		prov_str_add_len(&t->out, t->in, 2);
	else
		prov_str_add_char(&t->out, c);
	t->in += 2;
	return 0;
}

/* [...]: in POSIX a backslash is a plain character in there. */
static int bracket(struct translation *t)
{
	prov_str_add_char(&t->out, *t->in++);
	if (*t->in == '^')
		prov_str_add_char(&t->out, *t->in++);
	for (bool first = true; *t->in && (first || *t->in != ']'); first = false) {
		const char *words;

		if (*t->in != '\\') {
			prov_str_add_char(&t->out, *t->in++);
			continue;
		}
		words = letter_escape(t->in[1], true);
		if (!words && (isalnum((unsigned char)t->in[1]) || strchr("]^-[", t->in[1])))
			return unsupported(t, "this escape inside brackets");
		if (words)
			prov_str_add(&t->out, words);
		else
			prov_str_add_char(&t->out, t->in[1]);
		t->in += 2;
	}
	if (!*t->in)
		return prov_fail(t->err, PROV_E_INVALID, "unterminated character set");
	prov_str_add_char(&t->out, *t->in++);
	return 0;
}

static int group(struct translation *t)
{
	prov_str_add_char(&t->out, *t->in++);
	if (*t->in != '?')
		return 0;
	if (t->in[1] != ':')
		return unsupported(t, "a group with (?");
	t->in += 2;
	return 0;
}

/* Length of {n}, {n,}, {,n} or {n,m}; 0: a brace that means itself. */
static size_t braces(const char *p)
{
	size_t low = strspn(p + 1, "0123456789");
	size_t comma = p[1 + low] == ',';
	size_t high = comma ? strspn(p + 2 + low, "0123456789") : 0;

	return p[1 + low + comma + high] == '}' && low + high ? 2 + low + comma + high : 0;
}

/* len bytes that repeat what stands before; twice is an error, and a '?' behind makes it lazy. */
static int quantifier(struct translation *t, size_t len)
{
	if (t->before != ATOM)
		return prov_fail(t->err, PROV_E_INVALID, t->before == START ? "nothing to repeat" :
				 "multiple repeat");
	prov_str_add_len(&t->out, t->in, len);
	t->in += len;
	if (*t->in == '?')
		t->in++;
	t->before = QUANTIFIER;
	return 0;
}

static int plain(struct translation *t)
{
	char c = *t->in++;

	if (c == '{' || c == '}')
		prov_str_add_char(&t->out, '\\');
	prov_str_add_char(&t->out, c);
	t->before = strchr("|^$", c) ? START : ATOM;
	return 0;
}

static int translate_one(struct translation *t)
{
	size_t len = *t->in == '{' ? braces(t->in) : strchr("*+?", *t->in) ? 1 : 0;

	if (len)
		return quantifier(t, len);
	if (*t->in == '(') {
		t->before = START;
		return group(t);
	}
	if (*t->in != '\\' && *t->in != '[')
		return plain(t);
	t->before = ATOM;
	return *t->in == '[' ? bracket(t) : escape(t);
}

static int translate(struct translation *t)
{
	while (*t->in)
		if (translate_one(t) < 0)
			return -1;
	return 0;
}

int prov_ucr_regex_compile(regex_t *regex, const char *python, struct prov_err *err)
{
	struct translation t = { .out = PROV_STR_INIT, .in = python, .err = err };
	char reason[128];
	int result = translate(&t);

	if (result == 0) {
		result = regcomp(regex, t.out.p, REG_EXTENDED | REG_NOSUB);
		if (result != 0) {
			regerror(result, regex, reason, sizeof(reason));
			result = prov_fail(err, PROV_E_INVALID, "%s", reason);
		}
	}
	prov_str_fini(&t.out);
	return result;
}
