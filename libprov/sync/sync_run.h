/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sync/sync_run.h - one run of the engine, phase by phase; private
 *
 * prov_sync() goes through the phases in this order; the first one that fails is the last one, but for
 * PUBLISH, which every run comes to. Each is a function over struct prov_sync_run, and needs what those
 * before it gave:
 *
 *	phase	 needs				gives				writes
 *	PROBE	 both sides, open		the lease; what is known of	the row of the lease
 *					 the source; that it is the same one
 *	READ	 a source			every entry, once; COMPLETE	-
 *	STAGE	 an entry			it is known, or a row beside	staging
 *					 the tables
 *	CONFIRM	 COMPLETE			of who was not shown: gone, or	staging
 *					 out of the source; which
 *					 server that was
 *	DIFF	 proof of who is gone		the plan, and its numbers	staging
 *	JUDGE	 the plan			it may go; or why not, and the	-
 *					 lines of that
 *	APPLY	 a plan that may go		its lines, and the database is	everything, at once
 *					 as planned; of a dry run lines
 *	PUBLISH	 how it ended			a stopped plan is stored; the	plans that can be
 *					 outcome			accepted
 *
 * READ and STAGE are one loop, so that an entry is never kept longer than it takes to send its row. Who was
 * not shown is found by key when staging ends (prov_sink.suspects). All else is compared after CONFIRM, since
 * it depends on who is proved to be gone which names are free and who stays in a group.
 *
 * Nobody waits for a run before APPLY: it takes the locks, and if something was changed since DIFF the plan
 * is made and judged once more. (A new source fills empty contexts while it reads them: the sink's business.)
 */
#ifndef PROV_SYNC_RUN_H
#define PROV_SYNC_RUN_H

#include <prov/sync.h>

struct prov_sync_run {
	struct prov_source *source;
	struct prov_sink *sink;
	const struct prov_sync_options *options;
	struct prov_sync_counts *counts;
	long long keyless, keyless_groups;	/* rejects that could be anybody */
	bool any_suspects;
	bool to_store;			/* what was not taken away can be accepted */
};

/* sync_run.c: a record that was read, now or when it was looked up. INCOMPLETE: options->deadline is over. */
void prov_sync_run_count(struct prov_sync_run *run, const struct prov_record *record);
int prov_sync_run_deadline(const struct prov_sync_run *run, struct prov_err *err);
/* -1. Said once, beside all entries without a key that are named: there may be many, and one thing cures
 * all. */
int prov_sync_run_cure(const struct prov_sync_run *run, struct prov_err *err);

/* The phases: sync_probe.c, sync_read.c with STAGE, sync_confirm.c, and so on. */

/* BUSY: another run is at it. GUARD, CONFIG: it is not the source that is known. */
int prov_sync_probe(struct prov_sync_run *run, struct prov_err *err);
/* What the source says, if its answer is not complete. */
int prov_sync_read(struct prov_sync_run *run, struct prov_err *err);
/* sync_stage.c: one entry; and all that next() shows from now on. */
int prov_sync_stage(struct prov_sync_run *run, const struct prov_record *record, struct prov_err *err);
int prov_sync_stage_all(struct prov_sync_run *run, struct prov_err *err);
/* sync_since.c: READ of a run that goes on from cookies. INCOMPLETE also: only a full run can tell. */
int prov_sync_since(struct prov_sync_run *run, struct prov_err *err);
/* INCOMPLETE: looking gave no answer, or another server, or an older state of it. */
int prov_sync_confirm(struct prov_sync_run *run, struct prov_err *err);
int prov_sync_diff(struct prov_sync_run *run, struct prov_err *err);
/* sync_witness.c: of a run that goes on from cookies, when it is planned. INCOMPLETE also: somebody has lost
 * a value, and others who had one do not show it. */
int prov_sync_witness(struct prov_sync_run *run, struct prov_err *err);
/* GUARD, INCOMPLETE: it may not be carried out. */
int prov_sync_judge(struct prov_sync_run *run, struct prov_err *err);
int prov_sync_apply(struct prov_sync_run *run, struct prov_err *err);
/* rc, err: how it ended so far. 0, or how it ends: PARTIAL or GUARD though all else was done. */
int prov_sync_publish(struct prov_sync_run *run, int rc, struct prov_err *err);

/* sync_lines.c: the plan, or what there is beside its changes; of one that is stopped, after which it
 * returns -1 as the verdict did, who would go. */
int prov_sync_lines(struct prov_sync_run *run, bool only_rejects, struct prov_err *err);
int prov_sync_lines_stopped(struct prov_sync_run *run, struct prov_err *err);

#endif
