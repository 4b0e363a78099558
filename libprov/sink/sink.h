/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink.h - the sink that writes to the database: one run of a source
 *
 * A run is read, planned and written, and each of these states has its files; calls go down this list,
 * never back:
 *
 *	sink_sql.c	struct prov_sink: which call is allowed now
 *	merge		sink_merge.c writes what the plan found
 *	plan		sink_plan.c compares what was staged with what is stored, with sink_adopt.c,
 *			sink_conflict.c (names and addresses that several want),
 *			sink_protect.c (puts protected users aside), sink_limit.c (what would be taken
 *			away, by kind), sink_judge.c (is it too much?), sink_hold.c (keeps it, then),
 *			sink_removal.c (lists it, so that it can be accepted),
 *			sink_nest.c (groups in groups), sink_few.c (if few of them differ),
 *			sink_lock.c (who is disabled by an entry that cannot be taken), sink_notice.c (what
 *			does not work as the directory has it), sink_reject.c (what could not be taken is
 *			stored), sink_left_out.c (the same for single values); sink_changes.c tells
 *	reading		sink_scope.c compares what belongs to the source with its last run, sink_first.c tells
 *			what may be set wrong where there is none; sink_gone.c lists
 *			who was not seen and has to be looked up; sink_reading.c, with
 *			sink_user.c and sink_group.c, turns records into rows; sink_send.c stages them;
 *			sink_known.c leaves out the users that are stored as they are (sink_seen.c: but
 *			not those whose entry comes again, and differs), sink_spool.c keeps
 *			groups until it is clear whether they matter (sink_sums.c: which of them may
 *			differ), sink_names.c finds their members among the users that were read,
 *			sink_direct.c writes the users of a new source straight into the tables;
 *			sink_since.c: a run that goes on from a cookie;
 *			sink_spill.c, sink_pieces.c, sink_rows.c: what waits beside the database;
 *			sink_key.c: what SOGo finds users by
 *	all		sink_tx.c, sink_run.c (the record of the run), sink_lease.c (runs come one after the
 *			other), sink_licence.c (the limit on users), sink_context.c, sink_row.c
 */
#ifndef PROV_SINK_H
#define PROV_SINK_H

#include <prov/directory.h>

#include "libprov/model/model.h"

/* Where the value of a mapping rule goes. */
enum sink_target {
	SINK_NONE,
	/* 1 to PROV_USER_COLUMNS: a column of users (enum prov_user_column), such as these */
	SINK_NAME = PROV_UC_NAME,
	SINK_DISPLAY_NAME = PROV_UC_DISPLAY_NAME,
	SINK_GIVEN_NAME = PROV_UC_GIVEN_NAME,
	SINK_SUR_NAME = PROV_UC_SUR_NAME,
	SINK_MAIL = PROV_UC_MAIL,
	SINK_LANGUAGE = PROV_UC_LANGUAGE,
	SINK_TIMEZONE = PROV_UC_TIMEZONE,
	SINK_ALIASES = PROV_USER_COLUMNS + 1,
	SINK_PASSWORD,
	SINK_ENABLED,
	SINK_ACCESS,
	SINK_ATTR,
	SINK_MEMBERS,
	SINK_MEMBER_UIDS
};

#define SINK_MUCH (512 * 1024)	/* bytes of rows of one kind that are kept in memory */

/* Parts of groups, by their number. */
#define SINK_PARTS 256
#define SINK_PART_SHIFT 56
#define SINK_PART(number) ((number) >> SINK_PART_SHIFT)

struct sink_context {
	const char *name;		/* login name, sorted by bytes */
	int cid;
};

/* How what a source is, and what belongs to it, differs from its last run. */
struct sink_scope {
	uint64_t hash;			/* of its searches */
	struct prov_str what;		/* what has changed, for people; or empty */
	bool narrows;			/* somebody may leave it by that */
	bool profile;			/* the profile is another one */
	bool is_new;			/* something is to be stored */
	bool searches;			/* these are others than before */
	bool other_keys;		/* the stored keys are values of another attribute */
	bool other_source;		/* so is one of profile, key attribute and kind of server */
};

