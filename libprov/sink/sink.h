/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/sink.h - the sink that writes to the database, cut into files
 *
 * sink_sql.c opens and closes it, sink_lease.c makes runs come one after the other, sink_row.c
 * with sink_user.c and sink_group.c turns records into rows, sink_known.c leaves out the users that
 * are stored as they are, sink_spool.c keeps groups until it is clear whether they matter,
 * sink_direct.c writes the users of a new source straight into the tables, sink_gone.c lists who was
 * not seen and has to be looked up, sink_judge.c holds back what is too much, sink_loss.c
 * counts what others would lose, sink_plan.c compares the
 * staged rest, sink_lock.c finds who is disabled by an entry that cannot be taken, sink_merge.c writes
 * it all, sink_licence.c keeps the limit on users.
 */
#ifndef PROV_SINK_H
#define PROV_SINK_H

#include <prov/directory.h>

#include "libprov/model/model.h"

/* Where the value of a mapping rule goes. */
enum sink_target {
	SINK_NONE,
	/* 1 to PROV_USER_COLUMNS: a column of users (enum prov_user_column), such as these */
	SINK_NAME = PROV_UC_NAME, SINK_DISPLAY_NAME = PROV_UC_DISPLAY_NAME,
	SINK_GIVEN_NAME = PROV_UC_GIVEN_NAME, SINK_SUR_NAME = PROV_UC_SUR_NAME, SINK_MAIL = PROV_UC_MAIL,
	SINK_LANGUAGE = PROV_UC_LANGUAGE, SINK_TIMEZONE = PROV_UC_TIMEZONE,
	SINK_ALIASES = PROV_USER_COLUMNS + 1, SINK_PASSWORD, SINK_ENABLED, SINK_ACCESS, SINK_ATTR,
	SINK_MEMBERS, SINK_MEMBER_UIDS
};

#define SINK_MUCH (512 * 1024)	/* bytes of rows of one kind that are kept in memory */

struct sink_context {
	const char *name;		/* login name, sorted by bytes */
	int cid;
};

struct sink {
	struct prov_sink base;
	struct prov_call *call;
	const struct prov_source_config *config;
	const struct prov_source *source;	/* what it says of itself */
	struct prov_sql *db;
	struct prov_pool *pool;
	char run[37], grace[24];

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

	/* rows */
	struct prov_sql_rows line;	/* the fields of a user that staging and users both have */
	struct prov_sql_rows users, groups, unseen;	/* for staging, not sent yet */
	long long n;			/* of the last entry */
	long long staged;		/* users that were staged, but for rejects; */
	long long unseen_count;		/* stored users that were not seen as they are; */
	long long staged_rows;		/* and all rows of staging */
	bool dry_run, has_groups, in_tx, any_rejects;
	unsigned char **seen;		/* bit map, in pages, of context ids that the run touches */
	struct prov_str cids;		/* array literal */
	struct prov_str login, aliases, addresses, attrs, display, names, reject;
	struct prov_str address_list;	/* each with its NUL: addresses as they are searched */
	long long read_users, read_groups;
	long long rejected;		/* here, of what the mapping found good */
	bool rejects_lock;		/* an entry that cannot be taken says that its user is disabled */
	long long locks;		/* users who are disabled by that */
	long long same;			/* changed by the hash, and not in any value */
	long long differ, planned;	/* users in the plan; of these: not rejected */

	/* what the last run left */
	struct sink_known *known;	/* its users; NULL: the source is new, or written directly */
	struct sink_spool *spool;	/* NULL: groups are staged at once */
	struct sink_direct *direct;	/* NULL: the source is known, or has to be planned first */
	long long owned_users;		/* that are not missing */
	struct sink_gone *gone;
	long long suspect_users, suspect_groups;	/* who was not seen */
	struct prov_str held;		/* array literal of contexts where nothing is taken away; or empty */
	bool force, accept;
	uint64_t rules;			/* hash of the mapping of users */
	bool rules_changed;		/* since the last run */
	uint64_t digest, old_digest;	/* of all groups */
	bool has_old_digest;
	long long members_ignored, group_rejects;

	/* licence */
	long long licence_room;		/* for more enabled users; INT64_MAX: no limit */
	const char *licence_why;	/* what rejected entries are told */
};

int prov_sink_lease_take(struct sink *k, struct prov_err *err);
/* A sign of life, outside the transaction. BUSY: it was taken. */
int prov_sink_lease_renew(struct sink *k, struct prov_err *err);
/* In the transaction: still ours? */
int prov_sink_lease_check(struct sink *k, struct prov_err *err);
void prov_sink_lease_drop(struct sink *k);

int prov_sink_row_begin(struct sink *k, const struct prov_source *source, struct prov_err *err);
int prov_sink_row_put(struct sink *k, const struct prov_record *record, struct prov_err *err);
/* Sends what has gathered for staging: when it is much, or now. */
int prov_sink_row_send(struct sink *k, bool now, struct prov_err *err);
/* There are no more records. */
int prov_sink_row_end(struct sink *k, struct prov_err *err);

/* The parts of a row that need work; all point into the record, the sink's buffers or NULL. */
struct sink_row {
	const struct prov_text *value[SINK_MEMBER_UIDS + 1];	/* first value by target */
	prov_modules_t modules;
	bool enabled;
	int cid;
};

