/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8_nfc.c - one form for equal text: Normalization Form C, by libunistring
 */
#include <stdlib.h>
#include <uninorm.h>

#include "libprov/base/base.h"

/* Of scripts whose letters are one character each. None is the second part of a composition, and all are
 * assigned (tests/unit/base_chars.c looks at each of them). */
static const struct { uint32_t first, last; } letters[] = {
	{ 0xA1, 0xAC }, { 0xAE, 0x2FF },				/* Latin */
	{ 0x388, 0x38A }, { 0x38E, 0x3A1 }, { 0x3A3, 0x3FF },		/* Greek */
	{ 0x400, 0x482 }, { 0x48A, 0x52F },				/* Cyrillic */
	{ 0x5D0, 0x5EA },						/* Hebrew */
	{ 0x620, 0x64A },						/* Arabic */
	{ 0x1E00, 0x1EFF },						/* Latin, for Vietnamese */
	{ 0x3041, 0x3096 }, { 0x30A1, 0x30FF },				/* Japanese */
	{ 0x4E00, 0x9FEF }, { 0xAC00, 0xD7A3 }, { 0x20000, 0x2A6D6 },	/* Chinese, Korean */
};

bool prov_utf8_nfc_is_letter(uint32_t cp)
{
	for (size_t i = 0; i < COUNT(letters) && cp >= letters[i].first; i++)
		if (cp <= letters[i].last)
			return true;
	return false;
}

/* Below U+0300, whose first byte is 0xCC, there is nothing to compose. */
bool prov_utf8_nfc_is_simple(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0xCC)
			return false;
	return true;
}

void prov_utf8_nfc(struct prov_str *out, const char *s, size_t len)
{
	uint8_t *nfc = NULL;
	size_t n = 0;

	if (!prov_utf8_nfc_is_simple(s, len))
		nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)s, len, NULL, &n);
	prov_str_add_len(out, nfc ? (const char *)nfc : s, nfc ? n : len);
	free(nfc);
}