/* What a plan would take away (sink_limit.h). */
struct sink_limits {
	struct prov_limit_count *rows;
	size_t count, room;
	const struct prov_limits *limits;	/* that the run is judged by */
};

/* What a run has come to. Each call is allowed in one of them, and leads to the next. */
enum sink_state { SINK_NEW, SINK_READING, SINK_PLANNED, SINK_LOCKED, SINK_WRITTEN, SINK_FAILED };

struct sink_unplanned;
struct sink_since;
struct sink_some;

struct sink {
	struct prov_sink base;
	enum sink_state state;
	struct prov_call *call;
	const struct prov_source_config *config;
	const struct prov_source *source;	/* what it says of itself */
	struct prov_sql *db;
	struct prov_pool *pool;
	char run[37], grace[24];
	long long started, tx_at;	/* the run and its transaction, clock ms */
	bool watched;
	bool is_batch;			/* of a watch */

	/* lease */
	char *job, *owner;
	long long fence, renew_at;	/* clock ms */
	bool locked;

	/* mapping -> staging */
	enum sink_target *user_targets, *group_targets;
	int *user_attrs;		/* enum prov_attr_id of each rule, or -1 */
	struct prov_str mapped;		/* array literal: fields that the mapping fills */
	uint64_t meaning;		/* a hash over all that decides what a value becomes */
	bool maps_access, maps_addresses;	/* of addresses: the primary one and the others */
	prov_modules_t default_modules;
	struct prov_alphabet user_alphabet, group_alphabet;
	struct sink_context *contexts;
	size_t context_count;
	bool all_contexts;		/* these are all there are */

	/* rows */
	struct prov_sql_rows line;	/* the fields of a user that staging and users both have */
	struct prov_sql_rows users, groups, unseen, left_out;	/* for staging, not sent yet */
	long long n;			/* of the last entry */
	long long staged;		/* users that were staged, but for rejects; */
	long long unseen_count;		/* stored users that were not seen as they are; */
	long long other_logins, other_addresses;	/* changed users who have others than before */
	struct prov_sql_result *user_counts;	/* of the plan (counts.sql); NULL: it may be another one */
	bool is_quiet;	/* nobody in it is new, or rejected, or wants another name or address */
	long long handed_over;		/* users who go to entries that were made anew */
	long long staged_rows;		/* and all rows of staging */
	long long analyzed_rows, analyzed_unseen;	/* of these, and of unseen_count, the planner knows */
	bool dry_run, has_groups, in_tx, any_rejects;
	bool lists_names;	/* groups may list members by login name */
	bool had_rejects;		/* in the last run */
	long long had_left_out;		/* values that were left out after the last run, */
	long long found_left_out;	/* those that this run has found, */
	long long had_users, had_groups;	/* read by the last run that read all of them */
	bool keeps_fields;		/* some of them in fields that keep what is stored */
	/* array literals: contexts (0: any) and patterns of logins from whom nothing is taken */
	struct prov_str protect_cids, protect_logins;
	bool had_protected, tells_protected;	/* something was put aside: before, anew */
	unsigned char **seen;		/* bit map, in pages, of context ids that the run touches; */
	size_t seen_count;		/* so many */
	struct prov_str cids;		/* array literal */
	struct prov_user_row row;	/* the user that is being built */
	struct prov_str login, aliases, names, reject;
	long long read_users, read_groups;
	long long rejected;		/* here, of what the mapping found good */
	bool rejects_lock; /* an entry that cannot be taken says that its user is disabled */
	long long locks;		/* users who are disabled by that */
	long long conflicts;		/* names and addresses that somebody else has, found so far; */
	long long lost_addresses;	/* of these: addresses */
	long long same;			/* changed by the hash, and not in any value */
	long long differ, planned;	/* users in the plan; of these: not rejected */
	bool notice_direct;		/* users who were written directly have addresses to be told of */
	struct prov_sql_result *notices;	/* such addresses, also of others; or NULL */
	struct prov_str aside;		/* JSON: entries that are no part of the source; */
	long long aside_count, had_aside;	/* so many, and so many after the last run */
	struct prov_sql_result *aside_now;	/* those that are new; or NULL */
	struct prov_sql_result *left_out_now;	/* values that are left out since this run; or NULL */

