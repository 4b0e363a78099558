/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/sink.h - the sink that writes to the database, cut into files
 *
 * sink_sql.c opens and closes it, sink_lease.c makes runs come one after the other, sink_row.c
 * with sink_user.c and sink_group.c turns records into staging rows, sink_plan.c compares,
 * sink_merge.c writes, sink_licence.c keeps the limit on users.
 */
#ifndef PROV_SINK_H
#define PROV_SINK_H

#include <prov/directory.h>

#include "libprov/model/model.h"

/* Where the value of a mapping rule goes. */
enum sink_target {
	SINK_NONE, SINK_NAME, SINK_DISPLAY_NAME, SINK_GIVEN_NAME, SINK_SUR_NAME, SINK_MAIL, SINK_ALIASES,
	SINK_LANGUAGE, SINK_TIMEZONE, SINK_QUOTA, SINK_PASSWORD, SINK_ENABLED, SINK_ACCESS, SINK_ATTR,
	SINK_MEMBERS, SINK_MEMBER_UIDS
};

struct sink_context {
	const char *name;		/* login name, sorted by bytes */
	int cid;
};

struct sink {
	struct prov_sink base;
	struct prov_session *session;
	const struct prov_source_config *config;
	struct prov_sql *db;
	struct prov_pool *pool;
	char run[37];

	/* lease */
	char *job, *owner;
	long long fence, renew_at;	/* clock ms */
	bool locked;

	/* mapping -> staging */
	enum sink_target *user_targets, *group_targets;
	int *user_attrs;		/* enum prov_attr_id of each rule, or -1 */
	struct prov_str mapped;		/* array literal: fields that the mapping fills */
	bool maps_access, maps_addresses;	/* of addresses: the primary one and the others */
	prov_modules_t default_modules;
	struct prov_alphabet user_alphabet, group_alphabet;
	struct sink_context *contexts;
	size_t context_count;

	/* rows */
	struct prov_sql_copy *copy;
	enum prov_entry_kind copying;
	long long n;			/* of the last staged row */
	bool has_groups, in_tx, any_rejects;
	bool lean;			/* the source is known: stage what comparing needs */
	bool in_payload;		/* values go into the payload of a lean row */
	struct prov_str payload;
	unsigned char **seen;		/* bit map, in pages, of context ids that were staged */
	struct prov_str cids;		/* array literal */
	struct prov_str login, aliases, addresses, attrs, display, names, reject;
	long long read_users, read_groups;
	long long rejected;		/* here, of what the mapping found good */

	/* licence */
	long long licence_room;		/* for more enabled users; INT64_MAX: no limit */
	const char *licence_why;	/* what rejected entries are told */
};

int prov_sink_lease_take(struct sink *k, struct prov_err *err);
/* A sign of life when it is due; must not be called while a COPY is open. BUSY: it was taken. */
int prov_sink_lease_renew(struct sink *k, bool now, struct prov_err *err);
/* In the transaction: still ours? */
int prov_sink_lease_check(struct sink *k, struct prov_err *err);
void prov_sink_lease_drop(struct sink *k);

int prov_sink_row_begin(struct sink *k, const struct prov_source *source, struct prov_err *err);
int prov_sink_row_put(struct sink *k, const struct prov_record *record, struct prov_err *err);
/* Ends the COPY that is open. */
int prov_sink_row_end(struct sink *k, struct prov_err *err);

/* The parts of a row that need work; all point into the record, the sink's buffers or NULL. */
struct sink_row {
	const struct prov_text *value[SINK_MEMBER_UIDS + 1];	/* first value by target */
	prov_modules_t modules;
	bool enabled;
	int cid;
};

/* One value of a row: a column, or (lean) the next part of the payload. p NULL: NULL. */
void prov_sink_row_text(struct sink *k, const char *p, size_t len);
void prov_sink_row_int(struct sink *k, long long n);
void prov_sink_row_value(struct sink *k, const struct prov_text *t);
void prov_sink_row_str(struct sink *k, const char *s);
/* The context of a record, or why it has none. */
const char *prov_sink_row_place(struct sink *k, const struct prov_record *record, int *cid);
/* Remembers that the run touches this context; then all of them, as array literal in cids. */
void prov_sink_row_note_context(struct sink *k, int cid);
void prov_sink_row_list_contexts(struct sink *k);
const char *prov_sink_row_rejected(struct sink *k, const struct prov_err *err);
const char *prov_sink_row_check_name(struct sink *k, const struct prov_text *t,
	enum prov_name_kind kind);
bool prov_sink_row_is_lower(const struct prov_text *t);

int prov_sink_user_put(struct sink *k, const struct prov_record *record, struct prov_err *err);
int prov_sink_group_put(struct sink *k, const struct prov_record *record, struct prov_err *err);

/* A statement about this run ($1), or about this run and source ($2). */
int prov_sink_step(struct sink *k, enum prov_query query, struct prov_err *err);
int prov_sink_step_source(struct sink *k, enum prov_query query, struct prov_err *err);

/* First thing in the transaction, before the locks of contexts. */
int prov_sink_licence_look(struct sink *k, struct prov_err *err);
/* Rejects what exceeds the licence, and says how many that were. */
int prov_sink_licence_reject(struct sink *k, int *found, struct prov_err *err);

int prov_sink_plan(struct prov_sink *sink, struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_merge(struct prov_sink *sink, struct prov_sync_counts *counts, struct prov_err *err);
int prov_sink_changes(struct prov_sink *sink, bool only_rejects,
	int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
	void *data, struct prov_err *err);

#endif
