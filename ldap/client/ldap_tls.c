/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_tls.c - how TLS is set up, and why a handshake failed
 *
 * The server's certificate must be valid, for its name, and from a known authority: there is no
 * option to look away. (One that was refused is fetched once more, to say what is wrong with it.)
 * Every TLS option is set here, so that neither ldap.conf nor the environment decides; libldap takes
 * them only with the NEWCTX at the end.
 *
 * Nothing older than TLS 1.2 is spoken. libldap passes its option for that on to OpenSSL and not to
 * GnuTLS (Debian), which is told by its priority string. Since an option that is ignored looks like one
 * that works, the version is looked at after the handshake, before a password is sent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "ldap/client/ldap_int.h"

/* The level on which libldap tells what is wrong with a certificate, among much else. */
#define LEVEL_TRACE 1

#define MAX_CA_FILE (16u << 20)

#define VERSION_HINT "the server has to offer TLS 1.2 or newer"
#define CERTIFICATE_HINT "ldap.ca_file must hold the authority that signed the server's " \
	"certificate, and the URI the name that is in it"
#define NAME_HINT "the URI must have a name, or an address, that is in the server's certificate"
#define LOCALHOST_HINT "in place of \"localhost\" libldap takes the name of this machine: the URI " \
	"must have a name that is in the server's certificate, or 127.0.0.1 if that is in it"

/* Where distributions keep the authorities that the machine trusts. */
static const char *const bundles[] = {
	"/etc/ssl/certs/ca-certificates.crt",		/* Debian, Ubuntu, Alpine, UCS */
	"/etc/pki/tls/certs/ca-bundle.crt",		/* Red Hat, Fedora */
	"/etc/ssl/ca-bundle.pem",			/* SUSE */
};

static const char *ca_file_of(const struct prov_ldap_params *params)
{
	if (params->ca_file && *params->ca_file)
		return params->ca_file;
	for (size_t i = 0; i < COUNT(bundles); i++)
		if (access(bundles[i], R_OK) == 0)
			return bundles[i];
	return NULL;
}

/* Read as a test, since the TLS library would wait for a named pipe. */
static int check_ca_file(const char *file, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;

	if (!file) {
		prov_fail(err, PROV_E_CONFIG, "no certificate authorities to check the LDAP server "
			  "with");
		return prov_err_hint(err, "set ldap.ca_file");
	}
	if (prov_file_read(file, MAX_CA_FILE, &text, err) < 0)
		return prov_err_context(err, "cannot read ldap.ca_file \"%s\"", file);
	return 0;
}

/* GnuTLS knows versions as a part of what it calls a cipher suite. */
static int set_gnutls_minimum(LDAP *ld, struct prov_err *err)
{
	char *package = NULL;
	int rc = LDAP_OPT_SUCCESS;

	ldap_get_option(NULL, LDAP_OPT_X_TLS_PACKAGE, &package);
	if (package && strcasecmp(package, "GnuTLS") == 0)
		rc = ldap_set_option(ld, LDAP_OPT_X_TLS_CIPHER_SUITE,
				     "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1");
	ldap_memfree(package);
	if (rc != LDAP_OPT_SUCCESS)
		return prov_fail(err, PROV_E_INTERNAL, "libldap refuses the lowest version of TLS");
	return 0;
}

int prov_ldap_tls_setup(LDAP *ld, const struct prov_ldap_params *params, bool look,
			struct prov_err *err)
{
	const struct { int option, value; } numbers[] = {
		{ LDAP_OPT_X_TLS_REQUIRE_CERT, look ? LDAP_OPT_X_TLS_NEVER : LDAP_OPT_X_TLS_DEMAND },
		{ LDAP_OPT_X_TLS_REQUIRE_SAN, LDAP_OPT_X_TLS_ALLOW },
		{ LDAP_OPT_X_TLS_PROTOCOL_MIN, LDAP_OPT_X_TLS_PROTOCOL_TLS1_2 },
	};
	static const int texts[] = {
		LDAP_OPT_X_TLS_CACERTDIR, LDAP_OPT_X_TLS_CERTFILE, LDAP_OPT_X_TLS_KEYFILE,
		LDAP_OPT_X_TLS_CRLFILE, LDAP_OPT_X_TLS_CIPHER_SUITE,
	};
	const char *file = ca_file_of(params);
	int client = 0;

	if (check_ca_file(file, err) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(texts); i++)
		ldap_set_option(ld, texts[i], NULL);
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (ldap_set_option(ld, numbers[i].option, &numbers[i].value) != LDAP_OPT_SUCCESS)
			return prov_fail(err, PROV_E_INTERNAL, "libldap refuses the TLS option 0x%x",
					 (unsigned)numbers[i].option);
	if (set_gnutls_minimum(ld, err) < 0)
		return -1;
	ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, file);
	if (ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client) != LDAP_OPT_SUCCESS)
		return prov_fail(err, PROV_E_CONFIG, "cannot use the certificate authorities in \"%s\"",
				 file);
	return 0;
}

