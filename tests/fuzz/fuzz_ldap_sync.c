/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_ldap_sync.c - any bytes as what a content synchronisation says: what is taken from it lies in it,
 * and the walk over a set of UUIDs ends
 */
#include <stdlib.h>

#include "ldap/client/ldap_sync.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_thing)
{
	if (!true_thing)
		abort();
}

static void must_lie_in(const char *p, size_t len, const struct prov_text *all)
{
	must(!p || (p >= all->p && p + len <= all->p + all->len));
}

static void ids(struct prov_text rest, const struct prov_text *all)
{
	const size_t whole = rest.len;
	const unsigned char *uuid;
	size_t n = 0;

	must_lie_in(rest.p, rest.len, all);
	while ((uuid = prov_ldap_sync_next(&rest))) {
		must_lie_in((const char *)uuid, PROV_LDAP_SYNC_UUID, all);
		n++;
	}
	must(rest.len == 0 && n <= whole / PROV_LDAP_SYNC_UUID);
}

static void read_all(const struct prov_text *all)
{
	struct prov_ldap_sync_state state;
	struct prov_ldap_sync_done end;
	struct prov_ldap_sync_info info;

	if (prov_ldap_sync_read_state(all, &state) == 0) {
		must_lie_in((const char *)state.uuid, PROV_LDAP_SYNC_UUID, all);
		must_lie_in(state.cookie.p, state.cookie.len, all);
	}
	if (prov_ldap_sync_read_done(all, &end) == 0)
		must_lie_in(end.cookie.p, end.cookie.len, all);
	if (prov_ldap_sync_read_info(all, &info) < 0)
		return;
	must_lie_in(info.cookie.p, info.cookie.len, all);
	if (info.news == PROV_LDAP_SYNC_IDS)
		ids(info.ids, all);
}

/* A copy of just that size, so that one byte beyond it is seen. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = prov_alloc(size + !size);
	const struct prov_text all = { copy, size };

	if (size)
		memcpy(copy, data, size);
	read_all(&all);
	free(copy);
	return 0;
}
