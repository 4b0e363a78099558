/* SPDX-License-Identifier: Apache-2.0 */
/*
 * password.c - passwords become hashes with a scheme tag at once and are never kept (rule U6)
 *
 * The tag is {CRYPT} and what follows is a crypt(3) string, yescrypt by default: Dovecot, SOGo and
 * Courier verify it. Ready hashes of other schemes are stored as they are, for migrations, if they
 * have the form of their scheme (password_form.c): nobody could ever log in with another. We verify
 * admins ourselves and have crypt(3) for that, so theirs are crypt(3) strings.
 */
#include <crypt.h>
#include <strings.h>

#include "libprov/model/model.h"

static int crypt_new(const struct prov_config *config, const char *password, struct prov_str *out,
		     struct prov_err *err)
{
	bool sha512 = strcmp(config->password_scheme, "sha512") == 0;
	char salt[CRYPT_GENSALT_OUTPUT_SIZE];
	struct crypt_data *data = prov_alloc(sizeof(*data));
	const char *hash = NULL;

	if (crypt_gensalt_rn(sha512 ? "$6$" : "$y$", sha512 ? 50000 : 0, NULL, 0, salt, sizeof(salt)))
		hash = crypt_r(password, salt, data);
	if (hash && hash[0] != '*')
		prov_str_addf(out, "{CRYPT}%s", hash);
	explicit_bzero(data, sizeof(*data));
	free(data);
	return out->len ? 0 : prov_fail(err, PROV_E_INTERNAL, "the password cannot be hashed");
}

static bool is_ready(const char *mech)
{
	return mech && strcasecmp(mech, "HASH") == 0;
}

int prov_password_check(const char *mech, const char *password, struct prov_err *err)
{
	struct prov_str hash = PROV_STR_INIT;
	bool hashed;

	if (mech && mech[0] && !is_ready(mech) && strcasecmp(mech, "CRYPT") != 0 &&
	    strcasecmp(mech, "{CRYPT}") != 0) {
		prov_fail(err, PROV_E_INVALID, "Invalid PasswordMech: \"%s\"; valid are CRYPT, HASH",
			  mech);
		prov_err_field(err, prov_attrs[PROV_A_PASSWORD_MECH].option);
		return prov_err_hint(err, "new passwords are hashed by password.scheme; SHA and BCRYPT "
				     "hashes are taken as they are with --passwordmech HASH");
	}
	if (!password || strspn(password, " \t\r\n") == strlen(password))
		return prov_fail(err, PROV_E_INVALID, "Empty password is not allowed.");
	if (strlen(password) > 512 || !prov_utf8_is_valid(password, strlen(password)))
		return prov_fail(err, PROV_E_INVALID, "a password has up to 512 bytes of UTF-8 text");
	hashed = !is_ready(mech) || prov_password_form_is_hash(password, &hash);
	prov_secret_fini(&hash);
	if (hashed)
		return 0;
	prov_fail(err, PROV_E_INVALID, "the password is not a ready hash");
	return prov_err_hint(err, "{SCHEME}text in the form of its scheme, or a crypt(3) string that "
			     "begins with $");
}

/* What crypt(3) makes of a password with the method and salt of that string; NULL: nothing. */
static char *crypt_again(const char *password, const char *setting)
{
	struct crypt_data *data = prov_alloc(sizeof(*data));
	const char *hash = crypt_r(password, setting, data);
	char *again = hash && hash[0] != '*' ? prov_strdup(hash) : NULL;

	explicit_bzero(data, sizeof(*data));
	free(data);
	return again;
}

/* A salt or a number of rounds that crypt(3) does not take, or not as it is, can look like one. */
static bool is_usable(const char *hash)
{
	const char *setting = prov_password_form_crypt(hash);
	PROV_CLEANUP(prov_freep) char *again = setting ? crypt_again("x", setting) : NULL;

	return again && strlen(again) == strlen(setting) &&
	       strncmp(again, setting, prov_password_form_salt_end(setting)) == 0;
}

int prov_password_check_admin(const char *mech, const char *password, struct prov_err *err)
{
	struct prov_str hash = PROV_STR_INIT;
	bool usable = !is_ready(mech) || !prov_password_form_is_hash(password, &hash) ||
		      is_usable(hash.p);

	prov_secret_fini(&hash);
	if (usable)
		return 0;
	prov_fail(err, PROV_E_INVALID, "an admin could not log in with this hash");
	return prov_err_hint(err, "the password of an admin is verified with crypt(3): give it in plain, "
			     "or as a crypt(3) string");
}

int prov_password_hash(const struct prov_config *config, const char *mech, const char *password,
		       struct prov_str *out, struct prov_err *err)
{
	if (prov_password_check(mech, password, err) < 0)
		return -1;
	if (is_ready(mech))
		return prov_password_form_is_hash(password, out) ? 0 : -1;
	return crypt_new(config, password, out, err);
}

bool prov_password_verify(const char *hash, const char *password)
{
	const char *setting = prov_password_form_crypt(hash);
	PROV_CLEANUP(prov_secret_freep) char *again = setting ? crypt_again(password, setting) : NULL;

	return again && strcmp(again, setting) == 0;
}
