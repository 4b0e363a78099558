/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/sync.h - making contexts equal to what a directory says
 *
 *	source --next--> entry --mapping--> record --put--> sink: staging, plan, merge
 *
 * A source yields records (an entry of the directory after mapping), a sink stages them and
 * compares them with what is stored. The engine (prov_sync) drives both and knows neither LDAP nor
 * SQL, so it can be tested with two fakes. Nothing is changed unless the source said END, that is:
 * the directory was read completely and without doubt.
 */
#ifndef PROV_SYNC_H
#define PROV_SYNC_H

#include <prov/limit.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum prov_entry_kind { PROV_ENTRY_USER, PROV_ENTRY_GROUP };

struct prov_text {
	const char *p;			/* not NUL-terminated */
	size_t len;
};

struct prov_values {
	struct prov_text *v;
	size_t n;
};

/* What a mapping rule's result must be. */
enum prov_value_type {
	PROV_V_TEXT,			/* any text without control characters but line ends */
	PROV_V_LINE,			/* the same in one line: a line end comes out as a blank */
	PROV_V_NAME,			/* text; the sink checks the alphabet of names */
	PROV_V_MAIL,			/* looks like an address */
	PROV_V_INT,
	PROV_V_BOOL,			/* as prov_bool_parse, and TRUE and FALSE of LDAP */
	PROV_V_LIST,			/* all values, in order, without duplicates */
	PROV_V_MAIL_LIST,
	/* Members: "DN", normalised (prov_dn_normalize_as), or "<KEY>;DN" of one whose key is said. */
	PROV_V_DN_LIST
};

/* One line of a mapping: our field = expression over the entry's attributes. */
struct prov_map_rule {
	const char *field;		/* attribute name of prov/attr.h, or context, enabled, ... */
	const char *expr;		/* "${mail:-${uid}@example.com}" */
	bool required;			/* no value: the entry is rejected */
	enum prov_value_type type;
};

/* A value of an entry that its field cannot take; the rest of the entry is taken. */
struct prov_left_out {
	size_t rule;
	struct prov_text value;		/* as the directory has it */
	const char *why;		/* "user.quota = ${x}: \"5 GB\" is not a whole number" */
};

/* An entry after mapping. Everything in it is borrowed and dies at the next call of next(). */
struct prov_record {
	enum prov_entry_kind kind;
	const char *dn;			/* as the server wrote it, for messages */
	const char *dn_norm;		/* normalised, to find members by */
	const char *key;		/* immutable id as text */
	const char *context;		/* id or name; NULL: no rule matched (groups: by members) */
	const struct prov_map_rule *rules;
	const struct prov_values *values;	/* one per rule; n == 0: no value */
	size_t rule_count;
	const char *aside;		/* not NULL: it is there, is no part of the source, and why */
	const char *reject;		/* not NULL: cannot be mapped, and why. key may be NULL then */
	const struct prov_left_out *left_out;	/* their values are not among those above */
	size_t left_out_count;
	/* Over all that the values come from: where it is the same, they are. Without key, DN and context. */
	uint64_t hash;
	/* Not NULL: values, what is left out, and why they reject the entry come with prov_record_fill(): who
	 * knows the hash needs none of them. rule: only the values of this one; NULL: all. */
	void (*fill)(void *data, const struct prov_map_rule *rule);
	/* Not NULL: a list has so many values that those of part_rule are a part of them at a time, the
	 * first one to begin with. Makes them those of another one; false: there are no more parts. Each part
	 * has a value once; what is left out of one is known when it was shown. */
	bool (*part)(void *data, size_t nth);
	size_t part_rule, part_sum;	/* part_sum: values of all parts that were shown */
	void *data;
};

/* for (size_t n = 0; prov_record_part(record, n); n++): all parts, or what there is as a whole. */
static inline bool prov_record_part(const struct prov_record *record, size_t nth)
{
	return record->part ? record->part(record->data, nth) : nth == 0;
}

static inline void prov_record_fill(const struct prov_record *record)
{
	if (record->fill)
		record->fill(record->data, NULL);
}

static inline void prov_record_fill_rule(const struct prov_record *record, size_t rule)
{
	if (record->fill)
		record->fill(record->data, &record->rules[rule]);
}

