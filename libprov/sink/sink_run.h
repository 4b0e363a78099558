/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_run.h - the record of a run (prov.sync_run); private
 *
 * One that came to its end is recorded in the transaction that it ends with; one that failed in a small
 * transaction of its own, after everything was taken back. A dry run, and a start that found another
 * run, leave none.
 */
#ifndef PROV_SINK_RUN_H
#define PROV_SINK_RUN_H

#include <prov/sync.h>

#include "sql/prov_sql.h"

struct sink_run {
	const char *source, *id;
	const char *server;		/* NULL: none answered */
	long long before, since;	/* milliseconds of the run before the transaction began, and since */
	const struct prov_sync_counts *counts;
	const struct prov_err *how;	/* how it ended */
	bool applied;
	bool batch;			/* of a watch, which makes very many of them */
	bool watched;			/* somebody reads what it says now, which may be another than usual */
	const struct prov_limits *limits;
	int keep;			/* rows of each source */
	int remind;			/* hours after which what was told is told again; 0: always */
};

/* Also runs `before`, a statement that belongs to a run that was carried out, in the same round trip; NULL:
 * it was not. Sets in counts whether the same was told in the last hours, and what failed before this run. */
int prov_sink_run_write(struct prov_sql *db, const struct sink_run *run,
	const struct prov_sql_step *before, struct prov_sync_counts *counts, struct prov_err *err);

/* sink_server.c: the server of the source was seen to show an older state than is stored. */
int prov_sink_server_back(struct prov_sql *db, const char *source, struct prov_err *err);

#endif
