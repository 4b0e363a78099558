/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_probe.c - who else is at it, what is known, and is this still the source that it was?
 */
#include <stdio.h>

#include "libprov/sync/sync_run.h"

int prov_sync_probe(struct prov_sync_run *r, struct prov_err *err)
{
	if (r->sink->begin(r->sink, r->source, r->options, err) < 0)
		return -1;
	if (r->sink->why_full)
		snprintf(r->counts->why_full, sizeof(r->counts->why_full), "%s", r->sink->why_full);
	return 0;
}