/* One search of a source: what belongs to it. */
struct prov_source_search {
	enum prov_entry_kind kind;
	const char *base;		/* normalised */
	const char *filter;
	const char *context;		/* id or name, or the expression that says it; NULL: by members */
};

/* Who asks what became of entries. -1 of a function stops. */
struct prov_finder {
	/* It is there, as next() would have shown it. */
	int (*found)(void *data, const struct prov_record *record, struct prov_err *err);
	/* It is in the directory, and not in the source: below none of its bases, not in its filter, or not
	 * under its own name. why: "out of scope: DN". NULL: of no interest. */
	int (*outside)(void *data, const char *key, const char *why, struct prov_err *err);
	void *data;
};

/* Which server was read, and how new what it showed. Text; NULL: it does not say. */
struct prov_sync_server {
	const char *name;		/* its own, among those with the same data; or its URI */
	const char *uri;
	const char *vendor;		/* name and version */
	const char *counter;		/* of the changes it has seen, which only this server counts so; */
	const char *epoch;		/* it begins anew with another one */
	/* What all servers of a directory count alike: "PLACE=STAMP PLACE=STAMP ...", sorted; the stamps of
	 * a place compare as text. */
	const char *position;
};

/* Was a condition of completeness met? UNASKED: the run did not come to it, or did not need it. */
enum prov_proof { PROV_PROOF_UNASKED, PROV_PROOF_HOLDS, PROV_PROOF_FAILS };

/* What is proved of a run. What fails is the reason why it stopped. */
struct prov_sync_proof {
	enum prov_proof bases;		/* every base can be read by this login */
	enum prov_proof results;	/* every search ended, with result success */
	enum prov_proof pages;		/* the server said of the last page of each that it is the last */
	enum prov_proof ranges;		/* values that come in pieces were read to their end */
	enum prov_proof references;	/* no part of an answer is on another server */
	enum prov_proof connection;	/* none broke, or fell silent */
	enum prov_proof keys;		/* every entry showed its key */
	enum prov_proof counts;		/* something of each kind was shown of which something is known */
	enum prov_proof suspects;	/* who was not seen was looked for, and looking works */
	/* One server from start to end, that did not go back, and is not behind the one of the last run. */
	enum prov_proof server;
};
/* As members of a JSON object, without its braces: "bases": true, or false; of what was not asked
 * there is none. */
struct prov_str;
PROV_API void prov_sync_proof_add_json(struct prov_str *s, const struct prov_sync_proof *proof);

/* A named set of rights that the directory defines: "groupware" and its rights, as it calls them. */
struct prov_source_access {
	const char *name;
	const char *const *rights;	/* sorted */
	size_t right_count;
};

/* Who asks what became of the entries of a source. -1 of a function stops. */
struct prov_news {
	/* A user who is new, or differs, as next() would have shown it. */
	int (*record)(void *data, const struct prov_record *record, struct prov_err *err);
	/* An entry of a search is there, or is in it no more (gone). */
	int (*key)(void *data, enum prov_entry_kind kind, const char *key, bool gone, struct prov_err *err);
	/* Of groups those that are new or differ; of a way that cannot say which, none. */
	int (*group)(void *data, const char *key, struct prov_err *err);
	/* A search, or one in place of several, is at its end: so many entries of it are new or differ; those
	 * that key() did not name are gone, or are as they were. */
	int (*end)(void *data, enum prov_entry_kind kind, bool rest_is_gone, long long entries,
		struct prov_err *err);
	void *data;
};

enum prov_next { PROV_NEXT_ERROR = -1, PROV_NEXT_END = 0, PROV_NEXT_RECORD = 1 };

