/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_tls.c - how TLS is set up, and why a handshake failed
 *
 * The server's certificate must be valid, for its name, and from a known authority: there is no
 * option to look away. Every TLS option is set here, so that neither ldap.conf nor the environment
 * decides; libldap takes them only with the NEWCTX at the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ldap/ldap_int.h"

/* The level on which libldap tells what is wrong with a certificate, among much else. */
#define LEVEL_TRACE 1

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

static int check_ca_file(const char *file, struct prov_err *err)
{
	if (!file) {
		prov_fail(err, PROV_E_CONFIG, "no certificate authorities to check the LDAP server "
			  "with");
		return prov_err_hint(err, "set ldap.ca_file");
	}
	if (access(file, R_OK) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot read ldap.ca_file \"%s\"", file);
	return 0;
}

int prov_ldap_tls_setup(LDAP *ld, const struct prov_ldap_params *params, struct prov_err *err)
{
	static const struct { int option, value; } numbers[] = {
		{ LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_DEMAND },
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
	ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, file);
	if (ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client) != LDAP_OPT_SUCCESS)
		return prov_fail(err, PROV_E_CONFIG, "cannot use the certificate authorities in \"%s\"",
				 file);
	return 0;
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

/* The last line that starts with "TLS: " and has a reason: the one that made libldap give up. */
static char *last_reason(const char *text)
{
	const char *found = NULL;

	for (const char *p = text; (p = strstr(p, "TLS: ")); p += 5)
		if (strncmp(p + 5, "can't ", 6) != 0)
			found = p + 5;
	return found ? prov_strndup(found, strcspn(found, "\r\n")) : NULL;
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
