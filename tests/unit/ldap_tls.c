/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/ldap_tls.c - which versions of TLS are new enough, in the words of both libraries
 */
#include "ldap/client/ldap_int.h"
#include "tests/lib/tap.h"

int main(void)
{
	static const char *const good[] = { "TLS1.2", "TLS1.3", "TLSv1.2", "TLSv1.3", "TLS1.10" };
	static const char *const bad[] = { "TLS1.0", "TLS1.1", "TLSv1", "TLSv1.1", "SSL3.0", "SSLv3",
					   "TLS1.", "TLS1.2x", "TLS", "DTLS1.2", "", "unknown" };

	for (size_t i = 0; i < COUNT(good); i++)
		ok(prov_ldap_tls_is_new_enough(good[i]), "SR30: %s will do", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		ok(!prov_ldap_tls_is_new_enough(bad[i]), "SR30: \"%s\" will not do", bad[i]);
	return done();
}
