/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_cert.c - what is wrong with a server's certificate, in words
 *
 * GnuTLS has a number with a bit for each fault, and libldap prints nothing else. OpenSSL has words of
 * its own, which are left as they are.
 */
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/client/ldap_int.h"

#define SOON 60				/* days: time to renew it */

#define REVOKED 0x20u
#define UNKNOWN_SIGNER 0x40u
#define NOT_AN_AUTHORITY 0x80u
#define WEAK 0x100u
#define TOO_EARLY 0x200u
#define EXPIRED 0x400u
#define BAD_SIGNATURE 0x800u

static void certp(X509 **cert)
{
	X509_free(*cert);
}

/* The day of a time in a certificate, in UTC. */
static void add_day(struct prov_str *out, const ASN1_TIME *at)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(at, &tm) == 1)
		prov_str_addf(out, " %04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	else
		prov_str_add(out, " a day that cannot be read");
}

/* Is it the certificate of the server itself that is out of its time, or one that it hangs on? */
static void add_times(struct prov_str *out, unsigned faults, const X509 *cert)
{
	bool expired = (faults & EXPIRED) != 0;
	const ASN1_TIME *at = !cert ? NULL : expired ? X509_get0_notAfter(cert) :
		X509_get0_notBefore(cert);
	int side = at ? X509_cmp_time(at, NULL) : 0;

	if (!at) {
		prov_str_add(out, expired ? "it has expired" : "it is not valid yet");
	} else if (side == (expired ? -1 : 1)) {
		prov_str_add(out, expired ? "it expired on" : "it is not valid before");
		add_day(out, at);
	} else {
		prov_str_add(out, expired ? "the authority that signed it has expired" :
			     "the authority that signed it is not valid yet");
	}
}

static void add_signer(struct prov_str *out, const X509 *cert)
{
	if (cert && X509_NAME_cmp(X509_get_subject_name(cert), X509_get_issuer_name(cert)) == 0)
		prov_str_add(out, "it is signed by itself, and not known here");
	else
		prov_str_add(out, "the authority that signed it is not known here");
}

static const char *words(unsigned faults)
{
	static const struct { unsigned bit; const char *text; } all[] = {
		{ REVOKED, "it was revoked" },
		{ NOT_AN_AUTHORITY, "who signed it is not an authority" },
		{ WEAK, "it is signed in a way that is not safe any more" },
		{ BAD_SIGNATURE, "its signature is wrong" },
	};

	for (size_t i = 0; i < COUNT(all); i++)
		if (faults & all[i].bit)
			return all[i].text;
	return NULL;
}

bool prov_ldap_cert_is_refused(const char *reason)
{
	return strstr(reason, "untrusted or revoked (0x") != NULL;
}

char *prov_ldap_cert_reason(const char *reason, const void *der, size_t len)
{
	const unsigned char *p = der;
	PROV_CLEANUP(certp) X509 *cert = der && len <= INT32_MAX ? d2i_X509(NULL, &p, (long)len) : NULL;
	const char *number = strstr(reason, "(0x");
	unsigned faults = number ? (unsigned)strtoul(number + 3, NULL, 16) : 0;
	const char *other = words(faults);
	struct prov_str out = PROV_STR_INIT;

	prov_str_add(&out, "the certificate of the server is not accepted: ");
	if (other)
		prov_str_add(&out, other);
	else if (faults & (EXPIRED | TOO_EARLY))
		add_times(&out, faults, cert);
	else if (faults & UNKNOWN_SIGNER)
		add_signer(&out, cert);
	else
		prov_str_add(&out, reason);
	prov_str_addf(&out, " (0x%x)", faults);
	return prov_str_take(&out);
}

/* "valid until 2027-03-01, which is in 12 days" */
static void add_end(struct prov_str *out, const struct berval *der)
{
	const unsigned char *p = (const unsigned char *)der->bv_val;
	PROV_CLEANUP(certp)
	X509 *cert = p && der->bv_len <= INT32_MAX ? d2i_X509(NULL, &p, (long)der->bv_len) : NULL;
	int days, seconds;

	if (!cert)
		return;
	prov_str_add(out, "valid until");
	add_day(out, X509_get0_notAfter(cert));
	if (ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(cert)) == 1 && days < SOON)
		prov_str_addf(out, ", which is in %d days", days);
}

void prov_ldap_cert_tell(struct prov_ldap *ldap, struct prov_str *version, struct prov_str *certificate)
{
	struct berval der = { 0, NULL };
	char *text = NULL;

	ldap_get_option(ldap->ld, LDAP_OPT_X_TLS_VERSION, &text);
	if (text) {
		prov_str_add(version, text);
		ldap_get_option(ldap->ld, LDAP_OPT_X_TLS_PEERCERT, &der);
		add_end(certificate, &der);
	}
	ldap_memfree(text);
	ldap_memfree(der.bv_val);
}
