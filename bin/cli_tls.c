/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_tls.c - TLS is set up by what needs it, not at every start
 *
 * GnuTLS, which libldap brings along, sets itself up in whatever has loaded it: a twelfth of the
 * instructions of a command. It does not where the program has this function, the one of
 * GNUTLS_SKIP_GLOBAL_INIT in its public header; libldap does it before its first connection with TLS. The
 * program exports it (Makefile).
 */
#include "bin/cli.h"

PROV_API int _gnutls_global_init_skip(void);

int _gnutls_global_init_skip(void)
{
	return 1;
}
