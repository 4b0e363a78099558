/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool.c - many small allocations with one lifetime, in a list of growing blocks
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libprov/base/base.h"

#define FIRST_BLOCK 4096
#define LARGE (64 * 1024)	/* is not kept */
#define ALIGN _Alignof(max_align_t)

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(max_align_t) char data[];
};

struct prov_pool {
	struct block *head;
	bool is_secret;
};

static struct block *block_new(size_t size, struct block *next)
{
	struct block *b = prov_alloc(sizeof(*b) + size);

	b->size = size;
	b->next = next;
	return b;
}

struct prov_pool *prov_pool_new(void)
{
	return prov_alloc(sizeof(struct prov_pool));
}

static void free_blocks(struct block *b, bool is_secret)
{
	while (b) {
		struct block *next = b->next;

		if (is_secret)
			explicit_bzero(b->data, b->used);
		free(b);
		b = next;
	}
}

void prov_pool_free(struct prov_pool *pool)
{
	if (!pool)
		return;
	free_blocks(pool->head, pool->is_secret);
	free(pool);
}

void prov_pool_freep(struct prov_pool **pool)
{
	prov_pool_free(*pool);
	*pool = NULL;
}

void prov_pool_reset(struct prov_pool *pool)
{
	if (pool->head && pool->head->size > LARGE) {
		free_blocks(pool->head, pool->is_secret);
		pool->head = NULL;
	}
	if (!pool->head)
		return;
	free_blocks(pool->head->next, pool->is_secret);
	pool->head->next = NULL;
	explicit_bzero(pool->head->data, pool->head->used);
	pool->head->used = 0;
}

void *prov_pool_alloc(struct prov_pool *pool, size_t size)
{
	struct block *b = pool->head;
	void *p;

	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (!b || b->size - b->used < size) {
		size_t want = b ? b->size * 2 : FIRST_BLOCK;

		b = pool->head = block_new(want > size ? want : size, b);
	}
	p = b->data + b->used;
	b->used += size;
	return p;
}

char *prov_pool_strndup(struct prov_pool *pool, const char *s, size_t len)
{
	char *copy = prov_pool_alloc(pool, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *prov_pool_strdup(struct prov_pool *pool, const char *s)
{
	return s ? prov_pool_strndup(pool, s, strlen(s)) : NULL;
}

char *prov_pool_secret(struct prov_pool *pool, const char *s)
{
	pool->is_secret = true;
	return prov_pool_strdup(pool, s);
}

char *prov_pool_printf(struct prov_pool *pool, const char *fmt, ...)
{
	struct prov_str s = PROV_STR_INIT;
	va_list ap;
	char *copy;

	va_start(ap, fmt);
	prov_str_vaddf(&s, fmt, ap);
	va_end(ap);
	copy = prov_pool_strndup(pool, s.p, s.len);
	prov_str_fini(&s);
	return copy;
}
