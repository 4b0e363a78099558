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

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return;
	prov_str_reserve(s, (size_t)len);
	vsnprintf(s->p + s->len, (size_t)len + 1, fmt, ap);
	s->len += (size_t)len;
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

void prov_str_add_json(struct prov_str *s, const char *text, size_t len)
{
	size_t done = 0;

	prov_str_reserve(s, len + 2);
	prov_str_add_char(s, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		prov_str_add_len(s, text + done, i - done);
		done = i + (c < 0x20);		/* the other two follow their escape */
		if (c < 0x20)
			prov_str_addf(s, "\\u%04x", c);
		else
			prov_str_add_char(s, '\\');
	}
	prov_str_add_len(s, text + done, len - done);
	prov_str_add_char(s, '"');
}

void prov_str_add_array_elem(struct prov_str *s, const char *text, size_t len)
{
	size_t done = 0;

	prov_str_reserve(s, len + 2);
	prov_str_add_char(s, '"');
	for (size_t i = 0; i < len; i++) {
		if (text[i] != '"' && text[i] != '\\')
			continue;
		prov_str_add_len(s, text + done, i - done);
		prov_str_add_char(s, '\\');
		done = i;
	}
	prov_str_add_len(s, text + done, len - done);
	prov_str_add_char(s, '"');
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
