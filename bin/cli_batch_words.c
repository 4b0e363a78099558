/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_words.c - a line becomes words, by the quoting rules of a shell
 *
 * '...', "...", \x and $'...' are what they are in a shell, an empty word stays a word, # at the
 * beginning of a word is a comment. Nothing is expanded, no other program is run. What a shell would
 * have replaced ("$PASSWORD", user$i, $1, $(...), `...`) or acted on (; & | < >) is refused: a line that
 * was copied from a script must not make another user, or set another password, than the script does.
 */
#include "bin/cli_batch.h"

struct scan {
	const char *p, *end;
	char *to;			/* in words->text */
	char *word;			/* where the word begins that is read */
	struct prov_err *err;
};

static int refuse(struct scan *s, const char *what)
{
	return prov_fail(s->err, PROV_E_VALUE, "%s", what);
}

static int not_closed(struct scan *s, char quote)
{
	prov_fail(s->err, PROV_E_VALUE, "a quote (%c) is not closed in the line", quote);
	return prov_err_hint(s->err, "a value with a line end is written as $'first\\nsecond'");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Of what stands behind a dollar: a name, a number, a brace, a parenthesis, a parameter such as $@ or $$. */
static bool is_expanded(char c)
{
	return is_name(c) || (c != '\0' && strchr("{(@*#?-!$", c));
}

/* Of a character outside of '...'; a backslash in front of it has been dealt with. */
static int check_expansion(struct scan *s)
{
	if (*s->p != '`' && (*s->p != '$' || s->p + 1 >= s->end || !is_expanded(s->p[1])))
		return 0;
	refuse(s, "the line has what a shell would replace, and here nothing is replaced");
	return prov_err_hint(s->err, "'...' around the word takes it as it is");
}

/* Of a character outside of all quotes. */
static int check_operator(struct scan *s)
{
	if (!strchr(";&|<>", *s->p))
		return 0;
	refuse(s, "the line has what ends a command or redirects it in a shell: one of ; & | < >");
	return prov_err_hint(s->err, "a line is one command; '...' around the word takes it as it is");
}

static int take_single(struct scan *s)
{
	for (s->p++; s->p < s->end && *s->p != '\''; s->p++)
		*s->to++ = *s->p;
	return s->p++ < s->end ? 0 : not_closed(s, '\'');
}

/* Within "..." a backslash means something only in front of these. */
static int take_double(struct scan *s)
{
	for (s->p++; s->p < s->end && *s->p != '"'; s->p++) {
		if (*s->p == '\\' && s->p + 1 < s->end && strchr("$`\"\\\n", s->p[1])) {
			if (*++s->p != '\n')
				*s->to++ = *s->p;
		} else if (check_expansion(s) < 0) {
			return -1;
		} else {
			*s->to++ = *s->p;
		}
	}
	return s->p++ < s->end ? 0 : not_closed(s, '"');
}

/* $'...', with the names of characters that values have. */
static int take_named(struct scan *s)
{
	static const char names[] = "nrt\\'\"", meant[] = "\n\r\t\\'\"";

	for (s->p += 2; s->p < s->end && *s->p != '\''; s->p++) {
		const char *at;

		if (*s->p != '\\') {
			*s->to++ = *s->p;
			continue;
		}
		at = s->p + 1 < s->end ? strchr(names, s->p[1]) : NULL;
		if (!at)
			return refuse(s, "in $'...' only n, r, t, \\, ' and \" follow a backslash");
		*s->to++ = meant[at - names];
		s->p++;
	}
	return s->p++ < s->end ? 0 : not_closed(s, '\'');
}

static int take_backslash(struct scan *s)
{
	if (s->p + 1 == s->end)
		return refuse(s, "the line ends with a backslash, and no other line follows");
	if (s->p[1] != '\n')
		*s->to++ = s->p[1];
	s->p += 2;
	return 0;
}

static int take_word(struct scan *s)
{
	int rc = 0;

	while (rc == 0 && s->p < s->end && !is_blank(*s->p)) {
		if (*s->p == '\'')
			rc = take_single(s);
		else if (*s->p == '"')
			rc = take_double(s);
		else if (*s->p == '\\')
			rc = take_backslash(s);
		else if (*s->p == '$' && s->p + 1 < s->end && s->p[1] == '\'')
			rc = take_named(s);
		else if ((rc = check_expansion(s)) == 0 && (rc = check_operator(s)) == 0)
			*s->to++ = *s->p++;
	}
	*s->to++ = '\0';
	return rc;
}

/* A backslash and a line end between words are a blank; true: there is a word. */
static bool find_word(struct scan *s)
{
	for (; s->p < s->end; s->p++)
		if (s->p[0] == '\\' && s->p + 1 < s->end && s->p[1] == '\n')
			s->p++;
		else if (!is_blank(*s->p))
			return true;
	return false;
}

static int split(struct scan *s, struct cli_batch_words *words)
{
	while (find_word(s)) {
		if (*s->p == '#')
			return memchr(s->p, '\n', (size_t)(s->end - s->p)) ?
				refuse(s, "a comment ends with a backslash, as if it went on") : 0;
		s->word = s->to;
		if (take_word(s) < 0)
			return -1;
		words->argv[words->argc++] = s->word;
	}
	return 0;
}

int cli_batch_words_split(const char *line, size_t len, struct cli_batch_words *words, struct prov_err *err)
{
	struct scan s = { .p = line, .end = line + len, .err = err };

	/* A word takes a character and a blank at least. */
	words->size = 2 * len + 2;
	words->text = s.to = prov_alloc(words->size);
	words->argv = prov_alloc((len / 2 + 2) * sizeof(*words->argv));
	words->argc = 0;
	if (memchr(line, '\0', len))
		return refuse(&s, "the line has a NUL byte");
	return split(&s, words);
}

void cli_batch_words_fini(struct cli_batch_words *words)
{
	if (words->text)
		explicit_bzero(words->text, words->size);
	free(words->text);
	free(words->argv);
	*words = (struct cli_batch_words){ .argc = 0 };
}
