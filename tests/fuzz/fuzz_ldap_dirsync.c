/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_ldap_dirsync.c - any bytes as what DirSync says: a cookie that is taken from it lies in it
 */
#include <stdlib.h>

#include "ldap/client/ldap_dirsync.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of just that size, so that one byte beyond it is seen. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = prov_alloc(size + !size);
	const struct prov_text all = { copy, size };
	struct prov_ldap_dirsync_said said;

	if (size)
		memcpy(copy, data, size);
	if (prov_ldap_dirsync_read(&all, &said) == 0 &&
	    (!said.cookie.len || said.cookie.p < copy || said.cookie.p + said.cookie.len > copy + size))
		abort();
	free(copy);
	return 0;
}
