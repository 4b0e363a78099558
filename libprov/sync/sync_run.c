/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_run.c - what the phases of a run have in common
 */
#include "libprov/sync/sync_run.h"

#include "libprov/base/base.h"

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

/* A source ends its own waiting; here is what came after it, and a source that does not. */
int prov_sync_run_deadline(const struct prov_sync_run *r, struct prov_err *err)
{
	if (!r->options->deadline || prov_clock_ms() < r->options->deadline)
		return 0;
	prov_fail(err, PROV_E_INCOMPLETE, "the run has not come to its end in time; nothing was changed");
	return prov_err_hint(err, "sync.deadline is that time, in seconds");
}

int prov_sync_run_cure(const struct prov_sync_run *r, struct prov_err *err)
{
	const struct prov_source *s = r->source;
	const long long n = r->keyless + r->keyless_groups;

	if (!n || !s->key_cure || err->hint[0])
		return -1;
	prov_err_hint(err, "%lld %s no %s: %s", n, n == 1 ? "entry shows" : "entries show", s->key_attr,
		      s->key_cure);
	return -1;
}
