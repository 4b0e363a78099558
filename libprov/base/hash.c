/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.c - one 64-bit hash for change detection and tables
 */
#include "libprov/base/base.h"

/* FNV-1a over eight bytes at a time, with a final mix so that low bits are usable. */
uint64_t prov_hash(uint64_t h, const void *data, size_t len)
{
	const unsigned char *p = data;
	const uint64_t prime = 1099511628211ULL;

	h ^= len;
	h *= prime;
	for (; len >= 8; p += 8, len -= 8) {
		uint64_t word;

		__builtin_memcpy(&word, p, 8);
		h = (h ^ word) * 0x9E3779B97F4A7C15ULL;
		h ^= h >> 32;
	}
	for (; len; p++, len--)
		h = (h ^ *p) * prime;
	h ^= h >> 33;
	h *= 0xFF51AFD7ED558CCDULL;
	return h ^ (h >> 33);
}

uint64_t prov_hash_text(uint64_t h, const char *text)
{
	return prov_hash(h, text ? text : "", (text ? __builtin_strlen(text) : 0) + 1);
}
