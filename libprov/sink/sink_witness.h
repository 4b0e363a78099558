/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_witness.h - who should still show what others have lost (sink_witness.c)
 */
#ifndef PROV_SINK_WITNESS_H
#define PROV_SINK_WITNESS_H

#include "libprov/sink/sink_plan.h"

/* The call of struct prov_sink of this name. */
int prov_sink_witness_find(struct sink *sink, const struct prov_witness **all, size_t *count,
	struct prov_err *err);
void prov_sink_witness_free(struct sink *sink);

#endif
