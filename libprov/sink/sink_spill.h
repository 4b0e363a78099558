/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_spill.h - bytes that wait beside the database: added at the end, read from the beginning
 */
#ifndef PROV_SINK_SPILL_H
#define PROV_SINK_SPILL_H

#include "libprov/base/base.h"

struct sink_spill {
	struct prov_str text;	/* behind the file */
	FILE *file;		/* NULL: all of it is in memory so far */
	size_t much;		/* bytes that are kept in memory */
	uint64_t written, at;	/* bytes in the file; that were read */
	bool reading;		/* the file does not stand behind what was written */
};
#define SINK_SPILL_INIT(bytes) { PROV_STR_INIT, NULL, bytes, 0, 0, false }

int prov_sink_spill_add(struct sink_spill *spill, const void *p, size_t len, struct prov_err *err);
uint64_t prov_sink_spill_end(const struct sink_spill *spill);	/* so many bytes were added */
/* Reads go on from this byte. */
int prov_sink_spill_seek(struct sink_spill *spill, uint64_t at, struct prov_err *err);
/* got: fewer than len at the end. */
int prov_sink_spill_read(struct sink_spill *spill, void *p, size_t len, size_t *got, struct prov_err *err);
void prov_sink_spill_clear(struct sink_spill *spill);		/* keeps memory and file */
void prov_sink_spill_fini(struct sink_spill *spill);

#endif
