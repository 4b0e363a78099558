/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mail.c - what looks like a mail address, and the form that servers search by
 *
 * Plain ASCII addresses, nearly all of them, never reach the IDN library.
 */
#include <idn2.h>

#include "libprov/base/base.h"

#define LOCAL_MAX 64
#define ADDRESS_MAX 254		/* RFC 5321 4.5.3.1.3: a path has 256 with its brackets */

static bool is_local_char(unsigned char c)
{
	return c >= 0x80 || (c > 0x20 && c < 0x7F && !strchr("()<>[]:;@\\,\"", c));
}

static bool is_domain_char(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

static bool is_domain(const char *s, size_t len)
{
	size_t label = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] != '.' && !is_domain_char((unsigned char)s[i]))
			return false;
		if (s[i] == '.' && label == 0)
			return false;
		label = s[i] == '.' ? 0 : label + 1;
		if (label > 63 && (unsigned char)s[i] < 0x80)
			return false;
	}
	return len > 0 && s[len - 1] != '.' && s[0] != '-';
}

bool prov_mail_is_valid(const char *s, size_t len)
{
	const char *at = memchr(s, '@', len);
	size_t local = at ? (size_t)(at - s) : 0;

	if (!at || local == 0 || local > LOCAL_MAX || len > ADDRESS_MAX)
		return false;
	if (s[0] == '.' || at[-1] == '.')
		return false;
	for (size_t i = 0; i < local; i++)
		if (!is_local_char((unsigned char)s[i]) || (s[i] == '.' && s[i + 1] == '.'))
			return false;
	return is_domain(at + 1, len - local - 1) && prov_utf8_is_valid(s, len) &&
		!prov_utf8_has_control(s, len);
}

static bool is_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

bool prov_mail_normalize(struct prov_str *out, const char *s, size_t len)
{
	const char *at = memchr(s, '@', len);
	size_t local = at ? (size_t)(at - s) + 1 : 0;
	PROV_CLEANUP(prov_freep) char *domain = NULL;
	uint8_t *ascii = NULL;

	prov_utf8_lower(out, s, local);
	if (is_ascii(s + local, len - local)) {
		prov_utf8_lower(out, s + local, len - local);
		return true;
	}
	domain = prov_strndup(s + local, len - local);
	if (idn2_lookup_u8((const uint8_t *)domain, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL))
		return false;
	prov_str_add(out, (const char *)ascii);
	idn2_free(ascii);
	return true;
}
