/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr_lines.c - output filters of `ucr`: --keys-only, --sort, --shell
 *
 * They work on lines of text, not on variables, as the original's do: sorting "a/b: 1" and "a: 1"
 * compares '/' with ':'.
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/ucr/ucr_int.h"

void prov_ucr_lines_add(struct prov_ucr_lines *lines, const char *p, size_t len)
{
	if (lines->n == lines->cap) {
		lines->cap = lines->cap ? lines->cap * 2 : 64;
		lines->v = prov_realloc(lines->v, lines->cap * sizeof(*lines->v));
	}
	lines->v[lines->n++] = (struct prov_ucr_line){ p, len };
}

void prov_ucr_lines_fini(struct prov_ucr_lines *lines)
{
	free(lines->v);
	*lines = (struct prov_ucr_lines){ 0 };
}

/* Byte order of UTF-8 is the order of code points, as Python sorts. */
static int compare(const void *left, const void *right)
{
	const struct prov_ucr_line *a = left, *b = right;
	int order = memcmp(a->p, b->p, a->len < b->len ? a->len : b->len);

	if (order != 0)
		return order;
	return a->len < b->len ? -1 : a->len > b->len;
}

void prov_ucr_lines_sort(struct prov_ucr_lines *lines)
{
	if (lines->n)
		qsort(lines->v, lines->n, sizeof(*lines->v), compare);
}

/* Length of what stands before the first ": ". */
static size_t key_len(const struct prov_ucr_line *line)
{
	const char *sep = memmem(line->p, line->len, ": ", 2);

	return sep ? (size_t)(sep - line->p) : line->len;
}

void prov_ucr_lines_keys(struct prov_ucr_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		lines->v[i].len = key_len(&lines->v[i]);
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* One '_' for each character outside [A-Za-z0-9_], not for each byte. */
static void add_name(struct prov_str *out, const char *p, size_t len)
{
	if (p[0] >= '0' && p[0] <= '9')
		prov_str_add_char(out, '_');
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)p[i] & 0xC0) != 0x80)
			prov_str_add_char(out, is_word(p[i]) ? p[i] : '_');
}

static bool is_bare(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_word(p[i]) && (!p[i] || !strchr("@%+=:,./-", p[i])))
			return false;
	return len > 0;
}

/* As Python's shlex.quote(). */
static void add_value(struct prov_str *out, const char *p, size_t len)
{
	if (is_bare(p, len)) {
		prov_str_add_len(out, p, len);
		return;
	}
	prov_str_add_char(out, '\'');
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '\'')
			prov_str_add(out, "'\"'\"'");
		else
			prov_str_add_char(out, p[i]);
	}
	prov_str_add_char(out, '\'');
}

int prov_ucr_lines_shell(struct prov_str *out, const struct prov_ucr_line *line,
			 struct prov_err *err)
{
	size_t len = key_len(line);
	size_t value = len + 2 < line->len ? len + 2 : line->len;

	if (len == 0)
		return prov_fail(err, PROV_E_INVALID, "the empty key has no name in a shell");
	add_name(out, line->p, len);
	prov_str_add_char(out, '=');
	add_value(out, line->p + value, line->len - value);
	prov_str_add_char(out, '\n');
	return 0;
}
