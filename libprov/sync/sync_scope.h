/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sync/sync_scope.h - what belongs to a source, and who is out of it; private
 */
#ifndef PROV_SYNC_SCOPE_H
#define PROV_SYNC_SCOPE_H

#include <prov/sync.h>

/* The name of a kind of server, for people. */
const char *prov_sync_scope_server(const char *kind);

/* GUARD: somebody would go in the run in which something was taken out of the scope. */
int prov_sync_scope_check(const struct prov_sync_counts *counts, const struct prov_sync_options *options,
	struct prov_err *err);

#endif
