/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap.c - connect, secure, log in
 *
 * The URIs are tried one by one, each with a handle of its own, so that each one's reason is known.
 * Every option that ldap.conf, ldaprc or LDAP* variables could set is set here. A refused login
 * ends the search for a server, everything else lets the next one try. Nothing is ever sent in
 * clear that was meant to be secured.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/time.h>

#include "ldap/client/ldap_int.h"

#define READ_AHEAD 65536

static const char *first(const char *a, const char *b)
{
	return a && *a ? a : b;
}

struct prov_ldap_params prov_ldap_params_of(const struct prov_config *config,
					    const struct prov_source_config *source)
{
	static const struct prov_source_config none;
	const struct prov_source_config *s = source ? source : &none;

	return (struct prov_ldap_params){
		.source = s->name,
		.uri = first(s->uri, config->ldap_uri),
		.bind_dn = first(s->bind_dn, config->ldap_bind_dn),
		.password_file = first(s->password_file, config->ldap_password_file),
		.starttls = config->ldap_starttls,
		.ca_file = config->ldap_ca_file,
		.sasl = config->ldap_sasl,
		.timeout = config->ldap_timeout,
		.network_timeout = config->ldap_network_timeout,
	};
}

static bool has(const char *s)
{
	return s && *s;
}

static bool is_ldaps(const char *uri)
{
	return strncasecmp(uri, "ldaps:", 6) == 0;
}

static int set_options(LDAP *ld, const struct prov_ldap_params *params, struct prov_err *err)
{
	static const struct { int option, value; } numbers[] = {
		{ LDAP_OPT_PROTOCOL_VERSION, LDAP_VERSION3 }, { LDAP_OPT_DEREF, LDAP_DEREF_NEVER },
		{ LDAP_OPT_SIZELIMIT, 0 }, { LDAP_OPT_TIMELIMIT, 0 },
		{ LDAP_OPT_X_KEEPALIVE_IDLE, 60 }, { LDAP_OPT_X_KEEPALIVE_PROBES, 3 },
		{ LDAP_OPT_X_KEEPALIVE_INTERVAL, 10 },
	};
	static const struct { int option; bool on; } switches[] = {
		{ LDAP_OPT_REFERRALS, false }, { LDAP_OPT_RESTART, false },
		{ LDAP_OPT_CONNECT_ASYNC, false },	/* see start_tls() */
	};
	const struct { int option, seconds; } times[] = {
		{ LDAP_OPT_NETWORK_TIMEOUT, params->network_timeout },
		{ LDAP_OPT_TIMEOUT, params->timeout },
	};
	int rc = ldap_set_option(ld, LDAP_OPT_DEFBASE, "");

	for (size_t i = 0; i < COUNT(numbers); i++)
		rc |= ldap_set_option(ld, numbers[i].option, &numbers[i].value);
	for (size_t i = 0; i < COUNT(switches); i++)
		rc |= ldap_set_option(ld, switches[i].option,
				      switches[i].on ? LDAP_OPT_ON : LDAP_OPT_OFF);
	for (size_t i = 0; i < COUNT(times); i++) {
		struct timeval tv = { times[i].seconds, 0 };

		rc |= ldap_set_option(ld, times[i].option, &tv);
	}
	if (rc != LDAP_OPT_SUCCESS)
		return prov_fail(err, PROV_E_INTERNAL, "libldap refuses an option");
	return 0;
}

/* ldaps: is a plain connection to that port that is secured before anything is said: so libldap
 * tries all addresses of a host, which its asynchronous connect does not. */
static char *plain_uri(const char *uri)
{
	LDAPURLDesc *desc = NULL;
	char *plain = NULL, *copy;

	if (ldap_url_parse(uri, &desc) != LDAP_URL_SUCCESS)
		return NULL;
	if (is_ldaps(uri)) {
		ldap_memfree(desc->lud_scheme);
		desc->lud_scheme = ldap_strdup("ldap");
	}
	plain = ldap_url_desc2str(desc);
	ldap_free_urldesc(desc);
	copy = plain ? prov_strdup(plain) : NULL;
	ldap_memfree(plain);
	return copy;
}

/* With STARTTLS the server is asked first. The handshake with a server that hangs ends only if
 * libldap believes in an asynchronous connect and the socket does not block. */
static int start_tls(LDAP *ld, bool ldaps)
{
	int fd = -1, flags, rc = LDAP_SUCCESS;

	if (!ldaps)
		rc = ldap_extended_operation_s(ld, LDAP_EXOP_START_TLS, NULL, NULL, NULL, NULL, NULL);
	if (rc != LDAP_SUCCESS)
		return rc;
	ldap_get_option(ld, LDAP_OPT_DESC, &fd);
	flags = fcntl(fd, F_GETFL);
	ldap_set_option(ld, LDAP_OPT_CONNECT_ASYNC, LDAP_OPT_ON);
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	rc = ldap_install_tls(ld);
	ldap_set_option(ld, LDAP_OPT_CONNECT_ASYNC, LDAP_OPT_OFF);
	if (rc == LDAP_SUCCESS)
		fcntl(fd, F_SETFL, flags);
	return rc;
}

