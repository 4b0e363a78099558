/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_key.c - signatures of licences: RSA, PKCS#1 v1.5, SHA-1, as UCS has them
 *
 * SHA-1 is what the format demands. Keys are PEM files: public keys or certificates to verify, a
 * private key without passphrase to sign.
 */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "libprov/licence/licence_int.h"

#define MAX_KEY (64u << 10)

static void bio_freep(BIO **bio)
{
	BIO_free(*bio);
}

static void pkey_freep(EVP_PKEY **pkey)
{
	EVP_PKEY_free(*pkey);
}

static void ctx_freep(EVP_MD_CTX **ctx)
{
	EVP_MD_CTX_free(*ctx);
}

/* OpenSSL's own words for the last error. */
static int crypto_fail(struct prov_err *err, const char *path, const char *what)
{
	unsigned long code = ERR_peek_last_error();
	char reason[200] = "";

	prov_fail(err, PROV_E_CONFIG, "\"%s\": %s", path, what);
	if (code) {
		ERR_error_string_n(code, reason, sizeof(reason));
		prov_err_detail(err, "OpenSSL said: %s.", reason);
	}
	ERR_clear_error();
	return -1;
}

/* A passphrase is never asked for. */
static int no_passphrase(char *buf, int size, int writing, void *data)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)data;
	return -1;
}

/* Public key or certificate. NULL: neither. */
static EVP_PKEY *public_key(const struct prov_str *pem)
{
	PROV_CLEANUP(bio_freep) BIO *bio = BIO_new_mem_buf(pem->p, (int)pem->len);
	EVP_PKEY *pkey = PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
	X509 *certificate;

	if (pkey)
		return pkey;
	(void)BIO_reset(bio);
	certificate = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);
	pkey = certificate ? X509_get_pubkey(certificate) : NULL;
	X509_free(certificate);
	return pkey;
}

static int require_rsa(EVP_PKEY *pkey, const char *path, struct prov_err *err)
{
	if (EVP_PKEY_get_base_id(pkey) != EVP_PKEY_RSA)
		return prov_fail(err, PROV_E_CONFIG, "\"%s\": not an RSA key", path);
	return 0;
}

static int load_public(const char *path, EVP_PKEY **pkey, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str pem = PROV_STR_INIT;

	if (prov_file_read(path, MAX_KEY, &pem, err) < 0)
		return -1;
	*pkey = public_key(&pem);
	if (!*pkey)
		return crypto_fail(err, path, "no public key in it");
	ERR_clear_error();
	return require_rsa(*pkey, path, err);
}

static int load_private(const char *path, EVP_PKEY **pkey, struct prov_err *err)
{
	PROV_CLEANUP(prov_secret_fini) struct prov_str pem = PROV_STR_INIT;
	PROV_CLEANUP(bio_freep) BIO *bio = NULL;

	if (prov_file_read_secret(path, false, &pem, err) < 0)
		return -1;
	bio = BIO_new_mem_buf(pem.p, (int)pem.len);
	*pkey = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	if (!*pkey)
		return crypto_fail(err, path, "no private key in it, or one with a passphrase");
	return require_rsa(*pkey, path, err);
}

/* base64 without line ends. false: it is not. */
static bool decode(const char *text, struct prov_str *out)
{
	size_t len = strlen(text);
	size_t padding = 0;
	int n;

	if (len == 0 || len > MAX_KEY || len % 4 != 0 || strpbrk(text, " \t\r\n"))
		return false;
	while (padding < 2 && text[len - 1 - padding] == '=')
		padding++;
	prov_str_reserve(out, len);
	n = EVP_DecodeBlock((unsigned char *)out->p, (const unsigned char *)text, (int)len);
	if (n < 0)
		return false;
	out->len = (size_t)n - padding;
	return true;
}

/* 1 good, 0 bad, -1 the library refuses to check such signatures at all. */
static int verify_one(EVP_PKEY *pkey, const struct prov_str *signature,
		      const struct prov_str *payload)
{
	PROV_CLEANUP(ctx_freep) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *key_ctx = NULL;
	int result;

	if (EVP_DigestVerifyInit(ctx, &key_ctx, EVP_sha1(), NULL, pkey) <= 0 ||
	    EVP_PKEY_CTX_set_rsa_padding(key_ctx, RSA_PKCS1_PADDING) <= 0)
		return -1;
	result = EVP_DigestVerify(ctx, (const unsigned char *)signature->p, signature->len,
				  (const unsigned char *)payload->p, payload->len);
	ERR_clear_error();
	return result == 1;
}

int prov_licence_key_verify(const char *signature, const struct prov_str *payload,
			    const char *const *keys, size_t count, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str raw = PROV_STR_INIT;
	bool readable = signature && decode(signature, &raw);
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++) {
		PROV_CLEANUP(pkey_freep) EVP_PKEY *pkey = NULL;

		if (load_public(keys[i], &pkey, err) < 0)
			return -1;
		result = readable ? verify_one(pkey, &raw, payload) : 0;
		if (result < 0)
			return crypto_fail(err, keys[i], "SHA-1 signatures cannot be checked here");
	}
	return result;
}

int prov_licence_key_sign(const char *key, const struct prov_str *payload, struct prov_str *out,
			  struct prov_err *err)
{
	PROV_CLEANUP(ctx_freep) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	PROV_CLEANUP(pkey_freep) EVP_PKEY *pkey = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str raw = PROV_STR_INIT;
	EVP_PKEY_CTX *key_ctx = NULL;
	size_t len;

	if (load_private(key, &pkey, err) < 0)
		return -1;
	len = (size_t)EVP_PKEY_get_size(pkey);
	prov_str_reserve(&raw, len);
	if (EVP_DigestSignInit(ctx, &key_ctx, EVP_sha1(), NULL, pkey) <= 0 ||
	    EVP_PKEY_CTX_set_rsa_padding(key_ctx, RSA_PKCS1_PADDING) <= 0 ||
	    EVP_DigestSign(ctx, (unsigned char *)raw.p, &len, (const unsigned char *)payload->p,
			   payload->len) <= 0)
		return crypto_fail(err, key, "cannot sign with it");
	prov_str_reserve(out, (len + 2) / 3 * 4);
	out->len += (size_t)EVP_EncodeBlock((unsigned char *)out->p + out->len,
					    (const unsigned char *)raw.p, (int)len);
	return 0;
}
