/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_reading.h - the first state of a run: begin, put and put, end, put those who were looked up,
 * finish
 */
#ifndef PROV_SINK_READING_H
#define PROV_SINK_READING_H

#include "libprov/sink/sink.h"

/* ---- sink_reading.c ---- */

int prov_sink_reading_begin(struct sink *sink, struct prov_err *err);
int prov_sink_reading_put(struct sink *sink, const struct prov_record *record,
			  struct prov_err *err);
/* After a put that has set sink->base.much: groups of a new source, whose members are known by now. */
int prov_sink_reading_settle(struct sink *sink, struct prov_err *err);
/* The directory shows no more. May be called again after a put. */
int prov_sink_reading_end(struct sink *sink, struct prov_err *err);
/* Nobody comes any more: the transaction is open, and what is staged can be compared. created: users of a
 * new source who are in the tables already. */
int prov_sink_reading_finish(struct sink *sink, long long *created, struct prov_err *err);

/* ---- sink_gone.c ---- */

/* suspects() and prove() of struct prov_sink. */
int prov_sink_gone_next(struct sink *sink, enum prov_entry_kind kind, const char *const **keys,
	size_t *count, long long *total, struct prov_err *err);
int prov_sink_gone_prove(struct sink *sink, enum prov_entry_kind kind,
	const struct prov_outside *outside, size_t count, struct prov_err *err);
void prov_sink_gone_free(struct sink_gone *gone);

/* ---- sink_rekey.c ---- */

/* Lists those who are looked up as well, since an entry may be theirs that was made anew. */
int prov_sink_rekey_suspects(struct sink *sink, enum prov_entry_kind kind, long long *found,
	struct prov_err *err);

/* ---- sink_server.c ---- */

int prov_sink_server_begin(struct sink *sink, struct prov_err *err);
bool prov_sink_server_pending(const struct sink *sink);

/* ---- sink_user.c, sink_group.c ---- */

int prov_sink_user_put(struct sink *sink, const struct prov_record *record, struct prov_err *err);
int prov_sink_group_put(struct sink *sink, const struct prov_record *record, struct prov_err *err);

/* ---- sink_row.c ---- */

/* What is no column; all point into the record, or NULL. */
struct sink_row {
	const struct prov_text *value[SINK_MEMBER_UIDS + 1];	/* first value by target */
	prov_modules_t modules;
	bool enabled;
	bool unknown_access;		/* one of the combinations is none that is known */
	int cid;
};

void prov_sink_row_value(struct prov_sql_rows *rows, const struct prov_text *t); /* NULL: NULL */
void prov_sink_row_str(struct prov_sql_rows *rows, const char *s);		/* NULL: NULL */
/* The user in sink->line as a row of staging; reject NULL: it can be taken. */
void prov_sink_row_stage(struct sink *sink, struct prov_sql_rows *rows,
			 const struct prov_record *record, const char *reject);
/* A hash over all values of a record, from h on. */
uint64_t prov_sink_row_hash(const struct prov_record *record, uint64_t h);
/* The name of a user or group, which may be missing. */
const struct prov_text *prov_sink_row_name(const struct prov_record *record);
/* Notes that a value of the entry in sink->n cannot be used. keeps: its field keeps what is stored. */
void prov_sink_row_leave_out(struct sink *sink, const struct prov_record *record, int cid,
	const struct prov_text *name, const char *field, const char *why, bool keeps);
/* By which names members of groups find the user. uid 0: its entry is staged. */
int prov_sink_row_name_user(struct sink *sink, const struct prov_record *record, int cid, int uid,
	struct prov_err *err);
const char *prov_sink_row_rejected(struct sink *sink, const struct prov_err *err);
const char *prov_sink_row_check_name(struct sink *sink, const struct prov_text *t,
	enum prov_name_kind kind);

/* ---- sink_send.c ---- */

/* Sends what has gathered for staging: when it is much, or now. */
int prov_sink_send(struct sink *sink, bool now, struct prov_err *err);

/* ---- sink_known.c: users that are stored as the directory shows them are most of most runs ---- */

int prov_sink_known_begin(struct sink *sink, struct prov_err *err);
/* The directory will not show them: nobody is compared here. */
void prov_sink_known_begin_none(struct sink *sink);
/* 1: stored like this and seen, with this id; 0: not so; -1. */
int prov_sink_known_match(struct sink *sink, const char *key, int cid, uint64_t hash, int *uid,
			  struct prov_err *err);
