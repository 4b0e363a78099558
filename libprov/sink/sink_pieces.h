/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_pieces.h - small pieces of what waits beside the database, of which some more are read at once
 */
#ifndef PROV_SINK_PIECES_H
#define PROV_SINK_PIECES_H

#include "libprov/sink/sink_spill.h"

/* Nothing is added meanwhile. */
struct sink_pieces {
	struct sink_spill *spill;
	struct prov_str text;	/* what was read: */
	uint64_t from;		/* from here on */
	size_t at;		/* the next piece in it */
};
#define SINK_PIECES_INIT(s) { s, PROV_STR_INIT, 0, 0 }

/* What was added since is read, too. */
int prov_sink_pieces_begin(struct sink_pieces *pieces, uint64_t at, struct prov_err *err);
int prov_sink_pieces_seek(struct sink_pieces *pieces, uint64_t at, struct prov_err *err);
uint64_t prov_sink_pieces_at(const struct sink_pieces *pieces);
/* The next bytes, which stay until the next call. 0: there are not so many. */
int prov_sink_pieces_next(struct sink_pieces *pieces, size_t len, const char **p, struct prov_err *err);
void prov_sink_pieces_fini(struct sink_pieces *pieces);

#endif
