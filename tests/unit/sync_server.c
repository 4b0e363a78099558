/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/sync_server.c - is what one server shows as new as what another showed before?
 */
#include "libprov/base/base.h"
#include "tests/lib/tap.h"

#include "libprov/sync/sync_server.h"

static const struct {
	const char *what;
	struct prov_sync_server before, now;
	enum prov_sync_age age;
} cases[] = {
	/* one that does not say */
	{ "S2: the same, and it never said", { .name = "a" }, { .name = "a" }, PROV_SYNC_AS_NEW },
	{ "S2: another that never said", { .name = "a" }, { .name = "b" }, PROV_SYNC_ANOTHER },
	{ "S2: the same, which says it now", { .name = "a" }, { .name = "a", .position = "0=1" },
	  PROV_SYNC_AS_NEW },
	{ "S2: the same, which does not say it any more", { .name = "a", .position = "0=1" },
	  { .name = "a" }, PROV_SYNC_ANOTHER },
	{ "S2: another, which says it", { .name = "a" }, { .name = "b", .position = "0=1" },
	  PROV_SYNC_ANOTHER },
	/* contextCSN */
	{ "S2: one id, the same", { .name = "a", .position = "0=5" }, { .name = "b", .position = "0=5" },
	  PROV_SYNC_AS_NEW },
	{ "S2: one id, newer", { .name = "a", .position = "0=5" }, { .name = "b", .position = "0=6" },
	  PROV_SYNC_AS_NEW },
	{ "S2: one id, older", { .name = "a", .position = "0=5" }, { .name = "a", .position = "0=4" },
	  PROV_SYNC_OLDER },
	{ "S2: a stamp that ends early is older", { .name = "a", .position = "0=55" },
	  { .name = "a", .position = "0=5" }, PROV_SYNC_OLDER },
	{ "S2: and one that goes on is newer", { .name = "a", .position = "0=5" },
	  { .name = "a", .position = "0=55" }, PROV_SYNC_AS_NEW },
	{ "case 58: two ids, one of them older", { .name = "a", .position = "0=5 1=5" },
	  { .name = "a", .position = "0=9 1=4" }, PROV_SYNC_OLDER },
	{ "case 58: one of them missing", { .name = "a", .position = "0=5 1=5" },
	  { .name = "a", .position = "0=9" }, PROV_SYNC_ANOTHER },
	{ "case 58: one missing, one older", { .name = "a", .position = "0=5 1=5" },
	  { .name = "a", .position = "1=4" }, PROV_SYNC_OLDER },
	{ "case 58: one more", { .name = "a", .position = "0=5" },
	  { .name = "a", .position = "0=5 1=1" }, PROV_SYNC_AS_NEW },
	{ "S2: a place whose name begins like another", { .name = "a", .position = "1=5" },
	  { .name = "a", .position = "10=9 11=9" }, PROV_SYNC_ANOTHER },
	/* USN */
	{ "S2: a larger counter", { .name = "a", .counter = "05" }, { .name = "a", .counter = "06" },
	  PROV_SYNC_AS_NEW },
	{ "S2: a smaller one", { .name = "a", .counter = "05" }, { .name = "a", .counter = "04" },
	  PROV_SYNC_OLDER },
	{ "case 52: a larger one of another epoch", { .name = "a", .counter = "05", .epoch = "x" },
	  { .name = "a", .counter = "06", .epoch = "y" }, PROV_SYNC_ANOTHER },
	{ "S2: the counter of another server says nothing", { .name = "a", .counter = "05" },
	  { .name = "b", .counter = "06" }, PROV_SYNC_ANOTHER },
	{ "S2: but what it has of the other", { .name = "a", .counter = "05", .position = "x=05" },
	  { .name = "b", .counter = "02", .position = "x=05 y=02" }, PROV_SYNC_AS_NEW },
	{ "S2: or has not", { .name = "a", .counter = "05", .position = "x=05" },
	  { .name = "b", .counter = "99", .position = "x=04 y=99" }, PROV_SYNC_OLDER },
	{ "S2: the same server is compared by its counter",
	  { .name = "a", .counter = "05", .position = "x=05" }, { .name = "a", .counter = "05" },
	  PROV_SYNC_AS_NEW },
};

int main(void)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str json = PROV_STR_INIT;
	const struct prov_sync_proof proof = { .bases = PROV_PROOF_HOLDS, .pages = PROV_PROOF_FAILS };

	for (size_t i = 0; i < COUNT(cases); i++)
		is_int(prov_sync_server_compare(&cases[i].before, &cases[i].now), cases[i].age, "%s",
		       cases[i].what);
	prov_sync_proof_add_json(&json, &proof);
	is_str(json.p, "\"bases\": true, \"pages\": false", "S2: what was proved, by name");
	return done();
}
