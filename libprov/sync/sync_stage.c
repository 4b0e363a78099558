/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_stage.c - STAGE: an entry, and all that the directory shows, each staged as it comes
 */
#include "libprov/sync/sync_run.h"

int prov_sync_stage(struct prov_sync_run *r, const struct prov_record *record, struct prov_err *err)
{
	if (r->sink->put(r->sink, record, err) < 0)
		return -1;
	prov_sync_run_count(r, record);
	return 0;
}

/* The record is done with, and may have been large. */
static int settle(struct prov_sync_run *r, struct prov_err *err)
{
	if (!r->sink->much)
		return 0;
	if (r->source->release)
		r->source->release(r->source);
	return r->sink->settle(r->sink, err);
}

int prov_sync_stage_all(struct prov_sync_run *r, struct prov_err *err)
{
	const struct prov_record *record;
	enum prov_next next;

	while ((next = r->source->next(r->source, &record, err)) == PROV_NEXT_RECORD)
		if (prov_sync_stage(r, record, err) < 0 || settle(r, err) < 0)
			return -1;
	r->counts->proof = r->source->proof;
	return next == PROV_NEXT_END ? 0 : -1;
}
