/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sync/sync_scope.h - what a source is, for people; private
 */
#ifndef PROV_SYNC_SCOPE_H
#define PROV_SYNC_SCOPE_H

#include <prov/sync.h>

/* The name of a kind of server. */
const char *prov_sync_scope_server(const char *kind);

#endif
