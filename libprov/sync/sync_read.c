/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_read.c - all that the directory shows, or (sync_since.c) what became of it
 */
#include "libprov/sync/sync_run.h"

int prov_sync_read(struct prov_sync_run *r, struct prov_err *err)
{
	r->counts->since = r->sink->cookies != NULL;
	r->counts->reconcile = r->sink->reconcile;
	if ((r->counts->since ? prov_sync_since(r, err) : prov_sync_stage_all(r, err)) < 0)
		return -1;
	r->counts->proof.keys = r->keyless + r->keyless_groups ? PROV_PROOF_FAILS : PROV_PROOF_HOLDS;
	if (r->options->progress)
		r->options->progress(r->options->data, r->counts);
	return 0;
}