/* A result of the server, and not of libldap, is the answer to STARTTLS: nothing else was asked yet. */
static void fail_connect(struct prov_err *err, int rc, const char *uri, const char *reason)
{
	PROV_CLEANUP(prov_freep) char *what = prov_asprintf("cannot connect to %s%s", uri,
							    rc > 0 ? " with STARTTLS" : "");

	if (reason) {
		prov_ldap_tls_fail(err, uri, reason);
		err->native = rc;
		return;
	}
	prov_ldap_fail(err, rc, NULL, what);
	if (rc > 0)
		prov_err_hint(err, "ldap.starttls is true: set up TLS in the server, or use an ldaps:// URI");
	err->code = PROV_E_UNAVAILABLE;
}

static void unbindp(LDAP **ld)
{
	PROV_CLEANUP(prov_ldap_pipe_release) struct prov_ldap_pipe pipe;

	prov_ldap_pipe_hold(&pipe);
	if (*ld)
		ldap_unbind_ext_s(*ld, NULL, NULL);
}

/* A number becomes words. For the dates the certificate is fetched over a connection of its own, on
 * which nothing is said: libldap has it no more when it was refused. */
static char *explain(const char *uri, const struct prov_ldap_params *params, const char *reason)
{
	PROV_CLEANUP(unbindp) LDAP *ld = NULL;
	PROV_CLEANUP(prov_freep) char *plain = plain_uri(uri);
	struct prov_err ignored = PROV_ERR_INIT;
	struct berval der = { 0, NULL };
	char *text;

	if (plain && ldap_initialize(&ld, plain) == LDAP_SUCCESS &&
	    set_options(ld, params, &ignored) == 0 &&
	    prov_ldap_tls_setup(ld, params, true, &ignored) == 0 &&
	    ldap_connect(ld) == LDAP_SUCCESS && start_tls(ld, is_ldaps(uri)) == LDAP_SUCCESS)
		ldap_get_option(ld, LDAP_OPT_X_TLS_PEERCERT, &der);
	text = prov_ldap_cert_reason(reason, der.bv_val, der.bv_len);
	ldap_memfree(der.bv_val);
	return text;
}

/* Connects, and secures the connection if that is wanted. */
static int establish(LDAP *ld, const char *uri, const struct prov_ldap_params *params,
		     struct prov_err *err)
{
	bool tls = is_ldaps(uri) || params->starttls;
	PROV_CLEANUP(prov_freep) char *reason = NULL;
	PROV_CLEANUP(prov_freep) char *words = NULL;
	struct prov_ldap_tls_log log;
	int rc;

	if (tls && prov_ldap_tls_setup(ld, params, false, err) < 0)
		return -1;
	if (tls)
		prov_ldap_tls_log_begin(&log);
	rc = ldap_connect(ld);
	if (rc == LDAP_SUCCESS && tls)
		rc = start_tls(ld, is_ldaps(uri));
	if (tls)
		reason = prov_ldap_tls_log_end(&log);
	if (rc == LDAP_SUCCESS)
		return tls ? prov_ldap_tls_check(ld, uri, err) : 0;
	if (reason && prov_ldap_cert_is_refused(reason))
		words = explain(uri, params, reason);
	fail_connect(err, rc, uri, rc == LDAP_TIMEOUT ? NULL : words ? words : reason);
	return -1;
}

static int bind_now(LDAP *ld, const struct prov_ldap_params *params, const struct prov_str *secret,
		    struct prov_err *err)
{
	bool external = has(params->sasl);
	/* for EXTERNAL: credentials that are there and empty, else the server asks for them */
	struct berval cred = { secret->len, secret->p };
	PROV_CLEANUP(prov_freep) char *what = NULL;
	int rc;

	if (external)
		rc = ldap_sasl_bind_s(ld, NULL, "EXTERNAL", &cred, NULL, NULL, NULL);
	else
		rc = ldap_sasl_bind_s(ld, has(params->bind_dn) ? params->bind_dn : "",
				      LDAP_SASL_SIMPLE, &cred, NULL, NULL, NULL);
	if (rc == LDAP_SUCCESS)
		return 0;
	what = external ? prov_strdup("cannot log in to the directory by EXTERNAL") :
		has(params->bind_dn) ?
		prov_asprintf("cannot log in to the directory as \"%s\"", params->bind_dn) :
		prov_strdup("cannot log in to the directory anonymously");
	return prov_ldap_fail_last(err, ld, what);
}

