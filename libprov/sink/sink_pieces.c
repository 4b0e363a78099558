/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_pieces.c - small pieces of what waits beside the database, of which some more are read at once
 */
#include <string.h>

#include "libprov/sink/sink_pieces.h"

#define PIECES (32 * 1024)	/* bytes that are read at once */

int prov_sink_pieces_begin(struct sink_pieces *p, uint64_t at, struct prov_err *err)
{
	prov_str_clear(&p->text);
	p->from = at;
	p->at = 0;
	return prov_sink_spill_seek(p->spill, at, err);
}

int prov_sink_pieces_seek(struct sink_pieces *p, uint64_t at, struct prov_err *err)
{
	if (at < p->from || at > p->from + p->text.len)
		return prov_sink_pieces_begin(p, at, err);
	p->at = (size_t)(at - p->from);
	return 0;
}

uint64_t prov_sink_pieces_at(const struct sink_pieces *p)
{
	return p->from + p->at;
}

int prov_sink_pieces_next(struct sink_pieces *p, size_t len, const char **piece, struct prov_err *err)
{
	const size_t rest = p->text.len - p->at, much = len > PIECES ? len : PIECES;
	size_t got;

	if (rest < len) {
		memmove(p->text.p, p->text.p + p->at, rest);
		p->from += p->at;
		p->at = 0;
		p->text.len = rest;
		prov_str_reserve(&p->text, much);
		if (prov_sink_spill_read(p->spill, p->text.p + rest, much - rest, &got, err) < 0)
			return -1;
		p->text.len += got;
	}
	if (p->text.len - p->at < len)
		return 0;
	*piece = p->text.p + p->at;
	p->at += len;
	return 1;
}

void prov_sink_pieces_fini(struct sink_pieces *p)
{
	prov_str_fini(&p->text);
}
