/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/source/source_int.h - what the files of the LDAP source share
 */
#ifndef PROV_SOURCE_INT_H
#define PROV_SOURCE_INT_H

#include "ldap/base/base_dn_int.h"
#include "ldap/map/map.h"

/* Values that came in ranges, completed over a connection of its own. */
struct prov_source_range {
	struct prov_ldap_params params;
	struct prov_ldap *ldap;			/* opened when it is needed */
	const struct prov_ldap_members *members;
	struct prov_pool *pool;			/* the values of the present entry */
	struct prov_ldap_attr *attrs;
	size_t cap;
};

/* Users whose primary group is not the usual one. */
struct prov_source_primary {
	struct prov_pool *pool;			/* owns the DNs */
	struct prov_source_primary_user *users;
	size_t n, cap;
	bool is_sorted;
	bool unread;				/* users were not read, nor looked through for these */
	struct prov_ldap_attr *attrs;		/* of the present group */
	struct prov_text *members, *keys;
	size_t attr_cap, member_cap;
};

/* One search: the users or the groups of one subtree. */
struct prov_source_step {
	struct prov_map *map;
	const char *base, *filter, *context;
	char *norm;
	bool has_inner;			/* another step of the same kind is below this one */
	bool around;			/* only read: its entries belong to the steps below it, or to none */
};

struct prov_source_ldap {
	struct prov_source pub;		/* first: callers hold a pointer to it */
	const char *name;
	const struct prov_map_profile *profile;
	long long now;
	struct prov_map *users, *groups;
	struct prov_ldap_params params;
	struct prov_base_ucs ucs;	/* what of them this host of UCS knew */
	struct prov_ldap *ldap;
	struct prov_ldap_server server;
	struct prov_str identity;
	struct prov_source_search *searches;
	struct prov_source_access *access;
	struct prov_base_dn base_dn;
	struct prov_source_step *steps;
	size_t step_count;
	const struct prov_source_step **by_base;	/* all steps, sorted (source_owner.c) */
	/* What is read, one after the other: the steps, or what lies around them. */
	struct prov_source_step around[2];
	const struct prov_source_step **reads;
	size_t read_count, at;
	int page_size;
	struct prov_ldap_search *search;
	bool in_conflicts;		/* it looks for entries in conflict, of the step at hand */
	struct prov_record aside;	/* such an entry, and why */
	struct prov_str why;
	struct prov_map_profile own_profile;	/* that of the kind, with what the source has set */
	struct prov_source_range range;
	struct prov_source_primary primary;
	struct prov_ldap_members members;	/* how groups are asked for those they have */
	struct prov_pool *said;		/* what servers say of themselves */
	const char *cookie;		/* for content synchronisation, when it was opened; or NULL */
	const char **cookies;		/* of each step */
	struct prov_source_watch *watch;	/* what the server told since the last run; or NULL */
	bool began;			/* where they go on from is known */
	const struct prov_source_way *way;	/* in which it is told what changed; NULL: in none */
	bool has_gone_on;		/* it was asked for that */
	/* Of the way by times: what is asked of users and of groups (NULL: what the mapping wants), when that
	 * began, and the newest time that an entry has shown. */
	char **attrs[2];
	long long reading_since, newest;
	bool top_is_seen;		/* its entry was shown */
	bool top_is_useless;		/* looking up from the top gives no answer */
	long long keys_read[2];		/* entries with a key (index: prov_entry_kind) */
	/* Keys of the first and of the last user and group that were read (index: prov_entry_kind):
	 * a look-up by key that works finds them. */
	struct prov_str first_key[2], last_key[2];
};

/* source_step.c: the first search of this map (NULL: of all) whose base cannot be seen; err is set if the
 * server did not say. NULL: every base can be. */
const struct prov_source_step *prov_source_step_hidden(struct prov_source_ldap *source,
	const struct prov_map *map, struct prov_err *err);
/* The same for a base that was there: INCOMPLETE. */
int prov_source_step_check(struct prov_source_ldap *source, const struct prov_map *map,
	struct prov_err *err);
/* A search below base for what a map wants, or for attrs. page_size 0: not paged. */
struct prov_ldap_search *prov_source_step_search(struct prov_source_ldap *source,
	const struct prov_map *map, const char *base, const char *filter, char **attrs,
	int page_size, struct prov_err *err);