struct prov_source {
	/* The next record, the end of a complete answer, or an error (INCOMPLETE, DENIED, ...). */
	enum prov_next (*next)(struct prov_source *source, const struct prov_record **record,
		struct prov_err *err);
	/* After END: looks for entries by key, in all places that next() read for this kind, whatever it
	 * showed there, and tells of each that is there, once. A key of which nothing was told is proved to
	 * be absent only if this returns 0; -1 with INCOMPLETE, TIMEOUT, UNAVAILABLE, ... says nothing of
	 * any key. Sources that cannot look beyond their bases tell of none outside. NULL: cannot. */
	int (*find)(struct prov_source *source, enum prov_entry_kind kind, const char *const *keys,
		size_t count, const struct prov_finder *finder, struct prov_err *err);
	/* After END: all entries of this kind once more, keys only, each key at least once. 0: as complete an
	 * answer as that of next(), and one that shows about as many. NULL: this source cannot. */
	int (*again)(struct prov_source *source, enum prov_entry_kind kind,
		int (*fn)(void *data, const char *key, struct prov_err *err), void *data,
		struct prov_err *err);
	/* Once, after the last entry was looked up: fills ended, and started with what was not known then.
	 * NULL: this source cannot say which server it reads. */
	int (*ask)(struct prov_source *source, struct prov_err *err);
	/* The profile for what answers, borrowed; asked for by the first run, before next(). NULL: it cannot
	 * be told, and err is set if the server did not answer. May be NULL. */
	const char *(*usual_profile)(const struct prov_source *source, struct prov_err *err);
	/* Instead of next(): what became of each search since its cookie. After it all counts as read, and
	 * cookies are those of then. INCOMPLETE: the server cannot say. */
	int (*since)(struct prov_source *source, const char *const *cookies, const struct prov_news *news,
		struct prov_err *err);
	/* After since(): next() shows all groups. */
	void (*since_groups)(struct prov_source *source);
	bool finds_groups;		/* find() shows of a group what next() does, with all members */
	/* Before since(): keys of entries that are there, by which find() proves that it works. */
	void (*trust)(struct prov_source *source, enum prov_entry_kind kind, const char *first,
		const char *last);
	/* What next() has shown is not needed any more: gives its memory back. NULL: has none. */
	void (*release)(struct prov_source *source);
	void (*close)(struct prov_source *source);	/* frees source */
	/* For each of the searches, where it can go on from: as of a time before the first entry is read.
	 * NULL: it cannot, and no_cookies says why. */
	const char *const *cookies;
	const char *no_cookies;
	const char *way;		/* how it tells what changed, or would; NULL: there is but one */
	/* When a value of an entry that was read becomes another one by the time alone, in seconds since
	 * 1970; 0: never. */
	long long due;
	struct prov_sync_server started, ended;	/* ended.name is NULL before ask() */
	struct prov_sync_proof proof;		/* what the source knows of it so far */
	/* What the keys are: another profile or attribute makes other people of the same entries. */
	const char *profile, *key_attr;
	/* Kind of server (openldap, ad, 389), and what tells this directory from others, whichever of its
	 * servers is asked. NULL: not known. */
	const char *server, *identity;
	bool is_anonymous;		/* read without a login */
	bool members_by_key;		/* of members of groups it says the key, as far as the server does */
	const char *key_cure;		/* how entries without a key get one on this kind of server */
	const char *better_profile;	/* not NULL: profile cannot be right for this kind of server */
	const struct prov_source_search *searches;	/* the scope */
	size_t search_count;
	const struct prov_source_access *access;	/* what values of "access" may name */
	size_t access_count;
	const char *uri;		/* of the server that answers, for the record */
	const struct prov_map_rule *user_rules;
	size_t user_rule_count;
	const struct prov_map_rule *group_rules;	/* NULL: this source has no groups */
	size_t group_rule_count;
	/* Of each rule, and of the rules for the context, the words that it gives whatever the entry says;
	 * NULL: not known. */
	const struct prov_values *user_literals, *group_literals;
	struct prov_values user_contexts, group_contexts;
};

/* A plan of new keys: who gets one, and who is left as it is. */
struct prov_sync_rekey {
	long long users, users_left, groups, groups_left;
	bool other_source;		/* another profile, key attribute or kind of server */
	char digest[40];
};

/* In front of the digest of a plan. */
#define PROV_SYNC_DIGEST "sha256:"

