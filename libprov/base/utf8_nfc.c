/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8_nfc.c - one form for equal text: Normalization Form C, by libunistring
 */
#include <stdlib.h>
#include <uninorm.h>

#include "libprov/base/base.h"

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
