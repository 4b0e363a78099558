/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_diff.c - what was staged against what is stored: the plan
 */
#include "libprov/sync/sync_run.h"

int prov_sync_diff(struct prov_sync_run *r, struct prov_err *err)
{
	if (prov_sync_run_deadline(r, err) < 0 ||
	    r->sink->plan(r->sink, r->options, r->counts, err) < 0 || prov_sync_witness(r, err) < 0)
		return -1;
	r->counts->planned = true;
	return 0;
}