/* What a run found and did. */
struct prov_sync_counts {
	long long read_users, read_groups, rejected;
	long long created, changed, renamed, disabled, enabled, adopted, deleted, unchanged;
	long long groups_created, groups_changed, groups_missing, groups_deleted;
	long long members_added, members_removed, members_ignored;
	long long left_out;		/* values that cannot be used, after this run */
	long long owned_users;		/* users of this source before the run, enabled */
	long long missing;		/* of these: not in the directory now */
	long long owned_groups;		/* groups of this source before the run */
	/* Who was not shown, before anybody was looked up: would be disabled or deleted. */
	long long suspect_users, suspect_groups;
	/* What would be taken away from the source, or was, of each kind; of several fields, or groups, that
	 * which came nearest to its limit. What is held back in contexts is left out. */
	struct prov_limit_count limits[PROV_LIMITS];
	/* New ones with a name or address of those who are missing. */
	long long rekeyed_users, rekeyed_groups;
	long long handed_over;		/* users who go to other entries by themselves (on_reuse) */
	/* Contexts of the source (0: it did not matter how many); those in which a limit was passed, and
	 * the count that passed it most; what was held back in these, if that was all that stopped. */
	long long contexts, tripped_contexts, held_users, held_groups;
	struct prov_limit_count tripped;
	bool tripped_day;		/* over 24 hours */
	char held_names[256];
	bool held;			/* everything else is, or would be, done */
	/* Of all that was not taken away because of a limit, and the command that accepts it. */
	char digest[80], command[256];
	/* With options->accept: all of it is part of what is accepted; else how much is not, some by name. */
	bool accepted;
	long long foreign;
	char foreign_names[640];
	bool rules_changed;		/* the mapping is another one than before */
	/* What changed in the scope of the source, in words, and whether somebody may leave it by that. */
	char scope[1024];
	bool scope_narrows, scope_profile;	/* the last: its profile is another one */
	struct prov_sync_rekey rekey;
	struct prov_sync_proof proof;
	bool server_doubt;		/* it is older, another one, or went back: see sync_server.c */
	bool went_back;			/* the server shows an older state than it did in the last run */
	bool since;			/* an incremental run */
	bool some_groups;		/* that read only those groups whose entries changed */
	bool reconcile;			/* it is time for a full one after it */
	char why_full[256];		/* why one that was to be incremental was not; or empty */
	long long drift;		/* what a full run found that the incremental one before it had not */
	/* That it came to: probe, read, confirm, diff, judge, apply, publish. */
	const char *phase;
	bool planned;			/* there is a plan, which may have been stopped */
	bool applied;			/* the plan was carried out and committed, whatever came after it */
	bool repeated;			/* its outcome is that of the run before, and was told not long ago */
	/* Runs before this one that failed, one after the other, if that was told: since when, why the last
	 * one did. This one did not. */
	long long failed_runs;
	char failed_since[24], failed_why[512];
};

/* The action of a line that says something of the source itself. */
#define PROV_SYNC_NOTE "note"

/* One line of a plan: what happens, or would happen, to one object. */
struct prov_sync_change {
	/* create, change, rename, disable, enable, delete, reject, ...; warn: taken, and does not work; of
	 * a run that is carried out a number of its summary ("created"): this one is named there */
	const char *action;
	const char *kind;		/* user, group, member */
	const char *context;		/* id as text */
	const char *name;
	const char *dn;
	const char *what;		/* fields with old and new, or why rejected */
	bool known;			/* it was so in the last run, which told it */
};

#define PROV_SYNC_NAMED 10		/* so many of each number are named, and one more if there are more */

struct prov_sync_options;

/* An entry that is there, and not in the source. why: "out of scope: DN". */
struct prov_outside {
	const char *key, *why;
};

/* An entry that should show a value of this field. */
struct prov_witness {
	const char *field, *key;
};

