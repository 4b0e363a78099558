/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_fail.c - what a result of the directory means for us: the one table
 *
 * Codes below zero are libldap's own (no answer came), the others are the server's. A search turns
 * all of them into INCOMPLETE (ldap_search.c), a bind and a connect keep the code of this table.
 */
#include <string.h>

#include "ldap/client/ldap_int.h"

#define LIMIT_HINT "OpenLDAP: limits dn.exact=\"the bind DN\" size=unlimited " \
	"(paged: size.prtotal=unlimited)"
#define TLS_HINT "use an ldaps:// URI or ldap.starttls = true"
#define RIGHTS_HINT "check the access rights of the bind DN in the directory"

static const struct result {
	int result;
	enum prov_code code;
	const char *name;
	const char *msg;
	const char *hint;
} results[] = {
	{ LDAP_SERVER_DOWN, PROV_E_UNAVAILABLE, "serverDown", "the connection broke or no server "
	  "answers", NULL },
	{ LDAP_TIMEOUT, PROV_E_TIMEOUT, "timeout", "no answer in time",
	  "ldap.timeout and ldap.network_timeout say how long to wait" },
	{ LDAP_CONNECT_ERROR, PROV_E_UNAVAILABLE, "connectError", "the connection could not be "
	  "secured or established", NULL },
	{ LDAP_FILTER_ERROR, PROV_E_CONFIG, "filterError", "that is not a search filter (RFC 4515)",
	  NULL },
	{ LDAP_DECODING_ERROR, PROV_E_UNAVAILABLE, "decodingError",
	  "the server sent what is not LDAP", NULL },
	{ LDAP_AUTH_UNKNOWN, PROV_E_CONFIG, "authUnknown", "the way to log in is not available",
	  NULL },
	{ LDAP_PARAM_ERROR, PROV_E_CONFIG, "paramError", "a parameter cannot be used", NULL },
	{ LDAP_OPERATIONS_ERROR, PROV_E_UNAVAILABLE, "operationsError", "the server failed",
	  "some servers say this when a login is needed first: set ldap.bind_dn" },
	{ LDAP_PROTOCOL_ERROR, PROV_E_CONFIG, "protocolError", "the server refused the request",
	  NULL },
	{ LDAP_TIMELIMIT_EXCEEDED, PROV_E_UNAVAILABLE, "timeLimitExceeded",
	  "the server's time limit was reached", LIMIT_HINT },
	{ LDAP_SIZELIMIT_EXCEEDED, PROV_E_UNAVAILABLE, "sizeLimitExceeded",
	  "the server's size limit was reached", LIMIT_HINT },
	{ LDAP_STRONG_AUTH_NOT_SUPPORTED, PROV_E_CONFIG, "authMethodNotSupported",
	  "the server does not know this way to log in", NULL },
	{ LDAP_STRONG_AUTH_REQUIRED, PROV_E_DENIED, "strongerAuthRequired",
	  "the server wants a secured connection", TLS_HINT },
	{ LDAP_PARTIAL_RESULTS, PROV_E_UNAVAILABLE, "partialResults",
	  "the server has only a part of the answer", NULL },
	{ LDAP_REFERRAL, PROV_E_CONFIG, "referral", "the server has not got it and names another",
	  "set ldap.uri to the server that holds the base DN" },
	{ LDAP_ADMINLIMIT_EXCEEDED, PROV_E_UNAVAILABLE, "adminLimitExceeded",
	  "an administrative limit of the server was reached",
	  "OpenLDAP: size.unchecked, size.pr; 389 DS: nsLookThroughLimit, nsSizeLimit of the "
	  "bind DN, or a missing index" },
	{ LDAP_UNAVAILABLE_CRITICAL_EXTENSION, PROV_E_CONFIG, "unavailableCriticalExtension",
	  "the server does not support what was asked for",
	  "page_size = 0 reads without pages" },
	{ LDAP_CONFIDENTIALITY_REQUIRED, PROV_E_DENIED, "confidentialityRequired",
	  "the server wants a secured connection", TLS_HINT },
	{ LDAP_NO_SUCH_OBJECT, PROV_E_INVALID, "noSuchObject", "there is no such entry, or it is "
	  "hidden", "check the DN, and the access rights of the bind DN" },
	{ LDAP_INVALID_DN_SYNTAX, PROV_E_INVALID, "invalidDNSyntax", "that is not a DN", NULL },
	{ LDAP_INAPPROPRIATE_AUTH, PROV_E_DENIED, "inappropriateAuthentication",
	  "the server refused this way to log in", NULL },
	{ LDAP_INVALID_CREDENTIALS, PROV_E_DENIED, "invalidCredentials",
	  "wrong bind DN or password", "check bind_dn and password_file" },
	{ LDAP_INSUFFICIENT_ACCESS, PROV_E_DENIED, "insufficientAccessRights",
	  "the directory does not allow it", RIGHTS_HINT },
	{ LDAP_BUSY, PROV_E_UNAVAILABLE, "busy", "the server is busy", NULL },
	{ LDAP_UNAVAILABLE, PROV_E_UNAVAILABLE, "unavailable", "the server is shutting down or "
	  "offline", NULL },
	{ LDAP_UNWILLING_TO_PERFORM, PROV_E_DENIED, "unwillingToPerform",
	  "the server is not willing to do it", NULL },
	{ LDAP_LOOP_DETECT, PROV_E_UNAVAILABLE, "loopDetect", "the server found a loop", NULL },
	{ LDAP_AFFECTS_MULTIPLE_DSAS, PROV_E_UNAVAILABLE, "affectsMultipleDSAs",
	  "several servers would be needed", NULL },
	{ LDAP_OTHER, PROV_E_UNAVAILABLE, "other", "the server failed", NULL },
};

