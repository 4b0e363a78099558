/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem.c - memory that is zeroed and never NULL
 *
 * The one place that ends the process: without memory there is nothing better to do.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libprov/base/base.h"

static _Noreturn void out_of_memory(void)
{
	static const char text[] = "prov: out of memory\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		abort();
	abort();
}

void *prov_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *prov_realloc(void *p, size_t size)
{
	p = realloc(p, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

char *prov_strndup(const char *s, size_t len)
{
	char *copy = prov_alloc(len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *prov_strdup(const char *s)
{
	return prov_strndup(s, strlen(s));
}

void prov_freep(void *p)
{
	free(*(void **)p);
}
