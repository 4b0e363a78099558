/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_apply.c - the plan is carried out, or, in a dry run, only told
 *
 * Its lines are told before it: afterwards what was planned is what there is.
 */
#include "libprov/sync/sync_run.h"

/* What was changed while the plan was made is not what was judged. */
static int lock(struct prov_sync_run *r, struct prov_err *err)
{
	int changed = r->sink->lock(r->sink, r->options, r->counts, err);

	return changed > 0 ? prov_sync_judge(r, err) : changed;
}

int prov_sync_apply(struct prov_sync_run *r, struct prov_err *err)
{
	const bool dry = r->options->dry_run;

	if ((!dry && lock(r, err) < 0) || prov_sync_lines(r, !dry, err) < 0)
		return -1;
	if (r->options->reconciles)
		r->counts->drift = prov_sync_number_changes(r->counts);
	if (!dry && r->sink->merge(r->sink, r->counts, err) < 0)
		return -1;
	r->counts->applied = !dry;
	r->to_store = r->counts->held;
	return 0;
}
