/* SPDX-License-Identifier: Apache-2.0 */
/* token.c - secrets of one-time logins and sessions: made, read, hashed */
#include <string.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

static const char *const bad[] = {
	"", ".", "1", "x", "0.", "01.", "-1.", "+1.", " 1.", "1e1.", "2147483648.", "99999999999999999999.",
	"1..",
};

int main(void)
{
	char token[PROV_TOKEN_BYTES], other[PROV_TOKEN_BYTES];
	char hash[PROV_DIGEST_HEX + 1], again[PROV_DIGEST_HEX + 1];
	struct prov_err err = { .code = PROV_OK };
	long long context = 0;

	prov_token_make(2147483647, token);
	prov_token_make(2147483647, other);
	ok(strcmp(token, other) != 0, "two are two");
	ok(prov_token_read(token, &context, hash), "one is read");
	is_int(context, 2147483647, "with its context");
	is_int((long long)strlen(hash), PROV_DIGEST_HEX, "and a hash");
	ok(prov_token_hash(token, again, &err) == 0 && strcmp(hash, again) == 0,
	   "which is that of the whole text");
	for (size_t i = 0; i < COUNT(bad); i++) {
		char text[200];

		snprintf(text, sizeof(text), "%s%s", bad[i], strchr(token, '.') + 1);
		ok(!prov_token_read(text, &context, hash), "\"%s\" is no context", bad[i]);
	}
	token[strlen(token) - 1] = '\0';
	ok(!prov_token_read(token, &context, hash), "one that is cut off");
	memcpy(token + strlen(token), "G", 2);
	ok(!prov_token_read(token, &context, hash), "one with another letter");
	return done();
}
