/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_run.c - what the phases of a run count together
 */
#include "libprov/sync/sync_run.h"

#define PROGRESS_EVERY 1000

void prov_sync_run_count(struct prov_sync_run *r, const struct prov_record *record)
{
	struct prov_sync_counts *c = r->counts;
	bool user = record->kind == PROV_ENTRY_USER;

	if (record->aside)
		return;
	*(user ? &c->read_users : &c->read_groups) += 1;
	c->rejected += record->reject != NULL;
	*(user ? &r->keyless : &r->keyless_groups) += !record->key;
	if (r->options->progress && (c->read_users + c->read_groups) % PROGRESS_EVERY == 0)
		r->options->progress(r->options->data, c);
}