	/* what the last run left */
	struct sink_known *known; /* its users; NULL: the source is new, or written directly */
	struct sink_seen *seen_users;	/* NULL: none were */
	struct sink_spool *spool;	/* groups as they were read; */
	uint64_t groups_staged;		/* so many bytes of it are staged */
	long long spooled;		/* groups and members that are not */
	bool stage_groups_again;	/* since users were read who were not known then */
	struct sink_names *member_names;	/* who was read, for members of groups */
	struct sink_few *few;		/* of all groups these are looked at; NULL: all are */
	bool groups_by_members;		/* one has no context of its own */
	struct sink_direct *direct;	/* NULL: the source is known, or has to be planned first */
	long long runs;			/* complete ones so far */
	bool wants_since;		/* only what changed is to be asked for, if that can be told; */
	struct sink_since *since;	/* then this, else NULL */
	bool may_be_some;		/* and of groups those that changed (sink_some.c) */
	struct sink_some *some;		/* these, or NULL */
	struct sink_witness *witness;	/* who should show what others have lost; or NULL */
	uint64_t content;		/* hash over all that cookies depend on */
	const char *usual_profile;	/* in the first: that for what answers; NULL: not known */
	struct prov_sync_server last;	/* base.last, text of server_row */
	struct prov_sql_result *server_row;
	long long owned_users;		/* that are not missing */
	struct sink_gone *gone;
	long long suspect_users, suspect_groups;	/* who was not seen */
	struct sink_limits limits;
	struct sink_unplanned *unplanned;	/* what planning began with; NULL: it has not */
	/* Array literals: contexts where nothing is taken away, and where no lock of the directory is applied
	 * either; or empty. */
	struct prov_str held, held_locks;
	bool accept;			/* what this run takes away was accepted by an operator */
	struct sink_removal *removal;	/* what would be taken away; NULL: nobody asked */
	struct sink_scope scope;
	const char *rekey;		/* as in the options */
	struct prov_sync_rekey rekeyed;
	uint64_t rules;			/* hash of the mapping */
	bool rules_changed;		/* since the last run */
	uint64_t digest, old_digest;	/* of all groups */
	uint64_t sums[SINK_PARTS];	/* the same of parts of them */
	bool has_old_digest;
	bool had_group_rejects;		/* there is none for no other reason, or what was held back */
	bool groups_planned;		/* groups were compared: one differs, or who users are */
	bool unstored_names;		/* somebody is known to groups under names that are not stored, */
	bool kept_names;		/* and not since the entry is rejected, looked up each time */
	long long members_ignored, group_rejects;
	long long members_kept;		/* of groups with members that nobody knows yet */
	struct prov_sql_result *rings;	/* groups that contain each other, to be told; or NULL */

	/* licence */
	long long licence_room;		/* places claimed and not used; INT64_MAX: no limit */
	long long licence_pending;	/* claimed, and not counted by a context yet */
	bool licence_closed;		/* it is not valid */
	const char *licence_why;	/* what rejected entries are told */
};

/* To plan once more: numbers of the run before it was planned, and of its contexts. */
struct sink_unplanned {
	struct sink sink;		/* what it owns is not owned here */
	struct prov_sync_counts counts;
	char stamp[40];			/* of what was written in the contexts so far */
	size_t contexts;		/* so many were touched then */
	bool saved;			/* there is a savepoint to go back to */
};

/* ---- sink_lease.c ---- */

int prov_sink_lease_take(struct sink *sink, struct prov_err *err);
/* A heartbeat, outside the transaction. BUSY: it was taken. */
int prov_sink_lease_renew(struct sink *sink, struct prov_err *err);
/* In the transaction: still ours? */
int prov_sink_lease_check(struct sink *sink, struct prov_err *err);
void prov_sink_lease_drop(struct sink *sink);

