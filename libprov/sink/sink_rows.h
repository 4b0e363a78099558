/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_rows.h - rows that wait for their COPY: some in memory, many in a file without a name
 */
#ifndef PROV_SINK_ROWS_H
#define PROV_SINK_ROWS_H

#include "libprov/sink/sink_spill.h"
#include "sql/prov_sql.h"

struct sink_rows {
	struct prov_sql_rows rows;	/* the last ones, to which others are added; count: of all of them */
	struct sink_spill spill;	/* those before */
};
#define SINK_ROWS_INIT { PROV_SQL_ROWS_INIT, SINK_SPILL_INIT(0) }

/* After rows were added: so that memory does not grow with them. */
int prov_sink_rows_keep(struct sink_rows *rows, struct prov_err *err);
uint64_t prov_sink_rows_len(const struct sink_rows *rows);	/* bytes of all of them */
/* A COPY from begin to end, which is then to be waited for; after an error none is open. */
int prov_sink_rows_send(struct prov_sql *db, enum prov_query copy, struct sink_rows *rows,
	struct prov_err *err);
void prov_sink_rows_clear(struct sink_rows *rows);		/* keeps memory and file */
void prov_sink_rows_fini(struct sink_rows *rows);

#endif
