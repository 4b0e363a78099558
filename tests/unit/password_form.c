/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/password_form.c - what is a ready hash, and which of them an admin can log in with
 */
#include "libprov/model/model.h"
#include "tests/lib/tap.h"

#define HASH28 "2jmj7l5rSw0yVb/vlWAYkK/YBwk="
#define SALTED "TGn2VeRpRLV4XPmZXXeGEFkTfRFhYmNkZWZnaA=="
#define SHA512_64 "sQnzu7wkTrgkQZF+0G5hi5AI3Qmzvv0bXgc5THBqi7mAsdd4Xll2" \
	"7ASbRt9fEyavWi6m0QP9B8lThf+rEKhrtA=="

/* The word secret, or a text of the right form. */
static const struct {
	const char *what, *text, *tagged;	/* NULL: it is none */
	bool admin;				/* and secret opens it */
} rows[] = {
#define ANY86 "LAV5VE5Y7w1d73x1mFNspYWUpazfmwv2SoepNXNKJ/" \
	"otop/Zok96Hr8Q13LEv0DRY/x8v0/crpIjl8NJSAqXV/"
#define SHA512_CRYPT "$6$rounds=1000$saltsalt$LAV5VE5Y7w1d73x1mFNspYWUpazfmwv2SoepNXNKJ/" \
	"otop/Zok96Hr8Q13LEv0DRY/x8v0/crpIjl8NJSAqXV/"
#define BCRYPT "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
#define SHA256_CRYPT "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA"
	{ "DR11: SHA-512 without a tag", SHA512_CRYPT, "{CRYPT}" SHA512_CRYPT, true },
	{ "DR11: in {CRYPT}", "{CRYPT}" SHA512_CRYPT, "{CRYPT}" SHA512_CRYPT, true },
	{ "DR11: a tag in lower case", "{crypt}" SHA512_CRYPT, "{CRYPT}" SHA512_CRYPT, true },
	{ "DR11: in {SHA512-CRYPT}", "{SHA512-CRYPT}" SHA512_CRYPT, "{SHA512-CRYPT}" SHA512_CRYPT, true },
	{ "DR11: SHA-256", "{SHA256-CRYPT}" SHA256_CRYPT, "{SHA256-CRYPT}" SHA256_CRYPT, true },
	{ "DR11: bcrypt", "{BCRYPT}" BCRYPT, "{BCRYPT}" BCRYPT, true },
	{ "DR11: bcrypt for Dovecot", "{BLF-CRYPT}" BCRYPT, "{BLF-CRYPT}" BCRYPT, true },
	{ "DR11: MD5", "$1$salt$ez2vlPGdaLYkJam5pWs/Y1", "{CRYPT}$1$salt$ez2vlPGdaLYkJam5pWs/Y1", true },
	{ "DR11: gost-yescrypt", "$gy$j9T$abcdefgh$Fi3mUfLMwr2ZyDlmydp6rw5RwzYJnsb1LquZlQ2CYq0",
	  "{CRYPT}$gy$j9T$abcdefgh$Fi3mUfLMwr2ZyDlmydp6rw5RwzYJnsb1LquZlQ2CYq0", true },
	{ "DR11: scrypt", "$7$2/..../....abc$gtWugtw0KNPBUYyU/fuDiDp0BZecES2rbEatYJvLrY3",
	  "{CRYPT}$7$2/..../....abc$gtWugtw0KNPBUYyU/fuDiDp0BZecES2rbEatYJvLrY3", true },
	{ "DR11: SHA-1 of NetBSD", "$sha1$40$abc$FlGeEFZfvK5aaSV6rrjIEPhqd0Ly",
	  "{CRYPT}$sha1$40$abc$FlGeEFZfvK5aaSV6rrjIEPhqd0Ly", true },
	{ "DR11: MD5 of Solaris", "$md5,rounds=10$abc$$14.MLbdQa1Oe6z/yQ5L6//",
	  "{CRYPT}$md5,rounds=10$abc$$14.MLbdQa1Oe6z/yQ5L6//", true },
	{ "DR11: DES", "{CRYPT}abNANd1rDfiNc", "{CRYPT}abNANd1rDfiNc", true },
	{ "DR11: extended DES", "{CRYPT}_J9..abcd/H6HLCcf7nw", "{CRYPT}_J9..abcd/H6HLCcf7nw", true },
	{ "DR11: rounds that crypt(3) does not take", "$6$rounds=10$saltsalt$" ANY86,
	  "{CRYPT}$6$rounds=10$saltsalt$" ANY86, false },
	{ "DR11: a salt of which it takes a part", "$6$saltsaltsaltsaltsalt$" ANY86,
	  "{CRYPT}$6$saltsaltsaltsaltsalt$" ANY86, false },
	{ "DR11: a cost that it does not take",
	  "$2b$03$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
	  "{CRYPT}$2b$03$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW", false },
	{ "DR11: a salt that it writes another way",
	  "$2b$04$abcdefghijklmnopqrstuv2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
	  "{CRYPT}$2b$04$abcdefghijklmnopqrstuv2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW", false },
	{ "DR11: SHA-512 in {BCRYPT}", "{BCRYPT}" SHA512_CRYPT, NULL, false },
	{ "DR11: SHA-256 in {SHA512-CRYPT}", "{SHA512-CRYPT}" SHA256_CRYPT, NULL, false },
	{ "DR11: a short one", "{CRYPT}$6$saltsalt$abc", NULL, false },
	{ "DR11: a long one", SHA512_CRYPT "A", NULL, false },
	{ "DR11: another letter", "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5s=", NULL, false },
	{ "DR11: a short bcrypt", "{BCRYPT}$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIr",
	  NULL, false },
	{ "DR11: only a setting", "{CRYPT}$y$j9T$F5Jx5fExrKuPp53xLKQ..1$", NULL, false },
	{ "DR11: an unknown method", "$x$saltsaltsaltsalt$abcdefghijklmnopqrst", NULL, false },
	{ "DR11: plain text in {CRYPT}", "{CRYPT}secret", NULL, false },
	{ "DR11: {CRYPT} alone", "{CRYPT}", NULL, false },
	{ "DR11: a locked one", "{CRYPT}!" SHA512_CRYPT, NULL, false },
	{ "DR11: a star", "{CRYPT}*", NULL, false },
	{ "DR11: {SHA}", "{SHA}" HASH28, "{SHA}" HASH28, false },
	{ "DR11: {SHA} in hex", "{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4",
	  "{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4", false },
	{ "DR11: {SHA} with a byte more", "{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwkA", NULL, false },
	{ "DR11: {SHA} with a byte less", "{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBw==", NULL, false },
	{ "DR11: {SSHA}", "{SSHA}" SALTED, "{SSHA}" SALTED, false },
	{ "DR11: {SSHA} without salt", "{SSHA}" HASH28, NULL, false },
	{ "DR11: {SSHA} with a blank", "{SSHA}" "TGn2VeRpRLV4XPmZXXeGEFkTfRFhYmNk ZWZnaA==", NULL, false },
	{ "DR11: {SHA512}", "{SHA512}" SHA512_64, "{SHA512}" SHA512_64, false },
	{ "DR11: {SSHA512}abc", "{SSHA512}abc", NULL, false },
	{ "DR11: {SSHA512} without salt", "{SSHA512}" SHA512_64, NULL, false },
	{ "DR11: {SHA256} that is SHA", "{SHA256}" HASH28, NULL, false },
	{ "DR11: {SHA512} that is crypt", "{SHA512}" SHA512_CRYPT, NULL, false },
#define ARGON2 "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHQ$Wl8sXUu7Jk8yJGdYFPWY0u2yXz9rKkk0Vw8bq5yG0VE"
	{ "DR11: Argon2", "{ARGON2ID}" ARGON2, "{ARGON2ID}" ARGON2, false },
	{ "DR11: Argon2 of the other kind", "{ARGON2I}" ARGON2, NULL, false },
	{ "DR11: Argon2 as crypt", "{CRYPT}" ARGON2, NULL, false },
	{ "DR11: Argon2 without a hash",
	  "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHQ$", NULL, false },
#define DOVECOT "$1$0DFDYm9sBs6JNgOf$5000$e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4"
	{ "DR11: PBKDF2 of Dovecot", "{PBKDF2}" DOVECOT, "{PBKDF2}" DOVECOT, false },
	{ "DR11: PBKDF2 of OpenLDAP", "{PBKDF2}10000$hJEI4ErDJDHVEHxlKyKQMA$mm1wT3SVRGqYDrMDJUeKwXX8wWk",
	  "{PBKDF2}10000$hJEI4ErDJDHVEHxlKyKQMA$mm1wT3SVRGqYDrMDJUeKwXX8wWk", false },
	{ "DR11: PBKDF2 without rounds", "{PBKDF2}$1$salt$$e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4",
	  NULL, false },
	{ "DR11: an unknown scheme", "{SASL}secret@example", NULL, false },
	{ "DR11: plain text", "secret", NULL, false },
	{ "DR11: nothing", "", NULL, false },
};

int main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct prov_str out = PROV_STR_INIT;
		struct prov_err err = PROV_ERR_INIT;
		bool is = prov_password_form_is_hash(rows[i].text, &out);

		ok(is == (rows[i].tagged != NULL), "%s is %s", rows[i].what,
		   rows[i].tagged ? "a hash" : "none");
		is_str(out.p, rows[i].tagged ? rows[i].tagged : "", "%s: what is stored", rows[i].what);
		if (is) {
			ok(prov_password_verify(out.p, "secret") == rows[i].admin, "%s: the password",
			   rows[i].what);
			ok(!prov_password_verify(out.p, "Secret"), "%s: another one", rows[i].what);
			ok((prov_password_check_admin("HASH", rows[i].text, &err) == 0) == rows[i].admin,
			   "%s: for an admin", rows[i].what);
		}
		prov_str_fini(&out);
	}
	return done();
}