/* The search of a step for what became of it: users with what the map wants, groups with nothing. unindexed:
 * with its filter so that the server uses no index for it. */
struct prov_ldap_search *prov_source_step_since(struct prov_source_ldap *source,
	const struct prov_source_step *step, bool unindexed, struct prov_ldap_sync *sync,
	struct prov_err *err);
/* Adds a filter that may have been set without brackets. */
void prov_source_step_bracket(const char *own, struct prov_str *filter);
/* "(&", then its filter. */
void prov_source_step_filter(const struct prov_source_step *step, struct prov_str *filter);
/* A record that was read: its key is one that is there. */
void prov_source_step_note(struct prov_source_ldap *source, const struct prov_record *record);
/* A search of this map could not begin: names the setting if its filter is none. -1. */
int prov_source_step_fail(const struct prov_source_ldap *source, const struct prov_map *map,
	struct prov_err *err);
/* The record of an entry that step found, with the context of the step whose base is nearest to it,
 * which comes out in *owner. -1: it could not be read to its end. */
int prov_source_step_map(struct prov_source_ldap *source, const struct prov_source_step *step,
	const struct prov_ldap_entry *read, const struct prov_source_step **owner,
	const struct prov_record **record, struct prov_err *err);

/* source_base.c: the same of all, before anything is read. CONFIG: one that no run has read yet is not
 * there. */
int prov_source_base_check(struct prov_source_ldap *source, const struct prov_source_config *config,
	const struct prov_source_past *past, struct prov_err *err);

/* source_profile.c: the profile for what answers, of which base is a part. CONFIG: that cannot be told. */
const char *prov_source_profile_find(const struct prov_source_ldap *source, const char *base,
	struct prov_err *err);

/* The kind of server that has entries with such a key, or NULL. */
const char *prov_source_profile_by_key(const struct prov_ldap_entry *entry);

/* source_server.c: says what kind of server it is and which directory in the public part, with the scope.
 * The server was asked what it is, and the steps are there. */
int prov_source_server_note(struct prov_source_ldap *source, struct prov_err *err);

/* source_probe.c: where an answer without pages ends. */
bool prov_source_probe_is_limit(const struct prov_err *err);	/* is that why a search has ended? */
int prov_source_probe_limit(struct prov_source_ldap *source, struct prov_str *value, struct prov_err *err);
/* Which of the attributes that searches use have an index. from: how that is known, or to be found out. */
void prov_source_probe_indexes(const struct prov_source_ldap *source, struct prov_str *value,
	const char **from);

/* source_conflict.c: did replication give this entry its name? */
bool prov_source_conflict_is(const struct prov_source_ldap *source, const struct prov_text *dn);
/* A record that says so. Valid until the next one of this map. */
const struct prov_record *prov_source_conflict_record(struct prov_source_ldap *source,
	struct prov_map *map, const struct prov_ldap_entry *entry);
/* The search of such entries in the place of a step. */
int prov_source_conflict_open(struct prov_source_ldap *source, const struct prov_source_step *step,
	struct prov_err *err);

/* source_access.c: reads the sets of rights that users may name. */
int prov_source_access_read(struct prov_source_ldap *source, struct prov_err *err);

/* source_owner.c: when all steps are there. CONFIG: two have the same base. */
int prov_source_owner_begin(struct prov_source_ldap *source, struct prov_err *err);
/* The step of this map with this base, or NULL. */
const struct prov_source_step *prov_source_owner_at(const struct prov_source_ldap *source,
	const struct prov_map *map, const char *norm);
/* The step of this map whose base is nearest to a normalised DN; NULL: it is below none. */
const struct prov_source_step *prov_source_owner(const struct prov_source_ldap *source,
	const struct prov_map *map, const char *dn_norm);
/* The step whose base is nearest to an entry that this one found; itself if there is no other. */
const struct prov_source_step *prov_source_owner_nearest(const struct prov_source_ldap *source,
	const struct prov_source_step *step, const char *dn_norm);

/* source_around.c: what is read. base: the tree that all bases lie in, and one search is enough; or NULL. */
int prov_source_around_plan(struct prov_source_ldap *source, const char *base, struct prov_err *err);
/* What is read in place of this step and others of its map; NULL: it is itself. */
const struct prov_source_step *prov_source_around(const struct prov_source_ldap *source,
	const struct prov_source_step *step);
