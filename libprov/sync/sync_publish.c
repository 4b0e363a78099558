/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_publish.c - how a run ends, and what can still be accepted of it
 *
 * The record, the metrics and what was collected of its lines come when both sides are closed:
 * libprov/sink/directory.c.
 */
#include "libprov/base/base.h"
#include "libprov/sync/sync_plan.h"
#include "libprov/sync/sync_run.h"

/* What is not stored cannot be accepted; that does not change how the run ended. */
static int store(struct prov_sync_run *r, struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;

	if (r->sink->store(r->sink, &other) == 0)
		return -1;
	prov_err_hint(err, "%s", "");
	return prov_err_detail(err, "The plan cannot be stored: %s", other.msg);
}

/* Everything was done; what was left out must not pass unnoticed. */
int prov_sync_outcome(const struct prov_sync_counts *counts, struct prov_err *err)
{
	const long long n = counts->rejected;

	if (prov_sync_plan_held(counts, err) < 0)
		return -1;
	if (n == 0)
		return 0;
	return prov_fail(err, PROV_E_PARTIAL, "%lld %s of the directory could not be taken over", n,
			 n == 1 ? "entry" : "entries");
}

int prov_sync_publish(struct prov_sync_run *r, int rc, struct prov_err *err)
{
	if (rc == 0 && prov_sync_outcome(r->counts, err) < 0)
		rc = r->to_store ? -1 : prov_sync_run_cure(r, err);
	return rc < 0 && r->to_store ? store(r, err) : rc;
}
