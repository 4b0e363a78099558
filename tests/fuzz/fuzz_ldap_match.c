/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_ldap_match.c - any text as a filter: refused, or it fits an entry or not
 */
#include <stdlib.h>

#include "ldap/prov_ldap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct prov_text one[] = { { "anna", 4 } };
static struct prov_text many[] = { { "514", 3 }, { "", 0 }, { "a\0*()\\\xff", 7 } };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct prov_ldap_attr attrs[] = {
		{ .name = { "uid", 3 }, .values = { one, COUNT(one) } },
		{ .name = { "cn", 2 }, .values = { many, COUNT(many) } },
		{ .name = { "objectCategory", 14 }, .values = { one, COUNT(one) } },
	};
	const struct prov_ldap_entry entry = { { "dc=x", 4 }, attrs, COUNT(attrs) };
	PROV_CLEANUP(prov_freep) char *text = prov_strndup((const char *)data, size);
	struct prov_err err = PROV_ERR_INIT;
	const int rc = prov_ldap_match(text, &entry, &err);

	if ((rc < 0) != (err.code == PROV_E_INVALID) || rc > 1)
		abort();
	return 0;
}