/* How many steps that stands for; 1: this one is read by itself, or is not the first one of them. */
size_t prov_source_around_count(const struct prov_source_ldap *source, const struct prov_source_step *first);
/* Why not, if so many searches, each of which the server asks itself about all that changed, are too many. */
#define PROV_SOURCE_MANY_SEARCHES 100
const char *prov_source_around_too_many(size_t searches);
/* An entry that step has found belongs to it, or to one that it is around. One below another base comes with
 * that one's search. What has no valid DN may be anybody: it is rejected, not left out. */
bool prov_source_around_is_ours(const struct prov_source_step *step, const struct prov_source_step *owner,
	const struct prov_record *record);

/* Active Directory: the name of its copy of the database (invocationId) of the server with this
 * dsServiceName, in *epoch if it is shown. -1: the server did not say. */
int prov_source_server_epoch(struct prov_source_ldap *source, const char *name, const char **epoch,
	struct prov_err *err);
/* ask() of struct prov_source. */
int prov_source_server_end(struct prov_source *source, struct prov_err *err);
/* The part of the tree that holds all bases; NULL: there are several, or it is not known. */
const char *prov_source_server_top(const struct prov_source_ldap *source);

/* source_position.c; NULL: not to be understood, or there is none. Text in the pool. */
/* Of values of contextCSN, and of replUpToDateVector. */
const char *prov_source_position_csn(struct prov_pool *pool, struct prov_values csns);
const char *prov_source_position_vector(struct prov_pool *pool, struct prov_values blob);
/* The cookie for content synchronisation that stands for values of contextCSN. */
const char *prov_source_position_cookie(struct prov_pool *pool, struct prov_values csns);
/* Is such a cookie as new as one before it? All servers that were in it still are, and none went back. */
bool prov_source_position_goes_on(const char *before, const char *now);
/* *cookie, which may be empty, gets of each server the newer one of the two. -1: one is not understood. */
int prov_source_position_merge(struct prov_str *cookie, const struct prov_text *other);
/* The cookie that is as old as the oldest of these is about each server. NULL: one is not understood, or they
 * are not about the same servers. */
const char *prov_source_position_oldest(struct prov_pool *pool, const char *const *cookies, size_t count);
/* A number as a stamp: numbers compare as text then. */
const char *prov_source_position_number(struct prov_pool *pool, struct prov_values number);
/* A position with this stamp of a place, which may be new. */
const char *prov_source_position_add(struct prov_pool *pool, const char *position, const char *place,
	const char *stamp);

/* source_since.c: since(), since_groups() and trust() of struct prov_source; at the end of opening it
 * (by_time: also in a way that tells of no deletions); before everything is read, once: what that needs to
 * know of the server; when all entries were read. */
void prov_source_since_begin(struct prov_source_ldap *source, bool by_time);
void prov_source_since_first(struct prov_source_ldap *source);
void prov_source_since_end(struct prov_source_ldap *source);
int prov_source_since(struct prov_source *source, const char *const *cookies, const struct prov_news *news,
	struct prov_err *err);
void prov_source_since_groups(struct prov_source *source);
void prov_source_since_trust(struct prov_source *source, enum prov_entry_kind kind, const char *first,
	const char *last);

/* The ways. begin: sets cookies, or why not; since: as that of struct prov_source. */
const char *prov_source_syncrepl_begin(struct prov_source_ldap *source);
int prov_source_syncrepl_since(struct prov_source_ldap *source, const char *const *cookies,
	const struct prov_news *news, struct prov_err *err);
const char *prov_source_ds389_begin(struct prov_source_ldap *source);
int prov_source_ds389_since(struct prov_source_ldap *source, const char *const *cookies,
	const struct prov_news *news, struct prov_err *err);
/* One search, and how many steps it stands for: itself, or those from `first` on that it is around. It goes
 * on from the oldest of their cookies. */
struct prov_source_asked {
	const struct prov_source_step *step;
	const char *cookie;
	size_t first, count;
};
/* The search that the step with this number begins. */
struct prov_source_asked prov_source_syncrepl_asked(const struct prov_source_ldap *source, size_t first,
	const char *const *cookies);
size_t prov_source_syncrepl_searches(const struct prov_source_ldap *source, const char *const *cookies);
/* A UUID as text, of 37 bytes. */
void prov_source_syncrepl_uuid(const unsigned char *uuid, char *text);
/* source_modified.c: cookies are there at the end; an entry was read. */
const char *prov_source_modified_begin(struct prov_source_ldap *source);
int prov_source_modified_since(struct prov_source_ldap *source, const char *const *cookies,
	const struct prov_news *news, struct prov_err *err);