bool prov_ldap_tls_is_new_enough(const char *version)
{
	long long minor;

	if (strncmp(version, "TLS", 3) != 0)
		return false;
	version += version[3] == 'v' ? 4 : 3;
	return strncmp(version, "1.", 2) == 0 && prov_int_parse(version + 2, 2, 99, &minor);
}

int prov_ldap_tls_check(LDAP *ld, const char *uri, struct prov_err *err)
{
	char *version = NULL;
	bool good;

	ldap_get_option(ld, LDAP_OPT_X_TLS_VERSION, &version);
	good = version && prov_ldap_tls_is_new_enough(version);
	if (!good) {
		prov_fail(err, PROV_E_UNAVAILABLE, "cannot connect to %s: TLS: the version in use is %s, "
			  "and TLS 1.2 is the oldest that is safe", uri, version ? version : "not known");
		prov_err_stays(err);
		prov_err_hint(err, VERSION_HINT);
	}
	ldap_memfree(version);
	return good ? 0 : -1;
}

/* Prints to where liblber was told to. Its own function would print to standard error besides. */
static void print_to_file(const char *text)
{
	FILE *file = NULL;

	ber_get_option(NULL, LBER_OPT_LOG_PRINT_FILE, &file);
	if (file)
		fputs(text, file);
}

/* The channel belongs to libldap and to the whole process; it is borrowed for one handshake. */
void prov_ldap_tls_log_begin(struct prov_ldap_tls_log *log)
{
	int level = LEVEL_TRACE;

	*log = (struct prov_ldap_tls_log){ NULL, NULL, 0 };
	log->stream = open_memstream(&log->text, &log->len);
	if (!log->stream)
		return;
	ber_set_option(NULL, LBER_OPT_LOG_PRINT_FILE, log->stream);
	ber_set_option(NULL, LBER_OPT_LOG_PRINT_FN, (void *)print_to_file);
	ldap_set_option(NULL, LDAP_OPT_DEBUG_LEVEL, &level);
}

/* The last line that starts with "TLS: " and has a reason: the one that made libldap give up. One that
 * says only that it cannot connect is taken if there is no better one. */
static char *last_reason(const char *text)
{
	static const char vague[] = "can't connect: ";
	const char *found = NULL, *other = NULL;

	for (const char *p = text; (p = strstr(p, "TLS: ")); p += 5) {
		if (strncmp(p + 5, vague, sizeof(vague) - 1) == 0)
			other = p + 5 + sizeof(vague) - 1;
		else if (strncmp(p + 5, "can't ", 6) != 0)
			found = p + 5;
	}
	if (!found)
		found = other;
	return found ? prov_strndup(found, strcspn(found, "\r\n")) : NULL;
}

void prov_ldap_tls_fail(struct prov_err *err, const char *uri, const char *reason)
{
	static const char *const versions[] = { "unsupported version", "unsupported protocol",
						"protocol version" };
	int length = (int)strlen(reason);
	const char *hint = CERTIFICATE_HINT;

	while (length && reason[length - 1] == '.')
		length--;
	for (size_t i = 0; i < COUNT(versions); i++)
		if (strstr(reason, versions[i]))
			hint = VERSION_HINT;
	if (strstr(reason, "does not match"))
		hint = strstr(uri, "//localhost") ? LOCALHOST_HINT : NAME_HINT;
	else if (strstr(reason, "expired"))
		hint = "the certificate of the server has to be renewed, or the clock of this machine "
		       "is wrong";
	else if (strstr(reason, "not valid"))
		hint = "look at the clock of this machine, and at the certificate of the server";
	prov_fail(err, PROV_E_UNAVAILABLE, "cannot connect to %s: TLS: %.*s", uri,
		  length, reason);
	prov_err_stays(err);
	prov_err_hint(err, "%s", hint);
}

char *prov_ldap_tls_log_end(struct prov_ldap_tls_log *log)
{
	int level = 0;
	char *reason;

	if (!log->stream)
		return NULL;
	ldap_set_option(NULL, LDAP_OPT_DEBUG_LEVEL, &level);
	ber_set_option(NULL, LBER_OPT_LOG_PRINT_FN, (void *)ber_error_print);
	ber_set_option(NULL, LBER_OPT_LOG_PRINT_FILE, NULL);
	fclose(log->stream);
	reason = last_reason(log->text);
	free(log->text);
	return reason;
}
