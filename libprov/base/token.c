/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token.c - random secrets that open something: CONTEXT.HEX, of which only the hash is stored
 *
 * The id of the context is in front, so that what is looked for is in one place (docs/schema.md).
 */
#include <sys/random.h>
#include <string.h>

#include "libprov/base/base.h"

#define BYTES 32

void prov_token_make(long long context, char *token)
{
	unsigned char b[BYTES];
	size_t at = (size_t)snprintf(token, PROV_TOKEN_BYTES, "%lld.", context);

	/* all of them, once the kernel is ready: see getrandom(2) */
	while (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b))
		continue;
	for (size_t i = 0; i < sizeof(b); i++)
		at += (size_t)snprintf(token + at, 3, "%02x", b[i]);
}

/* Only as they are made: one secret has one spelling. */
static bool split(const char *token, size_t len, long long *context)
{
	char id[12];
	size_t n = strcspn(token, ".");

	if (n == 0 || n >= sizeof(id) || token[0] == '0' || len != n + 1 + 2 * (size_t)BYTES ||
	    strspn(token + n + 1, "0123456789abcdef") != 2 * (size_t)BYTES)
		return false;
	memcpy(id, token, n);
	id[n] = '\0';
	return prov_int_parse(id, 1, 2147483647, context);
}

int prov_token_hash(const char *token, char *hex, struct prov_err *err)
{
	struct prov_digest *d = prov_digest_new();

	prov_digest_add(d, token, strlen(token));
	return prov_digest_take(d, hex, err);
}

bool prov_token_read(const char *token, long long *context, char *hex)
{
	struct prov_err err = { .code = PROV_OK };
	size_t len = strlen(token);

	return split(token, len, context) && prov_token_hash(token, hex, &err) == 0;
}
