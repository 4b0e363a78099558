/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain.c - text of others in a line of ours: nothing of it is obeyed by a terminal or splits the line
 *
 * A user's name must not write "user 3 in context 1 deleted" into a log, move the cursor of whom lists
 * it, or show another name than it is (CVE-2021-42574 has the marks of direction).
 */
#include <string.h>

#include "libprov/base/base.h"

static size_t sequence(const unsigned char *p)
{
	if (p[0] < 0x80)
		return 1;
	return p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
}

/* U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+206F */
static bool turns(const unsigned char *p)
{
	if (p[0] == 0xD8)
		return p[1] == 0x9C;
	if (p[0] != 0xE2 || (p[1] != 0x80 && p[1] != 0x81))
		return false;
	if (p[1] == 0x81)
		return p[2] >= 0xA6 && p[2] <= 0xAF;
	return p[2] == 0x8E || p[2] == 0x8F || (p[2] >= 0xA8 && p[2] <= 0xAE);
}

/* The length of the character at text, which is not its end. */
static size_t next(const char *text, bool *obeyed)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t len = strnlen(text, sequence(p));

	*obeyed = false;
	if (p[0] < 0x80) {
		*obeyed = p[0] < 0x20 || p[0] == 0x7F;
	} else if (!prov_utf8_is_valid(text, len)) {
		*obeyed = true;
		len = 1;
	} else {
		*obeyed = (p[0] == 0xC2 && p[1] < 0xA0) || turns(p);
	}
	return len;
}

/* How much of text is shown as it is. */
static size_t shown(const char *text)
{
	size_t at = 0, len;
	bool obeyed = false;

	while (text[at]) {
		len = next(text + at, &obeyed);
		if (obeyed)
			break;
		at += len;
	}
	return at;
}

void prov_plain_clean(char *text, char instead)
{
	char *to = text + shown(text);

	for (const char *from = to; *from;) {
		bool obeyed;
		size_t len = next(from, &obeyed);

		if (obeyed)
			*to++ = instead;
		else
			to = (char *)memmove(to, from, len) + len;
		from += len;
	}
	*to = '\0';
}

void prov_plain_add(struct prov_str *s, const char *text)
{
	size_t before = s->len;

	prov_str_add(s, text);
	if (s->len == before)
		return;
	prov_plain_clean(s->p + before, '?');
	prov_str_truncate(s, before + strlen(s->p + before));
}

/* \u00E9 of the sequence at p */
static void add_number(struct prov_str *s, const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned cp = len == 1 ? p[0] : p[0] & (len == 2 ? 0x1Fu : 0x0Fu);

	for (size_t i = 1; i < len; i++)
		cp = cp << 6 | (p[i] & 0x3Fu);
	prov_str_addf(s, "\\u%04x", cp);
}

void prov_plain_escape(struct prov_str *json, size_t begin)
{
	size_t at = begin + shown(json->p + begin);
	PROV_CLEANUP(prov_freep) char *rest = json->p[at] ? prov_strdup(json->p + at) : NULL;

	if (!rest)
		return;
	prov_str_truncate(json, at);
	for (const char *p = rest; *p;) {
		bool obeyed;
		size_t len = next(p, &obeyed);

		if (obeyed)
			add_number(json, p, len);
		else
			prov_str_add_len(json, p, len);
		p += len;
	}
}
