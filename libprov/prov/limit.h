/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/limit.h - how much a run of a sync may take away at once: the kinds of it, and their limits
 *
 * The table is the only list of kinds: settings (source.*.limits.NAME), judgement, messages and metrics are
 * made from it. A kind is counted over the source and in each of its contexts, in one run and over 24 hours:
 *
 *	n of `of` pass if n <= prov_limit_allowed(), and, with what went in the 24 hours before, if
 *	n + recent of `of` + recent are no more than twice that; and if something of the kind is left.
 *
 * What is allowed is the percentage, or the floor, if that is more; but the floor never allows more than
 * half of several. Of a kind that has no more than `few` of something no limit holds: that says nothing.
 *
 * A run that has ended has the counts of its source in prov_sync_counts.limits, one for each kind (that
 * of the field or group that came nearest to its limit), and prov_limit_used() says how near each came.
 */
#ifndef PROV_LIMIT_H
#define PROV_LIMIT_H

#include <prov/err.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* X(id, name, percent, highest, floor, few, last, day, subject, what happens to them)
 * percent: default, more of `of` are too many; highest: the setting goes up to it. floor: -1 is that of the
 * source; else so many pass always, also more than half. few: see above. last: of more than so many not
 * all may go, whatever the limits (-1: they may). day: 0 counted by run only, 1 over 24 hours, too, 2 and who
 * was counted then is no part of `of` any more. */
#define PROV_LIMIT_TABLE(X) \
	X(MISSING, "missing", 5, 100, -1, 0, 1, 2, "users", "are missing in the directory") \
	X(PURGED, "purged", 5, 100, -1, 0, -1, 2, "users", "would be deleted") \
	X(DISABLED, "disabled", 5, 100, -1, 0, 1, 1, "users", "would be disabled by the directory") \
	X(ENABLED, "enabled", 5, 100, -1, 0, 1, 2, "disabled users", \
	  "would be enabled: locks are not shown any more") \
	X(RENAMED, "renamed", 5, 100, -1, 0, -1, 1, "users", "would get another login name") \
	X(MOVED, "moved", 5, 100, -1, 0, -1, 2, "users", "would move to another context") \
	X(BLANKED, "blanked", 20, 100, -1, 5, 5, 2, "users", "would lose a value") \
	X(MEMBERS, "members", 20, 100, -1, 5, 10, 2, "memberships", "would be removed") \
	X(GROUP_MEMBERS, "group_members", 50, 100, -1, 50, 10, 2, "members", "would leave a group") \
	X(GROUPS, "groups", 5, 100, -1, 0, 1, 2, "groups", "are missing in the directory") \
	X(GROUPS_PURGED, "groups_purged", 5, 100, -1, 0, -1, 2, "groups", "would be deleted") \
	X(CREATED, "created", 100, 1000000, 100, 0, -1, 0, "users", "are new") \
	X(CHANGED, "changed", 50, 100, 100, 0, -1, 0, "users", "would get other values") \
	X(ADOPTED, "adopted", 5, 100, 5, 0, -1, 2, "local users", "would be taken over")

enum prov_limit {
#define PROV_LIMIT_ID(id, ...) PROV_LIMIT_##id,
	PROV_LIMIT_TABLE(PROV_LIMIT_ID)
#undef PROV_LIMIT_ID
	PROV_LIMITS
};

struct prov_limit_kind {
	const char *name;		/* of the setting and in the record of what was applied */
	int percent, highest, floor, few, last;
	int day;
	const char *subject, *what;	/* "9 of 100 users are missing ..." */
};

/* What is configured for a source (source.*.limits). */
struct prov_limits {
	int percent[PROV_LIMITS];
	int floor;
};

/* Of one kind, what a run would take away, or took. */
struct prov_limit_count {
	enum prov_limit kind;
	long long n, of;		/* in this run, of so many that there were before */
	long long recent;		/* in the 24 hours before, without what was accepted */
	long long beside;		/* of the same, going in another way in this run */
	long long coming;		/* new ones of the kind, which make up for the last ones; */
	long long back;			/* of these: who went in these 24 hours */
	long long context;		/* 0: in all of the source */
	char field[64];			/* which value, or group; or empty */
};

enum prov_limit_verdict {
	PROV_LIMIT_PASS,
	PROV_LIMIT_SHARE,		/* too many in this run */
	PROV_LIMIT_DAY,			/* too many in 24 hours */
	PROV_LIMIT_LAST			/* none would be left of several */
};

PROV_API const struct prov_limit_kind *prov_limit_kind(enum prov_limit kind);
/* The kind with this name; PROV_LIMITS: there is none. */
PROV_API enum prov_limit prov_limit_named(const char *name);
/* Of so many; day: of those who were there when the 24 hours began. */
PROV_API long long prov_limit_base(const struct prov_limit_count *count, bool day);
/* So many may go in a run, or in 24 hours. */
PROV_API long long prov_limit_allowed(const struct prov_limits *limits, const struct prov_limit_count *count,
	bool day);
PROV_API enum prov_limit_verdict prov_limit_judge(const struct prov_limits *limits,
	const struct prov_limit_count *count);
/* How near it came, in percent of what is allowed, in the run or in 24 hours, whichever is nearer: 0 for
 * nothing, 100 for all that is allowed, more for too many. */
PROV_API long long prov_limit_used(const struct prov_limits *limits, const struct prov_limit_count *count);
/* An object of those of the PROV_LIMITS counts that are not 0:
 * {"missing": {"n": 3, "of": 100, "used": 60}} */
struct prov_str;
PROV_API void prov_limit_add_json(struct prov_str *s, const struct prov_limits *limits,
	const struct prov_limit_count *counts);

#ifdef __cplusplus
}
#endif

#endif
