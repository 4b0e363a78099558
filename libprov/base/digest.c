/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digest.c - SHA-256 of text that comes piece by piece
 */
#include <openssl/evp.h>
#include <stdlib.h>

#include "libprov/base/base.h"

struct prov_digest {
	EVP_MD_CTX *ctx;
	bool failed;			/* take says so */
};

struct prov_digest *prov_digest_new(void)
{
	struct prov_digest *d = prov_alloc(sizeof(*d));

	d->ctx = EVP_MD_CTX_new();
	d->failed = !d->ctx || EVP_DigestInit_ex(d->ctx, EVP_sha256(), NULL) != 1;
	return d;
}

void prov_digest_add(struct prov_digest *d, const char *text, size_t len)
{
	d->failed = d->failed || EVP_DigestUpdate(d->ctx, text, len) != 1;
}

int prov_digest_take(struct prov_digest *d, char *hex, struct prov_err *err)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	bool failed = d->failed || EVP_DigestFinal_ex(d->ctx, sum, &len) != 1 || len != PROV_DIGEST_HEX / 2;

	for (unsigned int i = 0; !failed && i < len; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	EVP_MD_CTX_free(d->ctx);
	free(d);
	return failed ? prov_fail(err, PROV_E_INTERNAL, "libcrypto cannot make a digest") : 0;
}
