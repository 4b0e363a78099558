/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_pool.c - many allocations, one free
 */
#include <stddef.h>
#include <stdint.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

/* True if all of size bytes at p are zero; fills them. */
static bool fresh(unsigned char *p, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (p[i])
			return false;
		p[i] = 0xEE;
	}
	return true;
}

/* Sizes around every edge: all zeroed, aligned, and none on top of another. */
static void fill(struct prov_pool *pool, const char *when)
{
	size_t dirty = 0, crooked = 0;

	for (size_t size = 0; size < 9000; size += 7) {
		unsigned char *p = prov_pool_alloc(pool, size);

		dirty += !fresh(p, size);
		crooked += (uintptr_t)p % _Alignof(max_align_t) != 0;
	}
	is_int((long long)dirty, 0, "%s: zeroed and apart", when);
	is_int((long long)crooked, 0, "%s: aligned for anything", when);
}

int main(void)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	char source[] = "text";
	const char *copy = prov_pool_strdup(pool, source);

	source[0] = 'n';
	is_str(copy, "text", "strings are copied in");
	is_str(prov_pool_strndup(pool, "abcdef", 2), "ab", "a part of a string");
	ok(prov_pool_strdup(pool, NULL) == NULL, "NULL stays NULL");
	is_str(prov_pool_printf(pool, "%d/%s", 3, "x"), "3/x", "a format");
	fill(pool, "new");
	is_str(copy, "text", "the first string is still there");
	for (int i = 0; i < 3; i++) {
		prov_pool_reset(pool);
		fill(pool, "after a reset");
	}
	ok(fresh(prov_pool_alloc(pool, 10 << 20), 10 << 20), "more than any block");
	prov_pool_free(NULL);
	prov_pool_reset(pool);
	prov_pool_freep(&pool);
	ok(pool == NULL, "freep leaves NULL behind");
	pool = prov_pool_new();
	prov_pool_reset(pool);
	ok(fresh(prov_pool_alloc(pool, 1), 1), "an empty pool can be reset");
	return done();
}
