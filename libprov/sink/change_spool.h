/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/change_spool.h - changes of a run wait here until nothing is locked any more
 *
 * What reads the output of a program may be slow, or never read: lines of a plan are collected while
 * the transaction that found them is open, and told when the run is over. Few are kept in memory, many
 * in a file without a name.
 *
 *	new, add ..., tell, free
 */
#ifndef PROV_CHANGE_SPOOL_H
#define PROV_CHANGE_SPOOL_H

#include <prov/sync.h>

struct prov_change_spool;

struct prov_change_spool *prov_change_spool_new(void);
void prov_change_spool_freep(struct prov_change_spool **spool);	/* NULL is fine */
/* A copy of the change. data is the spool: of the type that prov_sync_options.change has. IO. */
int prov_change_spool_add(void *data, const struct prov_sync_change *change, struct prov_err *err);
/* Calls fn for each change, in their order; ends with its first failure. */
int prov_change_spool_tell(struct prov_change_spool *spool,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);

#endif