/* Ends what was asked for; errors are of no interest. */
void prov_sink_known_stop(struct sink *sink);
/* The rest of the stored users was not seen. 1: some of them are in sink->unseen, call it again; 0: all. */
int prov_sink_known_next(struct sink *sink, struct prov_err *err);
void prov_sink_known_free(struct sink_known *known);

/* ---- sink_seen.c: of users who were seen as they are stored, those whose entry is staged as well ---- */

/* hash: of key and context. A user was seen; then one was not, and may have been before. */
int prov_sink_seen_add(struct sink *sink, uint64_t hash, int cid, int uid, struct prov_err *err);
void prov_sink_seen_want(struct sink *sink, uint64_t hash);
/* All pages were given up: those who were seen before go to sink->unseen. */
int prov_sink_seen_end(struct sink *sink, struct prov_err *err);
void prov_sink_seen_free(struct sink *sink);

/* ---- sink_spool.c: groups wait until all users were read ---- */

void prov_sink_spool_begin(struct sink *sink);
/* A group: the fields of its row in staging but for members; these as they stand there, or NULL. */
struct sink_spooled {
	uint64_t number, hash;		/* of its key, of all that decides what becomes of it */
	int cid;
	const struct prov_str *row;
	const struct prov_record *record;	/* whose values these are: */
	const struct prov_values *dns, *names;
	size_t dn_count;		/* of all parts of dns */
};
int prov_sink_spool_put(struct sink *sink, const struct sink_spooled *group, struct prov_err *err);
bool prov_sink_spool_has_much(const struct sink *sink);
void prov_sink_spool_free(struct sink *sink);

/* ---- sink_sums.c: which groups may differ ---- */

/* A group of this run: number, hash as in struct sink_spooled. */
void prov_sink_sums_add(struct sink *sink, uint64_t number, uint64_t hash);
/* Begins with those of the last run; known: there are some. */
int prov_sink_sums_load(struct sink *sink, bool *known, struct prov_err *err);
/* Which of the SINK_PARTS parts differ from those of the last run, and how many. */
int prov_sink_sums_compare(struct sink *sink, bool *differs, size_t *count, struct prov_err *err);
/* Calls fn for each group that the last run left in these parts: number, hash. */
int prov_sink_sums_each(struct sink *sink, const bool *differs,
	int (*fn)(void *data, const struct prov_sql_result *row, struct prov_err *err), void *data,
	struct prov_err *err);

/* ---- sink_direct.c: users of a new source ---- */

/* Opens the transaction and takes the lease's row until its end. */
int prov_sink_direct_begin(struct sink *sink, struct prov_err *err);
/* Takes the user in sink->line. 1: taken, 0: to be staged (once one could not be taken, all that follow are
 * staged), -1. */
int prov_sink_direct_put(struct sink *sink, const struct prov_record *record, int cid, struct prov_err *err);
/* created: how many users were taken. */
int prov_sink_direct_end(struct sink *sink, long long *created, struct prov_err *err);
/* Sends the batch: another statement is to be run. */
int prov_sink_direct_pause(struct sink *sink, struct prov_err *err);
/* The same, and gives the memory of batches back: all users were read. */
int prov_sink_direct_rest(struct sink *sink, struct prov_err *err);
/* Ends a COPY that is still open, so that the transaction can be ended. */
void prov_sink_direct_stop(struct sink *sink);
void prov_sink_direct_free(struct sink *sink);

/* sink_access.c: the modules of a combination, or of an access profile of UCS. INVALID: there is no such. */
int prov_sink_access(struct sink *sink, const char *name, prov_modules_t *modules, struct prov_err *err);
/* The names that it knows, once one was asked for; NULL: there are no more. */
int prov_sink_access_at(const struct sink *sink, size_t i, const char **name, struct prov_err *err);
/* Over those that the directory defines. */
uint64_t prov_sink_access_hash(const struct prov_source *source);

/* sink_value.c: INVALID, VALUE: the field of a user or group cannot have it. */
int prov_sink_value_check(struct sink *sink, enum prov_entry_kind kind, const char *field, const char *text,
	struct prov_err *err);
/* CONFIG: a word in the mapping is no value of its field. */
int prov_sink_value_literals(struct sink *sink, struct prov_err *err);

#endif
