/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_read.c - all that the directory shows, entry by entry, each staged as it comes
 */
#include "libprov/sync/sync_run.h"

/* STAGE */
static int stage(struct prov_sync_run *r, const struct prov_record *record, struct prov_err *err)
{
	if (r->sink->put(r->sink, record, err) < 0)
		return -1;
	prov_sync_run_count(r, record);
	return 0;
}

int prov_sync_read(struct prov_sync_run *r, struct prov_err *err)
{
	const struct prov_record *record;
	enum prov_next next;

	while ((next = r->source->next(r->source, &record, err)) == PROV_NEXT_RECORD)
		if (stage(r, record, err) < 0)
			return -1;
	r->counts->proof = r->source->proof;
	if (next != PROV_NEXT_END)
		return -1;
	r->counts->proof.keys = r->keyless + r->keyless_groups ? PROV_PROOF_FAILS : PROV_PROOF_HOLDS;
	if (r->options->progress)
		r->options->progress(r->options->data, r->counts);
	return 0;
}
