/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str.c - growable text, and the two ways of quoting that more than one layer needs
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libprov/base/base.h"

/* Shared by all empty strings, so that p is never NULL. Only ever holds its NUL. */
const char prov_str_empty[1] = "";

void prov_str_grow(struct prov_str *s, size_t more)
{
	size_t need = s->len + more + 1;
	size_t cap = s->cap ? s->cap : 64;

	while (cap < need)
		cap *= 2;
	s->p = prov_realloc(s->cap ? s->p : NULL, cap);
	s->p[s->len] = '\0';
	s->cap = cap;
}

void prov_str_add_len(struct prov_str *s, const char *text, size_t len)
{
	prov_str_reserve(s, len);
	if (len)
		memcpy(s->p + s->len, text, len);
	s->len += len;
	s->p[s->len] = '\0';
}

void prov_str_add(struct prov_str *s, const char *text)
{
	prov_str_add_len(s, text, strlen(text));
}

void prov_str_add_char(struct prov_str *s, char c)
{
	prov_str_reserve(s, 1);
	s->p[s->len++] = c;
	s->p[s->len] = '\0';
}

void prov_str_vaddf(struct prov_str *s, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	prov_str_reserve(s, 1);
	va_copy(again, ap);
	len = vsnprintf(s->p + s->len, s->cap - s->len, fmt, again);
	va_end(again);
	if (len > 0 && s->len + (size_t)len >= s->cap) {
		prov_str_reserve(s, (size_t)len);
		len = vsnprintf(s->p + s->len, (size_t)len + 1, fmt, ap);
	}
	s->len += len > 0 ? (size_t)len : 0;
	s->p[s->len] = '\0';
}

void prov_str_addf(struct prov_str *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	prov_str_vaddf(s, fmt, ap);
	va_end(ap);
}

void prov_str_truncate(struct prov_str *s, size_t len)
{
	if (len >= s->len)
		return;
	s->len = len;
	s->p[len] = '\0';
}

void prov_str_clear(struct prov_str *s)
{
	prov_str_truncate(s, 0);
}

char *prov_str_take(struct prov_str *s)
{
	char *p = s->cap ? s->p : prov_strdup("");

	*s = (struct prov_str)PROV_STR_INIT;
	return p;
}

void prov_str_fini(struct prov_str *s)
{
	if (s->cap)
		free(s->p);
	*s = (struct prov_str)PROV_STR_INIT;
}

/* Of eight bytes, has one this value? */
static bool has_byte(uint64_t w, unsigned char c)
{
	const uint64_t ones = 0x0101010101010101ULL, high = 0x8080808080808080ULL;
	uint64_t x = w ^ (ones * c);

	return (x - ones) & ~x & high;
}

static bool has_control(uint64_t w)
{
	const uint64_t ones = 0x0101010101010101ULL, high = 0x8080808080808080ULL;

	return (w - ones * 0x20) & ~w & high;
}

size_t prov_str_span(const char *text, size_t len, char a, char b)
{
	size_t i = 0;

	for (uint64_t w; i + sizeof(w) <= len; i += sizeof(w)) {
		memcpy(&w, text + i, sizeof(w));
		if (has_control(w) || has_byte(w, (unsigned char)a) || has_byte(w, (unsigned char)b))
			break;
	}
	while (i < len && (unsigned char)text[i] >= 0x20 && text[i] != a && text[i] != b)
		i++;
	return i;
}

size_t prov_str_plain(const char *text, size_t len)
{
	const uint64_t ones = 0x0101010101010101ULL, high = 0x8080808080808080ULL;
	size_t i = 0;

	for (uint64_t w; i + sizeof(w) <= len; i += sizeof(w)) {
		memcpy(&w, text + i, sizeof(w));
		/* high bit set, below 0x20, or 0x7f (the only one that 1 carries to 0x80) */
		if ((w | (w - ones * 0x20) | (w + ones)) & high)
			break;
	}
	while (i < len && text[i] >= 0x20 && text[i] < 0x7f)
		i++;
	return i;
}

void prov_str_add_json(struct prov_str *s, const char *text, size_t len)
{
	prov_str_reserve(s, len + 2);
	prov_str_add_char(s, '"');
	for (size_t n;; text += n + 1, len -= n + 1) {
		n = prov_str_span(text, len, '"', '\\');
		prov_str_add_len(s, text, n);
		if (n == len)
			break;
		if ((unsigned char)text[n] < 0x20)
			prov_str_addf(s, "\\u%04x", (unsigned char)text[n]);
		else
			prov_str_add_len(s, text[n] == '"' ? "\\\"" : "\\\\", 2);
	}
	prov_str_add_char(s, '"');
}

void prov_str_add_array_elem(struct prov_str *s, const char *text, size_t len)
{
	prov_str_reserve(s, len + 2);
	prov_str_add_char(s, '"');
	for (size_t n;; text += n + 1, len -= n + 1) {
		n = prov_str_span(text, len, '"', '\\');
		prov_str_add_len(s, text, n);
		if (n == len)
			break;
		if ((unsigned char)text[n] >= 0x20)
			prov_str_add_char(s, '\\');
		prov_str_add_char(s, text[n]);
	}
	prov_str_add_char(s, '"');
}

void prov_str_array_add(struct prov_str *s, const char *text, size_t len)
{
	prov_str_add_char(s, s->len ? ',' : '{');
	prov_str_add_array_elem(s, text, len);
}

void prov_str_array_add_text(struct prov_str *s, const char *text)
{
	prov_str_array_add(s, text, strlen(text));
}

const char *prov_str_array_end(struct prov_str *s)
{
	prov_str_add(s, s->len ? "}" : "{}");
	return s->p;
}

char *prov_asprintf(const char *fmt, ...)
{
	struct prov_str s = PROV_STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	prov_str_vaddf(&s, fmt, ap);
	va_end(ap);
	return prov_str_take(&s);
}