void prov_source_modified_end(struct prov_source_ldap *source);
void prov_source_modified_note(struct prov_source_ldap *source, const struct prov_ldap_entry *entry);
/* source_usn.c: sets cookie, which is that of all. */
const char *prov_source_usn_begin(struct prov_source_ldap *source);
int prov_source_usn_since(struct prov_source_ldap *source, const char *const *cookies,
	const struct prov_news *news, struct prov_err *err);

/* source_watch.c: may a run from these cookies take what was told in place of asking? Then it is as
 * prov_source_since(). */
bool prov_source_watch_knows(const struct prov_source_ldap *source, const char *const *cookies);
int prov_source_watch_since(struct prov_source_ldap *source, const char *const *cookies,
	const struct prov_news *news, struct prov_err *err);

/* source_dirsync.c. Is this a cookie of that way? */
bool prov_source_dirsync_is(const char *cookie);
int prov_source_dirsync_since(struct prov_source_ldap *source, const char *const *cookies,
	const struct prov_news *news, struct prov_err *err);
/* Before everything is read: may this login use it? Then cookies go on from now that way; else they stay. */
void prov_source_dirsync_begin(struct prov_source_ldap *source);

/* source_changed.c: entries of which only the key is known, and that they changed, or went. */
struct prov_source_changed *prov_source_changed_new(struct prov_source_ldap *source);
void prov_source_changed_freep(struct prov_source_changed **changed);
/* is_there: the server showed it; is_again: what it is now may have been told before. INCOMPLETE: there are
 * too many. */
int prov_source_changed_add(struct prov_source_changed *changed, const char *key, bool is_there,
	bool is_again, struct prov_err *err);
/* Looks all of them up, and tells of each what it is. INCOMPLETE: that is more than can be told. */
int prov_source_changed_tell(struct prov_source_changed *changed, const struct prov_news *news,
	struct prov_err *err);
/* Is it known to have nothing below it? For that it was asked for these attributes. */
#define PROV_SOURCE_CHANGED_LEAF (char[]){ "hasSubordinates" }, (char[]){ "numSubordinates" }
bool prov_source_changed_is_leaf(const struct prov_ldap_entry *entry);
/* A UUID as such a key, with dashes before these bytes (0: no more). */
void prov_source_changed_uuid(const unsigned char *uuid, const unsigned char *dashes, char *key);

/* source_find.c: find() of struct prov_source. */
int prov_source_find(struct prov_source *source, enum prov_entry_kind kind,
	const char *const *keys, size_t count, const struct prov_finder *finder,
	struct prov_err *err);

/* source_again.c: again() of struct prov_source. */
int prov_source_again(struct prov_source *source, enum prov_entry_kind kind,
	int (*fn)(void *data, const char *key, struct prov_err *err), void *data,
	struct prov_err *err);

/* source_range.c: *entry becomes an entry in which every attribute with ";range=" has all its
 * values under its plain name. Valid until the next call. INCOMPLETE: the end was not reached. */
int prov_source_range_fill(struct prov_source_range *range, struct prov_ldap_entry *entry,
	struct prov_err *err);
void prov_source_range_fini(struct prov_source_range *range);

/* source_primary.c: keeps the primary group of a user that was read. */
void prov_source_primary_note(struct prov_source_ldap *source, const struct prov_ldap_entry *entry,
	const struct prov_record *record);
/* A user who is looked up after groups were read. INCOMPLETE: it was not read before them, and is a member of
 * its primary group. */
int prov_source_primary_late(struct prov_source_ldap *source, const struct prov_ldap_entry *entry,
	const struct prov_record *record, struct prov_err *err);
/* *entry becomes one whose members are also the users whose primary group it is. Valid until the next
 * call. */
void prov_source_primary_fill(struct prov_source_ldap *source, struct prov_ldap_entry *entry);
void prov_source_primary_fini(struct prov_source_primary *primary);
/* Adds what users with an unusual primary group are found by. */
void prov_source_primary_filter(const struct prov_source_ldap *source, struct prov_str *filter);
/* source_primary_read.c: keeps that of all users who have one, where they were not read */
int prov_source_primary_read(struct prov_source_ldap *source, struct prov_err *err);

#endif