/* ---- sink_tx.c ---- */

/* work_mem of statements over a whole run */
#define SINK_TX_MUCH "256MB"
/* BEGIN; the lease's row is ours until its end; room for the statements of a whole run; the licence. */
int prov_sink_tx_open(struct sink *sink, struct prov_err *err);
/* A statement about this run ($1), or about this run and source ($2). */
int prov_sink_tx_step(struct sink *sink, enum prov_query query, struct prov_err *err);
int prov_sink_tx_step_source(struct sink *sink, enum prov_query query, struct prov_err *err);
/* Are so many rows little, in a table of all users or beside those of the source? */
bool prov_sink_tx_is_little(const struct sink *sink, long long rows);
/* May the planner look up row for row? Right while little differs. */
int prov_sink_tx_nestloop(struct sink *sink, bool on, struct prov_err *err);
/* What the planner knows of users, and of keys that were named, is what is staged now. */
int prov_sink_tx_analyze(struct sink *sink, struct prov_err *err);
/* Has the server plans for as little as is staged, so that it needs no statistics of it? */
bool prov_sink_tx_is_planned(const struct sink *sink);
/* A statement over much, or for little, before the transaction of the run: in one of its own, so that the
 * planner is told. */
int prov_sink_tx_alone(struct sink *sink, enum prov_query query, struct prov_sql_args args, bool little,
	struct prov_sql_result **res, struct prov_err *err);
/* Days of grace as a parameter; NULL: nobody is purged. Who went missing in this run, or before it, was kept
 * for enough complete runs. */
const char *prov_sink_tx_grace(struct sink *sink);
long long prov_sink_tx_kept_since(const struct sink *sink);

/* ---- sink_key.c: what SOGo finds users by; nothing where it is not used ---- */

/* Those who were written directly, before the counters of their contexts are; how many they are. */
int prov_sink_key_direct(struct sink *sink, long long users, struct prov_err *err);
/* Before users are changed or deleted, and after they were written with their addresses. */
int prov_sink_key_drop_users(struct sink *sink, struct prov_err *err);
int prov_sink_key_add_users(struct sink *sink, struct prov_err *err);
int prov_sink_key_groups(struct sink *sink, struct prov_err *err);

/* ---- sink_licence.c ---- */

/* First thing in the transaction, before the locks of contexts; then places, block by block; then what was
 * used of them is counted. */
int prov_sink_licence_look(struct sink *sink, struct prov_err *err);
int prov_sink_licence_block(struct sink *sink, struct prov_err *err);
void prov_sink_licence_counted(struct sink *sink);
/* Rejects what exceeds the licence, and says how many that were. */
int prov_sink_licence_reject(struct sink *sink, int *found, struct prov_err *err);

/* ---- sink_context.c ---- */

/* Those that may be asked for: all, unless the configuration says every entry's context. */
int prov_sink_context_load(struct sink *sink, struct prov_err *err);
int prov_sink_context_load_all(struct sink *sink, struct prov_err *err);
/* Are those that the configuration names there? CONFIG. */
int prov_sink_context_check(struct sink *sink, struct prov_err *err);
/* The context of a record, or why it has none. */
const char *prov_sink_context_place(struct sink *sink, const struct prov_record *record, int *cid);
/* The context that had this login name when the run began, in the form it is stored in; 0: none. */
int prov_sink_context_named(const struct sink *sink, const char *login_name);
/* Remembers that the run touches this context; then all of them, as array literal in cids. */
void prov_sink_context_note(struct sink *sink, int cid);
void prov_sink_context_list(struct sink *sink);
/* Takes the write locks of those in cids, in the order of their ids. */
int prov_sink_context_lock(struct sink *sink, struct prov_err *err);
/* The same for those that the configuration names for all entries; none if entries say it. */
int prov_sink_context_lock_fixed(struct sink *sink, struct prov_err *err);

/* ---- sink_scope.c ---- */

