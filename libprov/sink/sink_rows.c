/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_rows.c - rows that wait for their COPY: some in memory, many in a file without a name
 *
 * The server takes rows in large pieces faster than in small ones, since each COPY begins with nothing at
 * hand. That is no reason to have large pieces in memory.
 */
#include "libprov/sink/sink_rows.h"

#define MUCH (128 * 1024)	/* bytes that are kept in memory */
#define SLICE (64 * 1024)	/* are read from the file at once */

int prov_sink_rows_keep(struct sink_rows *r, struct prov_err *err)
{
	if (r->rows.text.len < MUCH)
		return 0;
	if (prov_sink_spill_add(&r->spill, r->rows.text.p, r->rows.text.len, err) < 0)
		return -1;
	prov_str_clear(&r->rows.text);
	return 0;
}

uint64_t prov_sink_rows_len(const struct sink_rows *r)
{
	return prov_sink_spill_end(&r->spill) + r->rows.text.len;
}

static int send_spilled(struct prov_sql *db, struct sink_spill *spill, struct prov_err *err)
{
	struct prov_sql_rows slice = PROV_SQL_ROWS_INIT;
	int rc = prov_sink_spill_seek(spill, 0, err);

	while (rc == 0) {
		prov_str_reserve(&slice.text, SLICE);
		rc = prov_sink_spill_read(spill, slice.text.p, SLICE, &slice.text.len, err);
		if (rc < 0 || slice.text.len == 0)
			break;
		rc = prov_sql_copy_send(db, &slice, err);
	}
	prov_sql_rows_fini(&slice);
	return rc;
}

int prov_sink_rows_send(struct prov_sql *db, enum prov_query copy, struct sink_rows *r,
			struct prov_err *err)
{
	if (prov_sql_copy_begin(db, copy, err) < 0)
		return -1;
	if ((prov_sink_spill_end(&r->spill) && send_spilled(db, &r->spill, err) < 0) ||
	    prov_sql_copy_send(db, &r->rows, err) < 0 || prov_sql_copy_end(db, err) < 0) {
		prov_sql_copy_abort(db);
		return -1;
	}
	return 0;
}

void prov_sink_rows_clear(struct sink_rows *r)
{
	prov_sql_rows_clear(&r->rows);
	prov_sink_spill_clear(&r->spill);
}

void prov_sink_rows_fini(struct sink_rows *r)
{
	prov_sql_rows_fini(&r->rows);
	prov_sink_spill_fini(&r->spill);
}