void prov_sink_row_value(struct prov_sql_rows *rows, const struct prov_text *t);	/* NULL: NULL */
void prov_sink_row_str(struct prov_sql_rows *rows, const char *s);		/* NULL: NULL */
/* The context of a record, or why it has none. */
const char *prov_sink_row_place(struct sink *k, const struct prov_record *record, int *cid);
/* Remembers that the run touches this context; then all of them, as array literal in cids. */
void prov_sink_row_note_context(struct sink *k, int cid);
void prov_sink_row_list_contexts(struct sink *k);
const char *prov_sink_row_rejected(struct sink *k, const struct prov_err *err);
const char *prov_sink_row_check_name(struct sink *k, const struct prov_text *t,
	enum prov_name_kind kind);
bool prov_sink_row_is_lower(const struct prov_text *t);

/* Users that are stored as the directory shows them are most of most runs. */
int prov_sink_known_begin(struct sink *k, struct prov_err *err);
/* 1: stored like this and seen, 0: not so, -1. */
int prov_sink_known_match(struct sink *k, const char *key, int cid, uint64_t hash, struct prov_err *err);
/* Receives what was asked for: another statement is to be run. stop: errors are of no interest. */
int prov_sink_known_pause(struct sink *k, struct prov_err *err);
void prov_sink_known_stop(struct sink *k);
/* The rest of the stored users was not seen. */
int prov_sink_known_end(struct sink *k, struct prov_err *err);
void prov_sink_known_free(struct sink_known *known);

/* Groups of a known source. */
void prov_sink_spool_begin(struct sink *k);
/* Makes room in k->groups, if there is need. */
int prov_sink_spool_put(struct sink *k, struct prov_err *err);
/* wanted: they are staged, but for those still in k->groups. */
int prov_sink_spool_end(struct sink *k, bool wanted, struct prov_err *err);
void prov_sink_spool_free(struct sink *k);

/* No user differs, and all groups are as they were; none of them is rejected, which has to be told. */
bool prov_sink_groups_same(const struct sink *k);

/* Opens the transaction and takes the lease's row until its end. */
int prov_sink_direct_begin(struct sink *k, struct prov_err *err);
/* Takes the user in k->line. 1: taken, 0: to be staged (once one could not be taken, all that follow are
 * staged), -1. */
int prov_sink_direct_put(struct sink *k, const struct prov_record *record, int cid, bool enabled,
	struct prov_err *err);
/* Writes the change log. created: how many users were taken. */
int prov_sink_direct_end(struct sink *k, long long *created, struct prov_err *err);
/* Sends the batch: another statement is to be run. */
int prov_sink_direct_pause(struct sink *k, struct prov_err *err);
/* Ends a COPY that is still open, so that the transaction can be ended. */
void prov_sink_direct_stop(struct sink *k);
void prov_sink_direct_free(struct sink *k);

/* The user in k->line as a row of staging; reject NULL: it can be taken. */
void prov_sink_user_stage(struct sink *k, struct prov_sql_rows *rows, const struct prov_record *record,
	const char *reject);
int prov_sink_user_put(struct sink *k, const struct prov_record *record, struct prov_err *err);
void prov_sink_group_put(struct sink *k, const struct prov_record *record);
/* A hash over all values of a record, from h on. */
uint64_t prov_sink_row_hash(const struct prov_record *record, uint64_t h);
/* Are local users to be taken over? */
bool prov_sink_adopts(const struct sink *k);

/* BEGIN; the lease's row is ours until its end; room for the statements of a whole run; the licence. */
int prov_sink_open_tx(struct sink *k, struct prov_err *err);

/* Days of grace as a parameter; NULL: for ever. */
const char *prov_sink_grace(struct sink *k);

/* A statement about this run ($1), or about this run and source ($2). */
int prov_sink_step(struct sink *k, enum prov_query query, struct prov_err *err);
int prov_sink_step_source(struct sink *k, enum prov_query query, struct prov_err *err);

/* May the planner look up row for row? Right while little differs. */
int prov_sink_nestloop(struct sink *k, bool on, struct prov_err *err);

/* First thing in the transaction, before the locks of contexts. */
int prov_sink_licence_look(struct sink *k, struct prov_err *err);
/* Rejects what exceeds the licence, and says how many that were. */
int prov_sink_licence_reject(struct sink *k, int *found, struct prov_err *err);

/* suspects() of struct prov_sink. */
int prov_sink_suspects(struct prov_sink *sink, enum prov_entry_kind kind, const char *const **keys,
	size_t *count, struct prov_err *err);
void prov_sink_gone_free(struct sink_gone *gone);

/* Finds who is disabled by an entry that cannot be taken. conflicts: there are such beside those that the
 * mapping rejected. */
int prov_sink_lock_plan(struct sink *k, bool conflicts, struct prov_sync_counts *counts,
	struct prov_err *err);
int prov_sink_lock_merge(struct sink *k, struct prov_err *err);

/* After users were compared: the numbers of the source, and which contexts are held back. */
int prov_sink_judge(struct sink *k, const struct prov_sync_options *options,
	struct prov_sync_counts *counts, struct prov_err *err);
/* When all is counted: would those who stay lose too much? */
int prov_sink_loss(struct sink *k, const struct prov_sync_options *options,
	struct prov_sync_counts *counts, struct prov_err *err);
/* After groups were compared, and their members: nothing is taken from those that are held back. */
int prov_sink_judge_groups(struct sink *k, struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_judge_members(struct sink *k, struct prov_err *err);

int prov_sink_plan(struct prov_sink *sink, const struct prov_sync_options *options,
	struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_merge(struct prov_sink *sink, struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_changes(struct prov_sink *sink, bool only_rejects,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);

#endif
