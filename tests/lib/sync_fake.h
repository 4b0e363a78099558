/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_fake.h - a source and a sink for tests of the engine: they do what fake says, and note what was called
 */
#ifndef SYNC_FAKE_H
#define SYNC_FAKE_H

#include <prov/sync.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

/* What the fakes do, and what they saw. */
static struct {
	const char *records;	/* one letter each: u user, g group, r rejected user, k without key,
				 * h group without key */
	enum prov_code source_fails, begin_fails, put_fails, plan_fails, changes_fail, merge_fails;
	enum prov_code suspects_fail, find_fails, store_fails, lock_fails;
	bool changed;			/* since it was planned: so many are missing then */
	long long missing_then;
	const char *suspects[2];	/* of each kind: one letter each, keys; batches of two */
	const char *findable;		/* keys that are in the directory */
	size_t suspect;
	long long owned, missing, deleted, owned_groups, groups_deleted, conflicts;
	long long suspect_users, suspect_groups, recent, coming, rekeyed, contexts, tripped, lost, foreign;
	bool held;
	size_t at;
	struct prov_str calls;
	struct prov_str seen;	/* changes that reached the program */
	int progress;
} fake;

static struct prov_record record;

static inline int failing(enum prov_code code, struct prov_err *err)
{
	return code ? prov_fail(err, code, "as told") : 0;
}

static inline enum prov_next source_next(struct prov_source *source, const struct prov_record **out,
				  struct prov_err *err)
{
	char c = fake.records[fake.at];

	(void)source;
	if (!c)
		return failing(fake.source_fails, err) < 0 ? PROV_NEXT_ERROR : PROV_NEXT_END;
	fake.at++;
	record = (struct prov_record){
		.kind = c == 'g' || c == 'h' ? PROV_ENTRY_GROUP : PROV_ENTRY_USER,
		.key = c == 'k' || c == 'h' ? NULL : "key",
		.reject = c == 'r' || c == 'k' || c == 'h' ? "bad" : NULL,
	};
	*out = &record;
	return PROV_NEXT_RECORD;
}

/* Finds an entry for each key that is in the directory. */
static inline int source_find(struct prov_source *source, enum prov_entry_kind kind, const char *const *keys,
		       size_t count, const struct prov_finder *finder, struct prov_err *err)
{
	(void)source;
	prov_str_add(&fake.calls, kind == PROV_ENTRY_USER ? "find" : "find-groups");
	for (size_t i = 0; i < count; i++)
		prov_str_addf(&fake.calls, "-%s", keys[i]);
	prov_str_add(&fake.calls, " ");
	for (size_t i = 0; i < count; i++) {
		record = (struct prov_record){ .kind = kind, .key = keys[i] };
		if (fake.findable && strstr(fake.findable, keys[i]) &&
		    finder->found(finder->data, &record, err) < 0)
			return -1;
	}
	return failing(fake.find_fails, err);
}

static inline int sink_suspects(struct prov_sink *sink, enum prov_entry_kind kind, const char *const **keys,
			 size_t *count, long long *total, struct prov_err *err)
{
	static char text[2][2];
	static const char *const batch[] = { text[0], text[1] };
	const char *all = fake.suspects[kind] ? fake.suspects[kind] : "";

	(void)sink;
	for (*count = 0; *count < 2 && fake.suspect < strlen(all); (*count)++)
		text[*count][0] = all[fake.suspect++];
	*keys = batch;
	*total = (long long)strlen(all);
	if (*count == 0)
		fake.suspect = 0;
	return failing(fake.suspects_fail, err) < 0 ? -1 : *count > 0;
}

static inline int sink_prove(struct prov_sink *sink, enum prov_entry_kind kind,
			     const struct prov_outside *outside, size_t count, struct prov_err *err)
{
	(void)sink;
	(void)kind;
	(void)outside;
	(void)count;
	(void)err;
	prov_str_add(&fake.calls, "prove ");
	return 0;
}

static inline int sink_begin(struct prov_sink *sink, const struct prov_source *source,
		      const struct prov_sync_options *options, struct prov_err *err)
{
	(void)sink;
	(void)source;
	(void)options;
	prov_str_add(&fake.calls, "begin ");
	return failing(fake.begin_fails, err);
}

static inline int sink_put(struct prov_sink *sink, const struct prov_record *r, struct prov_err *err)
{
	(void)sink;
	prov_str_add(&fake.calls, r->reject ? "reject " : "put ");
	return failing(fake.put_fails, err);
}

