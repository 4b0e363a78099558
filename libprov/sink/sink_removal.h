/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_removal.h - what a plan would take away, line by line: stored when it is stopped, and accepted
 *
 * A removal is a line of words: what it is, of which kind (prov/limit.h), context, key, and what else makes
 * it another one. Sorted lines have a digest, by which an operator says that this is right. A later run
 * that is told so takes away nothing that is not among these lines.
 *
 *	begin (finds what is accepted), list (when all is planned), then store or, in the transaction that
 *	applies it, use; free
 */
#ifndef PROV_SINK_REMOVAL_H
#define PROV_SINK_REMOVAL_H

#include "libprov/sink/sink.h"

/* INVALID: there is no such plan any more. */
int prov_sink_removal_begin(struct sink *sink, const char *accept, struct prov_err *err);
/* Lists what would be taken away in contexts cids (an array literal; NULL: in all), and compares it with
 * what is accepted; fills digest, command, accepted and foreign of the counts. */
int prov_sink_removal_list(struct sink *sink, const char *cids, struct prov_sync_counts *counts,
	struct prov_err *err);
/* A transaction of its own. */
int prov_sink_removal_store(struct sink *sink, struct prov_err *err);
/* What was accepted is used up. */
int prov_sink_removal_use(struct sink *sink, struct prov_err *err);
void prov_sink_removal_free(struct sink *sink);

#endif
