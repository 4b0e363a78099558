/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_ldap_member.c - any bytes as the keys of members: an extended name, and a list of what was
 * dereferenced; what is taken from it lies in it, and the walk over a list ends
 */
#include <stdlib.h>
#include <string.h>

#include "ldap/client/ldap_int.h"
#include "ldap/map/map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_thing)
{
	if (!true_thing)
		abort();
}

static void must_lie_in(const struct prov_text *part, const struct prov_text *all)
{
	must(part->len == 0 || (part->p >= all->p && part->p + part->len <= all->p + all->len));
}

static void extended(const struct prov_text *all)
{
	struct prov_pool *pool = prov_pool_new();
	struct prov_text value = *all, key = { NULL, 0 }, guid;

	if (prov_ldap_member_split(&value, &key)) {
		must_lie_in(&value, all);
		must_lie_in(&key, all);
		guid = prov_map_key_guid_text(pool, key);
		must(guid.len == 0 || guid.len == 36);
	} else {
		must(value.p == all->p && value.len == all->len);
	}
	prov_pool_free(pool);
}

static void dereferenced(const struct prov_text *all)
{
	struct prov_text rest = *all;
	struct prov_ldap_member m;
	size_t before;

	for (;;) {
		before = rest.len;
		if (prov_ldap_member_next(&rest, "nsUniqueId", &m) <= 0)
			return;
		must(rest.len < before);
		must_lie_in(&m.attr, all);
		must_lie_in(&m.value, all);
		must_lie_in(&m.key, all);
	}
}

/* A copy of just that size, so that one byte beyond it is seen. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = prov_alloc(size + !size);
	const struct prov_text all = { copy, size };

	if (size)
		memcpy(copy, data, size);
	extended(&all);
	dereferenced(&all);
	free(copy);
	return 0;
}
