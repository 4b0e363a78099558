/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sync/sync_scope.h - what belongs to a source, and who is out of it; private
 */
#ifndef PROV_SYNC_SCOPE_H
#define PROV_SYNC_SCOPE_H

#include <prov/sync.h>

/* The name of a kind of server, for people. */
const char *prov_sync_scope_server(const char *kind);

/* Would somebody go in the run in which something was taken out of the scope, and that is not accepted? */
bool prov_sync_scope_stops(const struct prov_sync_counts *counts);
/* GUARD: it is so. */
int prov_sync_scope_check(const struct prov_sync_counts *counts, struct prov_err *err);

#endif
