/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mail.c - what is a mail address, and the form that servers search by
 *
 * The local part is a dot-atom of RFC 5321, with RFC 6531's characters beyond ASCII. Its case does
 * not matter here, as with nearly all servers.
 */
#include "libprov/base/base.h"

#define LOCAL_MAX 64
#define ADDRESS_MAX 254		/* RFC 5321 4.5.3.1.3: a path has 256 with its brackets */

static const bool special[256] = {
	[0x00 ... 0x20] = true, ['('] = true, [')'] = true, ['<'] = true, ['>'] = true, ['['] = true,
	[']'] = true, [':'] = true, [';'] = true, ['@'] = true, ['\\'] = true, [','] = true,
	['"'] = true, [0x7F] = true,
};

static const char *check_local(const char *s, size_t len)
{
	if (len == 0)
		return "has nothing before the @";
	if (len > LOCAL_MAX)
		return "has more than 64 bytes before the @";
	if (s[0] == '.' || s[len - 1] == '.')
		return "begins or ends with a dot before the @";
	for (size_t i = 0; i < len; i++) {
		if (special[(unsigned char)s[i]])
			return "has characters before the @ that no address has";
		if (s[i] == '.' && s[i + 1] == '.')
			return "has two dots in a row before the @";
	}
	return NULL;
}

static bool fail(struct prov_flaw *flaw, const char *why, const char *hint)
{
	*flaw = (struct prov_flaw){ .why = why, .hint = hint };
	return false;
}

static bool check_whole(const char *s, size_t len, const char *at, struct prov_flaw *flaw)
{
	static const char no_catch_all[] = "one address for all names of a domain (a catch-all) cannot "
					   "be stored here";
	const char *why;

	if (!prov_chars_check(s, len, PROV_USE_NAME, flaw))
		return false;
	if (!at)
		return fail(flaw, "has no @", NULL);
	if (len > ADDRESS_MAX)
		return fail(flaw, "is longer than 254 bytes", NULL);
	why = check_local(s, (size_t)(at - s));
	if (why)
		return fail(flaw, why, at == s ? no_catch_all : NULL);
	if (at - s == 1 && *s == '*')
		return fail(flaw, "has a * in the place of a name", no_catch_all);
	return true;
}

bool prov_mail_check(const char *s, size_t len, struct prov_flaw *flaw)
{
	const char *at = memchr(s, '@', len);
	struct prov_flaw ignored;

	flaw = flaw ? flaw : &ignored;
	return check_whole(s, len, at, flaw) &&
		prov_domain_to_ascii(NULL, at + 1, len - (size_t)(at - s) - 1, flaw);
}

bool prov_mail_normalize(struct prov_str *out, const char *s, size_t len)
{
	const char *at = memchr(s, '@', len);
	size_t before = out->len;
	struct prov_flaw ignored;

	if (!check_whole(s, len, at, &ignored))
		return false;
	prov_utf8_lower(out, s, (size_t)(at - s) + 1);
	if (prov_domain_to_ascii(out, at + 1, len - (size_t)(at - s) - 1, &ignored))
		return true;
	prov_str_truncate(out, before);
	return false;
}

bool prov_mail_has_delimiter(const char *s, size_t len, const char *delimiters)
{
	for (size_t i = 0; i < len && s[i] != '@'; i++)
		if (strchr(delimiters, s[i]))
			return true;
	return false;
}
