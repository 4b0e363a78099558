/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_plan.h - the second and third state of a run: what differs, and writing it
 */
#ifndef PROV_SINK_PLAN_H
#define PROV_SINK_PLAN_H

#include "libprov/sink/sink.h"

/* ---- sink_plan.c ---- */

int prov_sink_plan(struct sink *sink, const struct prov_sync_options *options,
	struct prov_sync_counts *counts, struct prov_err *err);

/* The write locks of the contexts, when the plan was judged. 1: something was changed in them meanwhile, so
 * that all was planned, and counted, once more; it has to be judged again. */
int prov_sink_plan_lock(struct sink *sink, const struct prov_sync_options *options,
	struct prov_sync_counts *counts, struct prov_err *err);

/* ---- sink_conflict.c ---- */

/* Rejects users whose name somebody else keeps, and notes addresses that somebody else keeps. May be
 * called again after others were rejected. */
int prov_sink_conflict_settle(struct sink *sink, struct prov_err *err);
/* When nobody is rejected any more: takes these addresses out of what is planned, and says who has what. */
int prov_sink_conflict_end(struct sink *sink, struct prov_err *err);

/* ---- sink_adopt.c ---- */

/* Takes local users over, if that is wanted. */
int prov_sink_adopt(struct sink *sink, struct prov_err *err);

/* ---- sink_rekey.c ---- */

/* After users were compared: entries that were made anew become those of their old users, if so
 * configured. */
int prov_sink_rekey_users(struct sink *sink, struct prov_err *err);
/* The rest of a plan of new keys: nothing else, groups, the numbers, and what is told. */
int prov_sink_rekey_only(struct sink *sink, struct prov_err *err);
int prov_sink_rekey_groups(struct sink *sink, struct prov_err *err);
int prov_sink_rekey_count(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_rekey_tell(const struct sink *sink,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);
/* When it is clear what is rejected: what to do about names of users who are missing. */
int prov_sink_rekey_explain(struct sink *sink, struct prov_err *err);
int prov_sink_rekey_explain_groups(struct sink *sink, struct prov_err *err);

/* ---- sink_lock.c ---- */

/* Finds who is disabled by an entry that cannot be taken. conflicts: there are such beside those that the
 * mapping rejected. */
int prov_sink_lock_plan(struct sink *sink, bool conflicts, struct prov_sync_counts *counts,
	struct prov_err *err);
int prov_sink_lock_merge(struct sink *sink, struct prov_err *err);

/* ---- sink_judge.c ---- */

/* When all is planned: the numbers of the source and, if that is right, which contexts are held back
 * (counts->held); then all has to be planned once more. */
int prov_sink_judge(struct sink *sink, const struct prov_sync_options *options,
	struct prov_sync_counts *counts, struct prov_err *err);

/* ---- sink_hold.c ---- */

/* After users were compared, groups, and their members: nothing is taken from those that are held back. */
int prov_sink_hold_users(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_hold_groups(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_hold_members(struct sink *sink, struct prov_err *err);

/* ---- sink_nest.c ---- */

/* Members of groups in groups: stage_nest. Then what is to be told of it, and what is stored. */
int prov_sink_nest(struct sink *sink, struct prov_err *err);
int prov_sink_nest_tell(const struct sink *sink,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);
int prov_sink_nest_save(struct sink *sink, struct prov_err *err);

/* ---- sink_few.c ---- */

/* If few groups differ, what they change: 1. 0: all of them have to be looked at. */
int prov_sink_few_plan(struct sink *sink, struct prov_err *err);

/* ---- sink_notice.c ---- */

/* When it is clear what is taken: which addresses of it do not work. */
int prov_sink_notice_find(struct sink *sink, struct prov_err *err);
int prov_sink_notice_tell(const struct sink *sink,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);

/* Rows of such a statement, the last column of which says how many there are. */
int prov_sink_notice_tell_rows(const struct prov_sql_result *rows, const char *of_what,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);

/* ---- sink_reject.c ---- */

/* In the transaction that writes: which entries are rejected, and since when. */
int prov_sink_reject_save(struct sink *sink, struct prov_err *err);

/* ---- sink_left_out.c ---- */

/* When it is clear what is rejected: counts values that cannot be used, and finds those that are new. */
int prov_sink_left_out_find(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_left_out_tell(const struct sink *sink,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);
/* In the transaction that writes, before users are. */
int prov_sink_left_out_save(struct sink *sink, struct prov_err *err);

/* ---- sink_server.c ---- */

/* In the transaction that writes: which server was read, if that was asked. */
int prov_sink_server_save(struct sink *sink, struct prov_err *err);

/* ---- sink_changes.c ---- */

int prov_sink_changes(struct sink *sink, bool only_rejects,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);

/* ---- sink_merge.c ---- */

int prov_sink_merge(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err);

#endif