static inline int sink_plan(struct prov_sink *sink, const struct prov_sync_options *options,
		     struct prov_sync_counts *counts, struct prov_err *err)
{
	(void)sink;
	prov_str_add(&fake.calls, "plan ");
	counts->accepted = options->accept && !fake.foreign;
	counts->foreign = fake.foreign;
	snprintf(counts->foreign_names, sizeof(counts->foreign_names), "user new");
	snprintf(counts->command, sizeof(counts->command), "ldapsync -s a --accept sha256:00");
	counts->owned_users = fake.owned;
	counts->missing = fake.missing;
	counts->limits[PROV_LIMIT_MISSING] = (struct prov_limit_count){
		.kind = PROV_LIMIT_MISSING, .n = fake.missing, .of = fake.owned, .recent = fake.recent,
		.coming = fake.coming };
	counts->limits[PROV_LIMIT_GROUPS] = (struct prov_limit_count){
		.kind = PROV_LIMIT_GROUPS, .n = fake.groups_deleted, .of = fake.owned_groups };
	counts->limits[PROV_LIMIT_BLANKED] = (struct prov_limit_count){
		.kind = PROV_LIMIT_BLANKED, .n = fake.lost, .of = 50, .field = "mail" };
	counts->rekeyed_users = fake.rekeyed;
	counts->contexts = fake.contexts;
	counts->tripped_contexts = fake.tripped;
	counts->held = fake.held;
	counts->groups_deleted = fake.groups_deleted;
	counts->deleted = fake.deleted;
	counts->owned_groups = fake.owned_groups;
	counts->suspect_users = fake.suspect_users;
	counts->suspect_groups = fake.suspect_groups;
	counts->rejected += fake.conflicts;
	return failing(fake.plan_fails, err);
}

static inline int sink_changes(struct prov_sink *sink, bool only_rejects,
			int (*fn)(void *, const struct prov_sync_change *, struct prov_err *),
			void *data, struct prov_err *err)
{
	static const struct prov_sync_change all[] = {
		{ "create", "user", "1", "new", NULL, NULL, false },
		{ "disable", "user", "1", "gone", NULL, NULL, false },
		{ "delete", "group", "1", "team", NULL, NULL, false },
		{ "reject", "user", "1", "bad", NULL, NULL, false },
	};

	(void)sink;
	prov_str_add(&fake.calls, only_rejects ? "rejects " : "changes ");
	if (fake.changes_fail)
		return failing(fake.changes_fail, err);
	for (size_t i = 0; i < COUNT(all); i++)
		if ((!only_rejects || strcmp(all[i].action, "reject") == 0) && fn(data, &all[i], err) < 0)
			return -1;
	return 0;
}

static inline int sink_merge(struct prov_sink *sink, struct prov_sync_counts *counts, struct prov_err *err)
{
	(void)sink;
	prov_str_add(&fake.calls, "merge ");
	counts->created = 1;
	return failing(fake.merge_fails, err);
}

static inline int sink_lock(struct prov_sink *sink, const struct prov_sync_options *options,
			    struct prov_sync_counts *counts, struct prov_err *err)
{
	(void)sink;
	(void)options;
	prov_str_add(&fake.calls, "lock ");
	if (failing(fake.lock_fails, err) < 0)
		return -1;
	if (!fake.changed)
		return 0;
	counts->missing = counts->limits[PROV_LIMIT_MISSING].n = fake.missing_then;
	return 1;
}

static inline int sink_store(struct prov_sink *sink, struct prov_err *err)
{
	(void)sink;
	prov_str_add(&fake.calls, "store ");
	return failing(fake.store_fails, err);
}

static inline int on_change(void *data, const struct prov_sync_change *change, struct prov_err *err)
{
	(void)data;
	(void)err;
	prov_str_addf(&fake.seen, "%s:%s ", change->action, change->name);
	return 0;
}

static inline void on_progress(void *data, const struct prov_sync_counts *counts)
{
	(void)data;
	(void)counts;
	fake.progress++;
}

static inline struct prov_source fake_source(void)
{
	return (struct prov_source){ .next = source_next, .find = source_find };
}

static inline struct prov_sink fake_sink(void)
{
	return (struct prov_sink){ .begin = sink_begin, .put = sink_put, .suspects = sink_suspects,
				   .prove = sink_prove, .plan = sink_plan, .lock = sink_lock,
				   .changes = sink_changes, .merge = sink_merge, .store = sink_store };
}

static inline void reset(void)
{
	prov_str_fini(&fake.calls);
	prov_str_fini(&fake.seen);
	memset(&fake, 0, sizeof(fake));
	fake.calls = fake.seen = (struct prov_str)PROV_STR_INIT;
}

#endif
