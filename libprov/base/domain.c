/* SPDX-License-Identifier: Apache-2.0 */
/*
 * domain.c - what is a domain, and its ASCII form (RFC 1123, RFC 5891, UTS 46)
 *
 * ASCII without "xn--", nearly all there is, never reaches the IDN library.
 */
#include <idn2.h>

#include "libprov/base/base.h"

#define LABEL_MAX 63
#define DOMAIN_MAX 253

/* Letters, digits and the hyphen. */
static const bool in_label[256] = {
	['a' ... 'z'] = true, ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['-'] = true,
};

static const char *check_label(const char *p, size_t len)
{
	if (len == 0)
		return "has an empty label in its domain";
	if (len > LABEL_MAX)
		return "has a label of more than 63 characters in its domain";
	if (p[0] == '-' || p[len - 1] == '-')
		return "has a label that begins or ends with a hyphen in its domain";
	for (size_t i = 0; i < len; i++)
		if (!in_label[(unsigned char)p[i]])
			return "has characters in its domain that no domain has";
	return NULL;
}

static const char *check_labels(const char *s, size_t len)
{
	const char *why = NULL, *end = s + len;

	if (len > DOMAIN_MAX)
		return "has a domain of more than 253 characters";
	for (const char *p = s, *dot; !why && p <= end; p = dot + 1) {
		dot = memchr(p, '.', (size_t)(end - p));
		dot = dot ? dot : end;
		why = check_label(p, (size_t)(dot - p));
	}
	return why;
}

static bool has_alabel(const char *s, size_t len)
{
	if (!memchr(s, '-', len))
		return false;
	for (size_t i = 0; i + 4 <= len; i++)
		if ((i == 0 || s[i - 1] == '.') && strncasecmp(s + i, "xn--", 4) == 0)
			return true;
	return false;
}

static bool is_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

static bool fail(struct prov_flaw *flaw, const char *why)
{
	*flaw = (struct prov_flaw){ .why = why };
	return false;
}

static int to_ascii(const char *domain, char **ascii)
{
	return idn2_to_ascii_8z(domain, ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
}

/* "xn--..." is a domain only if it is what its Unicode form becomes. */
static int round_trip(const char *domain, char **ascii)
{
	char *unicode = NULL;
	int rc = idn2_to_unicode_8z8z(domain, &unicode, 0);

	if (rc == IDN2_OK)
		rc = to_ascii(unicode, ascii);
	idn2_free(unicode);
	if (rc == IDN2_OK && strcasecmp(*ascii, domain) != 0) {
		idn2_free(*ascii);
		rc = IDN2_ALABEL_ROUNDTRIP_FAILED;
	}
	return rc;
}

static bool from_idn(struct prov_str *out, const char *s, size_t len, struct prov_flaw *flaw)
{
	PROV_CLEANUP(prov_freep) char *domain = prov_strndup(s, len);
	char *ascii = NULL;
	const char *why;

	if ((is_ascii(s, len) ? round_trip(domain, &ascii) : to_ascii(domain, &ascii)) != IDN2_OK)
		return fail(flaw, "has a domain that IDNA does not allow");
	why = check_labels(ascii, strlen(ascii));
	if (!why && out)
		prov_utf8_lower(out, ascii, strlen(ascii));
	idn2_free(ascii);
	return why ? fail(flaw, why) : true;
}

bool prov_domain_to_ascii(struct prov_str *out, const char *s, size_t len, struct prov_flaw *flaw)
{
	const char *why;

	if (!is_ascii(s, len))
		return prov_chars_check(s, len, PROV_USE_NAME, flaw) && from_idn(out, s, len, flaw);
	why = check_labels(s, len);
	if (why)
		return fail(flaw, why);
	if (has_alabel(s, len))
		return from_idn(out, s, len, flaw);
	if (out)
		prov_utf8_lower(out, s, len);
	return true;
}

/* Without a dot it is a plain name. */
void prov_domain_login_name(struct prov_str *out, const char *s, size_t len)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str ascii = PROV_STR_INIT;
	struct prov_flaw flaw;

	if (!is_ascii(s, len) && prov_domain_to_ascii(&ascii, s, len, &flaw) && strchr(ascii.p, '.'))
		prov_str_add_len(out, ascii.p, ascii.len);
	else
		prov_utf8_lower(out, s, len);
}
