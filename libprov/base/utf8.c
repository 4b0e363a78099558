/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8.c - valid or not, control characters, width (RFC 3629)
 */
#include <locale.h>
#include <wchar.h>
#include <wctype.h>

#include "libprov/base/base.h"

static size_t decode(const unsigned char *s, size_t len, uint32_t *cp)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;

	if (n == 1) {
		*cp = s[0];
		return 1;
	}
	if (s[0] < 0xC2 || s[0] > 0xF4 || n > len)
		return 0;
	*cp = s[0] & (0xFFu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		*cp = (*cp << 6) | (s[i] & 0x3Fu);
	}
	if (*cp < least[n] || *cp > 0x10FFFF || (*cp >= 0xD800 && *cp <= 0xDFFF))
		return 0;
	return n;
}

size_t prov_utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	return decode((const unsigned char *)s, len, cp);
}

void prov_utf8_add_cp(struct prov_str *out, uint32_t cp)
{
	if (cp < 0x80) {
		prov_str_add_char(out, (char)cp);
		return;
	}
	if (cp < 0x800) {
		prov_str_add_char(out, (char)(0xC0 | (cp >> 6)));
	} else {
		if (cp < 0x10000) {
			prov_str_add_char(out, (char)(0xE0 | (cp >> 12)));
		} else {
			prov_str_add_char(out, (char)(0xF0 | (cp >> 18)));
			prov_str_add_char(out, (char)(0x80 | ((cp >> 12) & 0x3F)));
		}
		prov_str_add_char(out, (char)(0x80 | ((cp >> 6) & 0x3F)));
	}
	prov_str_add_char(out, (char)(0x80 | (cp & 0x3F)));
}

bool prov_utf8_is_valid(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t cp;

	for (size_t i = 0, n; i < len; i += n) {
		if (p[i] < 0x80) {
			n = 1;
			continue;
		}
		n = decode(p + i, len - i, &cp);
		if (n == 0)
			return false;
	}
	return true;
}

bool prov_utf8_has_control(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;

	for (size_t i = 0; i < len; i++) {
		if (p[i] < 0x20 || p[i] == 0x7F)
			return true;
		if (p[i] == 0xC2 && i + 1 < len && p[i + 1] < 0xA0)
			return true;
	}
	return false;
}

static int wide_width(const char *s)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
	const unsigned char *p = (const unsigned char *)s;
	int width = 0;
	uint32_t cp;

	for (size_t i = 0, n, len = __builtin_strlen(s); i < len; i += n) {
		int w;

		n = decode(p + i, len - i, &cp);
		w = n ? wcwidth((wchar_t)cp) : 1;
		n = n ? n : 1;
		width += w > 0 ? w : 0;
	}
	if (utf8) {
		uselocale(before);
		freelocale(utf8);
	}
	return width;
}

/* Printable ASCII is as wide as it is long; most names are, and need no locale. */
static bool is_printable_ascii(const char *s)
{
	for (; *s; s++)
		if (*s < 0x20 || *s > 0x7E)
			return false;
	return true;
}

int prov_utf8_width(const char *s)
{
	if (is_printable_ascii(s))
		return (int)__builtin_strlen(s);
	return wide_width(s);
}
