/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_probe.c - who else is at it, what is known, and is this still the source that it was?
 */
#include "libprov/sync/sync_run.h"

int prov_sync_probe(struct prov_sync_run *r, struct prov_err *err)
{
	return r->sink->begin(r->sink, r->source, r->options, err);
}