struct prov_sink {
	/* Takes the lease (BUSY if another run holds it) and clears what a dead run left. GUARD: what is
	 * known of the source has other keys. options->dry_run: merge will not be called, but the whole
	 * plan may be asked for; nothing of others is locked. */
	int (*begin)(struct prov_sink *sink, const struct prov_source *source,
		const struct prov_sync_options *options, struct prov_err *err);
	int (*put)(struct prov_sink *sink, const struct prov_record *record, struct prov_err *err);
	/* After a put that has set much: what has gathered is worked on now, which takes memory; that of the
	 * record may have been given back. Need not be called. */
	int (*settle)(struct prov_sink *sink, struct prov_err *err);
	bool much;
	/* All that was read is there. Those who were not, and would lose something by that, in batches:
	 * 1 and the next keys of one kind, borrowed until the next call, 0 when there are no more (the next
	 * call begins again), -1. total: of this kind. Entries that are found when looked up are put. */
	int (*suspects)(struct prov_sink *sink, enum prov_entry_kind kind, const char *const **keys,
		size_t *count, long long *total, struct prov_err *err);
	/* The keys of the last batch were looked up: those whose entries were not put since are gone, or are
	 * where outside says (keys and DNs; out of the source). The plan takes nothing from anybody
	 * without that proof, and deletes only who is gone. */
	int (*prove)(struct prov_sink *sink, enum prov_entry_kind kind,
		const struct prov_outside *outside, size_t count, struct prov_err *err);
	/* All records are there: finds conflicts, counts; counts->rejected, which comes with the
	 * records that were rejected, grows by those that the sink could not place and by the
	 * conflicts. Holds back what the limits of single contexts do not allow, unless the run has to
	 * stop anyway. Nothing is seen by others before merge. */
	int (*plan)(struct prov_sink *sink, const struct prov_sync_options *options,
		struct prov_sync_counts *counts, struct prov_err *err);
	/* When the plan was judged: from now on others may have to wait. 1: what it is about was changed
	 * since, so it was made, and counted, anew, and has to be judged again; 0: it is the same. */
	int (*lock)(struct prov_sink *sink, const struct prov_sync_options *options,
		struct prov_sync_counts *counts, struct prov_err *err);
	/* Calls fn for every planned change, rejects among them. fn returns -1 to stop. After lock others
	 * wait: fn must not wait for anybody. */
	int (*changes)(struct prov_sink *sink, bool only_rejects,
		int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
		void *data, struct prov_err *err);
	/* After lock. One transaction: all of the plan or nothing. */
	int (*merge)(struct prov_sink *sink, struct prov_sync_counts *counts, struct prov_err *err);
	/* Stores what this run did not take away because of a limit, so that it can be accepted. After it, or
	 * after merge, there is nothing left but close. */
	int (*store)(struct prov_sink *sink, struct prov_err *err);
	/* After all were looked up: does anything differ from what is stored? May be NULL: no. */
	bool (*pending)(struct prov_sink *sink);
	/* From begin on: the run goes on from these cookies, one for each search, and what is not said to be
	 * another one is as it was. NULL: everything is read; why_full says why, if that was not wanted. */
	const char *const *cookies;
	const char *why_full;
	bool reconcile;			/* with cookies: it is time for a full run after this one */
	const char *known_keys[2];	/* with cookies: keys of users who were there in the last run */
	/* In such a run, as in struct prov_news. INCOMPLETE: it does not fit together. */
	int (*key)(struct prov_sink *sink, enum prov_entry_kind kind, const char *key, bool gone,
		struct prov_err *err);
	int (*key_group)(struct prov_sink *sink, const char *key, struct prov_err *err);
	int (*key_end)(struct prov_sink *sink, enum prov_entry_kind kind, bool rest_is_gone,
		long long entries, struct prov_err *err);
	/* After the last search: keys of users to be looked up, and put if they are found. The first ones, so
	 * many, are there as far as anybody knows; of the others nobody knows. Once. */
	int (*wanted)(struct prov_sink *sink, const char *const **keys, size_t *count, size_t *there,
		struct prov_err *err);
	/* After that, once: 1: groups have to be read: those with these keys, which are to be found and put,
	 * or, count 0, all of them; 0: none. */
	int (*wants_groups)(struct prov_sink *sink, const char *const **keys, size_t *count,
		struct prov_err *err);
	/* After plan: for each field in which somebody loses a value, users who have one and are as they
	 * were. Borrowed. May be NULL: there are none. */
	int (*witnesses)(struct prov_sink *sink, const struct prov_witness **all, size_t *count,
		struct prov_err *err);
	/* From begin on: the server that was read when something was changed last, and when it was seen to
	 * show an older state than before, as text; or NULL. */
	const struct prov_sync_server *last;
	const char *went_back;
	/* Drops staging rows and the lease; frees sink. */
	void (*close)(struct prov_sink *sink);
};

