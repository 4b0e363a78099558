/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/relay.h - a server logs its users in at a directory, over a local socket
 *
 * Such servers (Dovecot) do everything else in the process that connects to the directory: a host that
 * does not answer, or a handshake of TLS that does not end, would stop all logins. So they talk to a relay,
 * which is there at once, and which says "unavailable" in the words of LDAP when the directory is.
 */
#ifndef PROV_RELAY_H
#define PROV_RELAY_H

#include <prov/err.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct prov_relay {
	const char *uri;		/* one or several, blank separated, tried in order */
	bool starttls;
	const char *ca_file;		/* NULL: the authorities of the machine */
	int timeout;			/* seconds without a message that a request is waited for */
	int network_timeout;		/* seconds for a connection */
};

/* Passes requests of the client on the socket fd to the directory, and its answers back, until one of them
 * leaves. Only logins and searches are passed on, INVALID: there was something else. UNAVAILABLE, TIMEOUT,
 * CONFIG: why the client was told "unavailable". */
PROV_API PROV_MUST_CHECK int prov_relay_run(const struct prov_relay *relay, int fd, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