/* Many entries a system call. Below TLS, so that it works with and without. */
static void read_ahead(LDAP *ld)
{
	ber_len_t size = READ_AHEAD;
	Sockbuf *sb = NULL;

	if (ldap_get_option(ld, LDAP_OPT_SOCKBUF, &sb) != LDAP_OPT_SUCCESS || !sb)
		return;
	prov_ldap_gather(sb);
	ber_sockbuf_add_io(sb, &ber_sockbuf_io_readahead, LBER_SBIOD_LEVEL_TRANSPORT, &size);
}

static struct prov_ldap *try_uri(const char *uri, const struct prov_ldap_params *params,
				 const struct prov_str *secret, struct prov_err *err)
{
	PROV_CLEANUP(unbindp) LDAP *ld = NULL;
	PROV_CLEANUP(prov_freep) char *plain = plain_uri(uri);
	struct prov_ldap *ldap;

	if (!plain || ldap_initialize(&ld, plain) != LDAP_SUCCESS) {
		prov_fail(err, PROV_E_CONFIG, "\"%s\" is not an LDAP URI", uri);
		prov_err_hint(err, "ldap://host, ldaps://host:port or ldapi://%%2Fpath");
		return NULL;
	}
	if (set_options(ld, params, err) < 0 || establish(ld, uri, params, err) < 0 ||
	    (!params->bare && bind_now(ld, params, secret, err) < 0))
		return NULL;
	if (!params->bare)
		read_ahead(ld);
	ldap = prov_alloc(sizeof(*ldap));
	ldap->ld = ld;
	ld = NULL;
	ldap->uri = prov_strdup(uri);
	ldap->timeout = params->timeout;
	ldap->deadline = params->deadline;
	return ldap;
}

/* What went wrong with one server, remembered while the next one is tried. */
static void note(struct prov_str *tried, const struct prov_err *err)
{
	prov_str_addf(tried, "%s%s", tried->len ? "; " : "", err->msg);
}

static struct prov_ldap *try_all(const struct prov_ldap_params *params,
				 const struct prov_str *secret, struct prov_str *tried,
				 struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *uris = prov_strdup(params->uri ? params->uri : "");
	bool passes = false;
	int count = 0;
	char *save = NULL;

	for (char *uri = strtok_r(uris, " \t\r\n", &save); uri;
	     uri = strtok_r(NULL, " \t\r\n", &save)) {
		struct prov_ldap *ldap = try_uri(uri, params, secret, err);

		if (ldap)
			return ldap;
		if (err->code != PROV_E_UNAVAILABLE && err->code != PROV_E_TIMEOUT)
			return NULL;
		note(tried, err);
		passes |= err->retry;
		count++;
	}
	if (count == 0)
		prov_fail(err, PROV_E_CONFIG, "no LDAP server is configured (ldap.uri)");
	if (count > 1) {
		prov_fail(err, PROV_E_UNAVAILABLE, "none of the %d LDAP servers can be used", count);
		err->retry = passes;
		prov_err_detail(err, "%s", tried->p);
	}
	return NULL;
}

struct prov_ldap *prov_ldap_open(const struct prov_ldap_params *params, struct prov_err *err)
{
	PROV_CLEANUP(prov_secret_fini) struct prov_str secret = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str tried = PROV_STR_INIT;
	PROV_CLEANUP(prov_ldap_pipe_release) struct prov_ldap_pipe pipe;

	prov_ldap_pipe_hold(&pipe);
	if (prov_ldap_conf_check(err) < 0 || prov_ldap_secret_read(params, &secret, err) < 0)
		return NULL;
	return try_all(params, &secret, &tried, err);
}

/* Nobody has asked for anything: what can be read is that it has ended. */
bool prov_ldap_renew(struct prov_ldap *ldap, const struct prov_ldap_params *params)
{
	struct pollfd p = { .fd = -1, .events = POLLIN };

	if (ldap->broken || ldap_get_option(ldap->ld, LDAP_OPT_DESC, &p.fd) != LDAP_OPT_SUCCESS || p.fd < 0 ||
	    poll(&p, 1, 0) > 0)
		return false;
	ldap->timeout = params->timeout;
	ldap->deadline = params->deadline;
	return true;
}

void prov_ldap_close(struct prov_ldap *ldap)
{
	if (!ldap)
		return;
	unbindp(&ldap->ld);
	free(ldap->uri);
	free(ldap);
}

void prov_ldap_closep(struct prov_ldap **ldap)
{
	prov_ldap_close(*ldap);
	*ldap = NULL;
}

const char *prov_ldap_uri(const struct prov_ldap *ldap)
{
	return ldap->uri;
}
