/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_judge.c - may the plan be carried out?
 *
 * What is asked, and in this order: sync_plan.c (what never passes, new keys, limits), sync_server.c (the
 * server), sync_scope.c (the scope, with the limits).
 */
#include "libprov/sync/sync_plan.h"
#include "libprov/sync/sync_run.h"
#include "libprov/sync/sync_server.h"

/* Entries without a key show nobody. The only group may have gone. */
static enum prov_proof shown(const struct prov_sync_run *r)
{
	const struct prov_sync_counts *c = r->counts;
	bool users = c->read_users > r->keyless || c->owned_users + c->suspect_users == 0;
	bool groups = c->read_groups > r->keyless_groups || c->suspect_groups <= 1;

	if (c->since)			/* that nothing changed is no claim */
		return PROV_PROOF_UNASKED;
	return users && groups ? PROV_PROOF_HOLDS : PROV_PROOF_FAILS;
}

static int verdict(struct prov_sync_run *r, struct prov_err *err)
{
	const struct prov_sync_options *o = r->options;

	if (prov_sync_plan_never(r->counts, r->keyless, r->keyless_groups, o, err) < 0 ||
	    prov_sync_plan_rekey(r->counts, o, err) < 0)
		return prov_sync_run_cure(r, err);
	/* a plan of new keys has a digest of its own, which lets it pass */
	if (o->rekey)
		return 0;
	r->to_store = true;
	if (prov_sync_server_check(r, err) < 0 || prov_sync_plan_check(r->counts, o, err) < 0)
		return -1;
	r->to_store = false;
	return 0;
}

int prov_sync_judge(struct prov_sync_run *r, struct prov_err *err)
{
	r->counts->proof.counts = shown(r);
	if (prov_sync_run_deadline(r, err) < 0)
		return -1;
	return verdict(r, err) < 0 ? prov_sync_lines_stopped(r, err) : 0;
}