/* A hash over the mapping. */
uint64_t prov_sink_scope_rules(const struct prov_source *source);
/* GUARD: the keys that are stored (known: there are such) mean something else, or cannot be compared with
 * those of this server. CONFIG: the profile is for another kind of server. */
int prov_sink_scope_begin(struct sink *sink, bool known, struct prov_err *err);
/* In the transaction, when the state of the source is there. */
int prov_sink_scope_save(struct sink *sink, struct prov_err *err);
void prov_sink_scope_count(const struct sink *sink, struct prov_sync_counts *counts);
int prov_sink_scope_tell(const struct sink *sink,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);

/* ---- sink_first.c: of a source without a complete run ---- */

/* Warns of what may have been forgotten. */
int prov_sink_first_begin(struct sink *sink, struct prov_err *err);
/* When all is planned: CONFIG, if nobody was read because the profile is for another kind of directory. */
int prov_sink_first_end(struct sink *sink, const struct prov_sync_counts *counts, struct prov_err *err);

/* ---- sink_aside.c: entries that are there, and no part of the source: told once, and listed ---- */

void prov_sink_aside_note(struct sink *sink, const struct prov_record *record);
/* When all was read: which of them are new. */
int prov_sink_aside_find(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_aside_tell(const struct sink *sink,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);
/* In the transaction that writes. */
int prov_sink_aside_save(struct sink *sink, struct prov_err *err);

/* ---- sink_protect.c ---- */

/* Which users are protected. CONFIG: in a context that is not there. */
int prov_sink_protect_begin(struct sink *sink, struct prov_err *err);
/* After users were compared, before anything is counted: what would be taken from them is put aside. */
int prov_sink_protect(struct sink *sink, struct prov_err *err);

/* ---- questions that reading and plan both ask ---- */

/* sink_notice.c: may this address be one that does not work? */
bool prov_sink_notice_direct(const struct sink *sink, const char *address, int cid, bool is_primary);
/* sink_adopt.c: are local users to be taken over? */
bool prov_sink_adopt_is_on(const struct sink *sink);
/* sink_group.c: all groups are as they were, and none of them is rejected, which has to be told. */
bool prov_sink_group_are_same(const struct sink *sink);
/* sink_seen.c: too much was staged to be looked for there. */
bool prov_sink_seen_has_many(const struct sink *sink);
/* sink_spool.c: stages the groups that wait, or all of them if need be. */
int prov_sink_spool_stage(struct sink *sink, struct prov_err *err);
/* Gives memory back that staging needs. */
void prov_sink_spool_rest(struct sink *sink);
/* The same with those of these numbers, sorted, alone. */
int prov_sink_spool_stage_some(struct sink *sink, const uint64_t *numbers, size_t count,
	struct prov_err *err);
/* Calls look for each group, until it says false; all, which is true before: it did not. */
int prov_sink_spool_each(struct sink *sink, bool (*look)(void *data, uint64_t number, uint64_t hash),
	void *data, bool *all, struct prov_err *err);
/* Which groups have a member that is wanted: found() is called with the number of each. */
struct sink_spool_search {
	bool (*is_wanted)(void *names, const char *member, size_t len, bool by_name);
	void *names;
	void (*found)(void *groups, uint64_t number);
	void *groups;
};
int prov_sink_spool_search(struct sink *sink, const struct sink_spool_search *search, struct prov_err *err);
/* sink_sums.c: the sums of this run, as they are stored. */
void prov_sink_sums_text(const struct sink *sink, struct prov_str *text);
/* sink_few.c: all is read: if few groups differ, sink->few is those. */
int prov_sink_few_find(struct sink *sink, struct prov_err *err);
/* So many, of so many? Else it is as quick to look at all. */
bool prov_sink_few_are(long long count, long long groups);
/* Only some groups are read: this one, that had this hash. */
void prov_sink_few_expect(struct sink *sink, uint64_t number, uint64_t hash);
void prov_sink_few_free(struct sink *sink);
/* sink_known.c: receives what was asked for: another statement is to be run. */
int prov_sink_known_pause(struct sink *sink, struct prov_err *err);

#endif