struct prov_directory_watch;
struct prov_sync_options {
	/* "name", "mail" or "dn": entries with new keys are those of the stored users (groups: by name) with
	 * the same one. Nothing else is changed, and that only if digest is the one of the plan. NULL: a
	 * run as usual. */
	const char *rekey, *digest;
	bool dry_run;			/* plan and report, change nothing */
	bool since;			/* it may be an incremental run, if the sink knows from where */
	bool all_groups;		/* such a run reads all groups, or none */
	bool full;			/* prov_directory_sync(): it must not, whatever is set */
	bool reconciles;		/* right after an incremental run: what it changes had been missed */
	struct prov_directory_watch *watch;	/* prov_directory_sync(): of this source; or NULL */
	/* Digest of a stored plan, or its first digits: nothing but what is part of it is taken away, and
	 * no limit stops that; an empty answer does. NULL: none. */
	const char *accept;
	struct prov_limits limits;	/* how much may be taken away at once */
	/* Everything is told, as on a terminal, and does not count as told. Else what was told a while ago,
	 * and has not changed, is left out: the outcome (counts->repeated), and lines. */
	bool watched;
	long long started;		/* of the run; as deadline */
	long long deadline;		/* before merge, in milliseconds of CLOCK_MONOTONIC; 0: none */
	/* Called now and then with what has been read; may be NULL. */
	void (*progress)(void *data, const struct prov_sync_counts *counts);
	/* Called for each planned change (dry_run) or only for rejects; when the limit stops the run,
	 * for each user or group that would go as well. May be NULL. prov_sync() calls it while things are
	 * locked, prov_directory_sync() when the run is over. */
	int (*change)(void *data, const struct prov_sync_change *change, struct prov_err *err);
	void *data;
};

/* Runs source into sink. counts is filled as far as the run came. Fails with INCOMPLETE (nothing
 * changed), GUARD (the limit, or an empty answer: nothing changed; or counts->applied: something was
 * held back in some contexts, everything else was done), BUSY, DENIED, UNAVAILABLE,
 * STORAGE; PARTIAL when everything was done but some entries were rejected. Closes neither side. */
PROV_API PROV_MUST_CHECK int prov_sync(struct prov_source *source, struct prov_sink *sink,
	const struct prov_sync_options *options, struct prov_sync_counts *counts,
	struct prov_err *err);

/* How a run that is carried out ends: 0, or GUARD or PARTIAL. */
PROV_API int prov_sync_outcome(const struct prov_sync_counts *counts, struct prov_err *err);

struct prov_str;

/* A number of struct prov_sync_counts, for summaries, JSON, metrics and run records. */
struct prov_sync_number {
	const char *name;		/* "groups_created"; with blanks in place of "_" it is for people */
	size_t offset;
	bool read;			/* counts also where nothing was done */
	bool adds;			/* of two runs, one after the other, it is the sum */
	const char *meaning;		/* a sentence */
};
PROV_API const struct prov_sync_number *prov_sync_number_at(size_t i);	/* NULL: there are no more */
/* What was found, and done: of a run that was not applied the plan counts as 0. */
PROV_API long long prov_sync_number_get(const struct prov_sync_number *number,
	const struct prov_sync_counts *counts, bool applied);
/* "groups created" */
PROV_API void prov_sync_number_add_words(struct prov_str *s, const struct prov_sync_number *number);
/* " 812 users read, 40 groups read, 2 created" */
PROV_API void prov_sync_number_add_summary(struct prov_str *s, const struct prov_sync_counts *counts);
/* All of them as members of a JSON object, without its braces. */
PROV_API void prov_sync_number_add_json(struct prov_str *s, const struct prov_sync_counts *counts,
	bool applied);

/* Numbers that changed anything, rejects not among them. */
PROV_API long long prov_sync_number_changes(const struct prov_sync_counts *counts);

#ifdef __cplusplus
}
#endif

#endif
