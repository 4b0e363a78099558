/* SPDX-License-Identifier: Apache-2.0 */
/*
 * password_form.c - THE table of schemes, and whether a text has the form of its scheme
 *
 * Alphabet and length only: whether it is the hash of anything nobody can tell.
 */
#include <crypt.h>
#include <ctype.h>
#include <strings.h>

#include "libprov/model/model.h"

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/* The same characters and the dot, in which crypt(3), and others for a plus, write base64. */
static const char crypt64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./";
static const char hex[] = "0123456789abcdefABCDEF";

enum form { CRYPT, DIGEST, SALTED, ARGON2, PBKDF2 };

static const struct scheme {
	const char *tag;
	enum form form;
	size_t bytes;			/* of the digest */
	const char *begin;		/* of the text behind the tag; NULL: any */
} schemes[] = {
	{ "{CRYPT}", CRYPT, 0, NULL },
	{ "{BCRYPT}", CRYPT, 0, "$2" },
	{ "{BLF-CRYPT}", CRYPT, 0, "$2" },
	{ "{SHA256-CRYPT}", CRYPT, 0, "$5$" },
	{ "{SHA512-CRYPT}", CRYPT, 0, "$6$" },
	{ "{SHA}", DIGEST, 20, NULL },
	{ "{SHA256}", DIGEST, 32, NULL },
	{ "{SHA512}", DIGEST, 64, NULL },
	{ "{SSHA}", SALTED, 20, NULL },
	{ "{SSHA256}", SALTED, 32, NULL },
	{ "{SSHA512}", SALTED, 64, NULL },
	{ "{ARGON2I}", ARGON2, 0, "$argon2i$" },
	{ "{ARGON2ID}", ARGON2, 0, "$argon2id$" },
	{ "{PBKDF2}", PBKDF2, 0, NULL },
};

static bool is_all(const char *text, size_t len, const char *alphabet)
{
	return len > 0 && strspn(text, alphabet) >= len;
}

/* Bytes that a whole text in base64 stands for; 0: it is none. */
static size_t base64_bytes(const char *text)
{
	size_t len = strlen(text), chars = strspn(text, base64);
	size_t padding = strspn(text + chars, "=");

	if (len % 4 || chars + padding != len || padding > 2)
		return 0;
	return len / 4 * 3 - padding;
}

/* What crypt(3) writes behind the last $, by the method; the traditional ones have no $. */
static bool is_crypt(const char *text)
{
	static const struct { const char *begin; size_t len; } methods[] = {
		{ "$y$", 43 }, { "$gy$", 43 }, { "$7$", 43 }, { "$6$", 86 }, { "$5$", 43 }, { "$1$", 22 },
		{ "$sha1$", 28 }, { "$md5", 22 },
	};
	const char *last = strrchr(text, '$');
	int usable = crypt_checksalt(text);

	if (usable == CRYPT_SALT_INVALID || usable == CRYPT_SALT_METHOD_DISABLED)
		return false;
	for (size_t i = 0; i < COUNT(methods); i++)
		if (strncmp(text, methods[i].begin, strlen(methods[i].begin)) == 0)
			return last > text + strlen(methods[i].begin) - 1 &&
			       strlen(last + 1) == methods[i].len &&
			       is_all(last + 1, methods[i].len, crypt64);
	if (strncmp(text, "$2", 2) == 0)
		return last == text + 6 && strlen(text) == 60 && is_all(last + 1, 53, crypt64);
	return strlen(text) == (*text == '_' ? 20 : 13) &&
	       is_all(text + (*text == '_'), strlen(text) - (*text == '_'), crypt64);
}

/* $argon2id$v=19$m=65536,t=3,p=1$salt$hash */
static bool is_argon2(const char *text)
{
	const char *hash = strrchr(text, '$');
	int fields = 0;

	for (const char *p = text; *p; p++) {
		fields += *p == '$';
		if (!isalnum((unsigned char)*p) && !strchr("$=,+/", *p))
			return false;
	}
	return (fields == 5 || fields == 4) && strlen(hash + 1) >= 16 &&
	       is_all(hash + 1, strlen(hash + 1), base64) && hash[-1] != '$';
}

/* Dovecot's $1$salt$rounds$hash in hex, or OpenLDAP's rounds$salt$hash. */
static bool is_pbkdf2(const char *text)
{
	bool dovecot = strncmp(text, "$1$", 3) == 0;
	const char *first = text + (dovecot ? 3 : 0);
	const char *second = strchr(first, '$'), *third = second ? strchr(second + 1, '$') : NULL;
	const char *rounds = dovecot ? second + 1 : first;

	if (!third || second == first)
		return false;
	if (!is_all(rounds, (size_t)((dovecot ? third : second) - rounds), "0123456789"))
		return false;
	if (dovecot)
		return strlen(third + 1) == 40 && is_all(third + 1, 40, hex);
	return is_all(second + 1, (size_t)(third - second - 1), crypt64) &&
	       strlen(third + 1) == 27 && is_all(third + 1, 27, crypt64);
}

static bool has_form(const struct scheme *scheme, const char *text)
{
	size_t bytes;

	if (scheme->begin && strncmp(text, scheme->begin, strlen(scheme->begin)) != 0)
		return false;
	switch (scheme->form) {
	case CRYPT:
		return is_crypt(text);
	case ARGON2:
		return is_argon2(text);
	case PBKDF2:
		return is_pbkdf2(text);
	case DIGEST:
		bytes = base64_bytes(text);
		return bytes == scheme->bytes || (strlen(text) == 2 * scheme->bytes &&
						  is_all(text, 2 * scheme->bytes, hex));
	default:
		bytes = base64_bytes(text);
		return bytes > scheme->bytes && bytes <= scheme->bytes + 64;
	}
}

bool prov_password_form_is_hash(const char *text, struct prov_str *out)
{
	for (size_t i = 0; i < COUNT(schemes); i++) {
		size_t len = strlen(schemes[i].tag);

		if (strncasecmp(text, schemes[i].tag, len) != 0)
			continue;
		if (!has_form(&schemes[i], text + len))
			return false;
		prov_str_add(out, schemes[i].tag);
		prov_str_add(out, text + len);
		return true;
	}
	if (text[0] != '$' || !is_crypt(text))
		return false;
	prov_str_addf(out, "{CRYPT}%s", text);
	return true;
}

const char *prov_password_form_crypt(const char *hash)
{
	const char *text = *hash == '{' ? strchr(hash, '}') : NULL;

	return text && is_crypt(text + 1) ? text + 1 : NULL;
}

size_t prov_password_form_salt_end(const char *text)
{
	const char *last = strrchr(text, '$');

	if (strncmp(text, "$2", 2) == 0)
		return 29;
	return last ? (size_t)(last + 1 - text) : *text == '_' ? 9 : 2;
}