static const struct result unknown = {
	0, PROV_E_UNAVAILABLE, "unknown", "the server gave a result that nobody expects here", NULL
};

static const struct result *find(int result)
{
	for (size_t i = 0; i < COUNT(results); i++)
		if (results[i].result == result)
			return &results[i];
	return &unknown;
}

/* Where limits are raised is another place in each kind of server. */
static const struct {
	const char *kind;
	int result;
	const char *hint;
} limits[] = {
	{ "389", LDAP_SIZELIMIT_EXCEEDED, "389 DS: page_size below nsslapd-sizelimit, or "
	  "nsSizeLimit: -1 in the entry of the bind DN" },
	{ "389", LDAP_ADMINLIMIT_EXCEEDED, "389 DS: nsLookThroughLimit: -1 in the entry of the bind DN "
	  "(nsslapd-lookthroughlimit of the server), or a missing index" },
	{ "389", LDAP_TIMELIMIT_EXCEEDED, "389 DS: nsTimeLimit: -1 in the entry of the bind DN" },
	{ "ad", LDAP_SIZELIMIT_EXCEEDED, "Active Directory: page_size at most MaxPageSize of the LDAP policy "
	  "(1000)" },
	{ "ad", LDAP_ADMINLIMIT_EXCEEDED, "Active Directory: limits of the LDAP policy (ntdsutil)" },
	{ "ad", LDAP_TIMELIMIT_EXCEEDED, "Active Directory: MaxQueryDuration of the LDAP policy" },
	{ "openldap", LDAP_ADMINLIMIT_EXCEEDED, "OpenLDAP: size.unchecked, size.pr of the bind DN, or a "
	  "missing index" },
};

void prov_ldap_fail_hint(struct prov_err *err, int result, const char *kind)
{
	for (size_t i = 0; kind && i < COUNT(limits); i++)
		if (limits[i].result == result && strcmp(limits[i].kind, kind) == 0)
			prov_err_hint(err, "%s", limits[i].hint);
}

/* The server's words on one line, without its last full stop. */
static void set_diagnostic(struct prov_err *err, const char *diagnostic)
{
	PROV_CLEANUP(prov_freep) char *line = prov_strdup(diagnostic);
	size_t len;

	prov_plain_clean(line, ' ');
	prov_err_detail(err, "The server said: %s", line);
	len = strlen(err->detail);
	while (len && (err->detail[len - 1] == ' ' || err->detail[len - 1] == '.'))
		err->detail[--len] = '\0';
}

/* Somebody has to raise a limit, or to configure the server or us. */
static bool stays(int result)
{
	switch (result) {
	case LDAP_SIZELIMIT_EXCEEDED: case LDAP_ADMINLIMIT_EXCEEDED: case LDAP_PARTIAL_RESULTS:
	case LDAP_LOOP_DETECT: case LDAP_AFFECTS_MULTIPLE_DSAS: case LDAP_DECODING_ERROR:
		return true;
	default:
		return false;
	}
}

int prov_ldap_fail(struct prov_err *err, int result, const char *diagnostic, const char *what)
{
	const struct result *r = find(result);

	prov_fail(err, r->code, "%s: %s (%s, LDAP result %d)", what, r->msg, r->name, result);
	err->native = result;
	if (stays(result))
		prov_err_stays(err);
	if (diagnostic && *diagnostic)
		set_diagnostic(err, diagnostic);
	if (r->hint)
		prov_err_hint(err, "%s", r->hint);
	return -1;
}

int prov_ldap_fail_last(struct prov_err *err, LDAP *ld, const char *what)
{
	char *diagnostic = NULL;
	int result = LDAP_OTHER;

	ldap_get_option(ld, LDAP_OPT_RESULT_CODE, &result);
	ldap_get_option(ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &diagnostic);
	prov_ldap_fail(err, result == LDAP_SUCCESS ? LDAP_SERVER_DOWN : result, diagnostic, what);
	ldap_memfree(diagnostic);
	return -1;
}
