/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_proof.c - what is proved of a run, in words
 */
#include <prov/sync.h>

#include "libprov/base/base.h"

void prov_sync_proof_add_json(struct prov_str *s, const struct prov_sync_proof *p)
{
	const struct { const char *name; enum prov_proof proof; } all[] = {
		{ "bases", p->bases }, { "results", p->results }, { "pages", p->pages },
		{ "ranges", p->ranges }, { "references", p->references },
		{ "connection", p->connection }, { "keys", p->keys }, { "counts", p->counts },
		{ "suspects", p->suspects }, { "server", p->server },
	};

	bool any = false;

	for (size_t i = 0; i < COUNT(all); i++) {
		if (all[i].proof == PROV_PROOF_UNASKED)
			continue;
		prov_str_addf(s, "%s\"%s\": %s", any ? ", " : "", all[i].name,
			      all[i].proof == PROV_PROOF_HOLDS ? "true" : "false");
		any = true;
	}
}
