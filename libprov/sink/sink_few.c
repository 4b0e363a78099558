/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_few.c - groups of which few differ: only these are staged, and only what they change is looked at
 *
 * Of each group the last run stored a hash (sink_sums.c: only those are read that may differ), its direct
 * members by id, and which groups are in it. If no group comes or goes, those are staged that differ, and
 * those that list a name which somebody has now, or had, and did not have before, or has not any more.
 * Who is in one of them and was not before, or the other way round, is compared with all groups above: so the
 * cost is that of the change (SR21, SR41). What changes more than direct members (groups in groups, a DN,
 * somebody new whom nobody knows, a group that comes to a context by its members) is left to a look at all.
 * So it is where only those were read that changed, and then the run begins anew.
 */
#include <string.h>

#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_reading.h"

#define MANY_GROUPS 200000	/* more are not compared one by one: their hashes would take memory */
#define MANY_USERS 1000		/* of so many who differ, all groups are looked at */

struct known {
	uint64_t number, hash;
	bool seen;
};

struct sink_few {
	bool differs[SINK_PARTS];	/* these groups are compared: */
	struct known *known;		/* sorted by number; NULL: they were compared */
	size_t known_count, known_room, seen;
	uint64_t *numbers;		/* of groups to be staged; sorted when they are */
	size_t count, room;
	long long compared;		/* so many groups were read then */
	bool only;			/* no others were read */
};

void prov_sink_few_free(struct sink *sink)
{
	if (sink->few) {
		free(sink->few->known);
		free(sink->few->numbers);
	}
	free(sink->few);
	sink->few = NULL;
}

/* ---- which groups differ ---- */

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void add_known(struct sink_few *f, uint64_t number, uint64_t hash)
{
	if (f->known_count == f->known_room) {
		f->known_room = f->known_room ? 2 * f->known_room : 1024;
		f->known = prov_realloc(f->known, f->known_room * sizeof(*f->known));
	}
	f->known[f->known_count++] = (struct known){ number, hash, false };
}

static int on_known(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	(void)err;
	add_known(data, (uint64_t)prov_sql_number(row, 0, 0), (uint64_t)prov_sql_number(row, 0, 1));
	return 0;
}

static void add_number(struct sink_few *f, uint64_t number)
{
	if (f->count == f->room) {
		f->room = f->room ? 2 * f->room : 64;
		f->numbers = prov_realloc(f->numbers, f->room * sizeof(*f->numbers));
	}
	f->numbers[f->count++] = number;
}

/* false: it is new, or comes twice. */
static bool look_at(void *data, uint64_t number, uint64_t hash)
{
	struct sink_few *f = data;
	const struct known key = { .number = number };
	struct known *k;

	if (!f->differs[SINK_PART(number)])
		return true;
	k = f->known_count ? bsearch(&key, f->known, f->known_count, sizeof(*k), compare) : NULL;
	if (!k || k->seen)
		return false;
	k->seen = true;
	f->seen++;
	if (k->hash != hash)
		add_number(f, number);
	return true;
}

bool prov_sink_few_are(long long count, long long groups)
{
	return count <= 16 + groups / 8;
}

/* Can what differs be told from what is stored? Protected users may be known by names that are not. */
static bool may_be_few(const struct sink *sink)
{
	return sink->known && sink->spool && sink->has_old_digest && sink->group_rejects == 0 &&
		!sink->rekey && !sink->had_protected && sink->groups_staged == 0 && sink->read_groups > 0 &&
		(sink->since || !prov_sink_names_are_off(sink->member_names));
}

static int compare_some(struct sink *sink, struct sink_few *f, struct prov_err *err)
{
	bool all = true;

	if (prov_sink_sums_each(sink, f->differs, on_known, f, err) < 0)
		return -1;
	if (f->known_count)
		qsort(f->known, f->known_count, sizeof(*f->known), compare);
	if (prov_sink_spool_each(sink, look_at, f, &all, err) < 0)
		return -1;
	free(f->known);
	f->known = NULL;
	return all && f->seen == f->known_count && prov_sink_few_are((long long)f->count, sink->read_groups);
}

void prov_sink_few_expect(struct sink *sink, uint64_t number, uint64_t hash)
{
	struct sink_few *f = sink->few;

	if (!f) {
		f = sink->few = prov_alloc(sizeof(*f));
		f->only = true;
		for (size_t i = 0; i < SINK_PARTS; i++)
			f->differs[i] = true;
	}
	add_known(f, number, hash);
}

/* Those that were read do not say it all. */
static int doubt(struct prov_err *err)
{
	return prov_fail(err, PROV_E_INCOMPLETE, "what became of groups cannot be told from "
			 "those that changed");
}

/* Each was read, once. */
static int compare_only(struct sink *sink, struct prov_err *err)
{
	struct sink_few *f = sink->few;
	bool all = true;

	f->compared = sink->read_groups;
	if (!may_be_few(sink))
		return doubt(err);
	qsort(f->known, f->known_count, sizeof(*f->known), compare);
	if (prov_sink_spool_each(sink, look_at, f, &all, err) < 0)
		return -1;
	return all && f->seen == f->known_count ? 0 : doubt(err);
}

static int compare_all(struct sink *sink, struct sink_few *f, struct prov_err *err)
{
	size_t parts;

	if (prov_sink_known_pause(sink, err) < 0 || prov_sink_sums_compare(sink, f->differs, &parts, err) < 0)
		return -1;
	return (size_t)sink->read_groups / SINK_PARTS * parts <= MANY_GROUPS ? compare_some(sink, f, err) : 0;
}

int prov_sink_few_find(struct sink *sink, struct prov_err *err)
{
	int rc;

	if (sink->few && sink->few->compared == sink->read_groups)
		return 0;
	if (sink->few && sink->few->only)
		return compare_only(sink, err);
	prov_sink_few_free(sink);
	if (!may_be_few(sink))
		return 0;
	sink->few = prov_alloc(sizeof(*sink->few));
	sink->few->compared = sink->read_groups;
	rc = prov_sink_group_are_same(sink) ? 1 : compare_all(sink, sink->few, err);
	if (rc <= 0)
		prov_sink_few_free(sink);
	return rc < 0 ? -1 : 0;
}

/* ---- what they change ---- */

/* The names by which somebody is known, or was, and no more or not before, as hashes. */
struct names {
	uint64_t *slots;
	size_t size;		/* a power of two */
};

static void names_fini(struct names *n)
{
	free(n->slots);
}

/* Not 0. A wrong hit costs a comparison. */
static uint64_t name_hash(const char *name, size_t len, bool by_name)
{
	return prov_hash((uint64_t)by_name, name, len) | 1;
}

static bool has_name(const struct names *n, uint64_t hash)
{
	size_t at = (hash >> 1) & (n->size - 1);

	while (n->slots[at] && n->slots[at] != hash)
		at = (at + 1) & (n->size - 1);
	return n->slots[at] != 0;
}

static void add_name(struct names *n, const char *name, bool by_name)
{
	const uint64_t hash = name_hash(name, strlen(name), by_name);
	size_t at = (hash >> 1) & (n->size - 1);

	while (n->slots[at] && n->slots[at] != hash)
		at = (at + 1) & (n->size - 1);
	n->slots[at] = hash;
}

static bool is_listed(void *data, const char *member, size_t len, bool by_name)
{
	return has_name(data, name_hash(member, by_name ? len : prov_sink_names_head(member, len), by_name));
}

static int find_names(struct sink *sink, struct names *n, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (sink->differ && prov_sql_exec(sink->db, PROV_Q_SYNC_TOUCHED_NAMES,
					  PROV_ARGS(sink->run, sink->config->name), &res, err) < 0)
		return -1;
	if (!res || prov_sql_rows(res) == 0)
		return 0;
	for (n->size = 64; n->size < 8 * (size_t)prov_sql_rows(res); n->size *= 2)
		continue;
	n->slots = prov_alloc(n->size * sizeof(*n->slots));
	for (int i = 0; i < prov_sql_rows(res); i++)
		for (int c = 0; c < 3; c++)
			if (prov_sql_text(res, i, c))
				add_name(n, prov_sql_text(res, i, c), c == 2);
	return 0;
}

static void add_listing(void *data, uint64_t number)
{
	add_number(data, number);
}

static void sort_numbers(struct sink_few *f)
{
	size_t kept = 0;

	if (f->count)
		qsort(f->numbers, f->count, sizeof(*f->numbers), compare);
	for (size_t i = 0; i < f->count; i++)
		if (kept == 0 || f->numbers[kept - 1] != f->numbers[i])
			f->numbers[kept++] = f->numbers[i];
	f->count = kept;
}

/* Groups of those who are known by other names. */
static int touch(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(names_fini) struct names names = { 0 };
	const struct sink_spool_search search = { is_listed, &names, add_listing, sink->few };

	if (find_names(sink, &names, err) < 0)
		return -1;
	if (names.size && prov_sink_spool_search(sink, &search, err) < 0)
		return -1;
	sort_numbers(sink->few);
	return 0;
}

/* Members of what is staged now. 0: more differs. */
static int resolve(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *pending = NULL, *before = NULL;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *more = NULL;
	const struct prov_sql_args args = PROV_ARGS(sink->run, sink->config->name);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_ANALYZE_GROUP, PROV_NO_ARGS, NULL },
		{ PROV_Q_SYNC_RESOLVE_MEMBERS,
		  PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(sink->since != NULL), "t"), &pending },
		{ PROV_Q_SYNC_PENDING_OF, args, &before },
		{ PROV_Q_SYNC_FEW_DIFFER, args, &more },
	};

	if (prov_sql_batch(sink->db, steps, COUNT(steps), err) < 0)
		return -1;
	if (prov_sql_true(more, 0, 0))
		return 0;
	sink->members_ignored += prov_sql_affected(pending) - prov_sql_number(before, 0, 0);
	return 1;
}

/* Memberships that come and go. 0: more differs. */
static int compare_members(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *elsewhere = NULL;
	const struct prov_sql_args args = PROV_ARGS(sink->run, sink->config->name);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_FEW_TOUCHED, args, NULL },
		{ PROV_Q_SYNC_ANALYZE_TOUCHED, PROV_NO_ARGS, NULL },
		{ PROV_Q_SYNC_FEW_MEMBERS, args, NULL },
		{ PROV_Q_SYNC_FEW_ELSEWHERE, PROV_ARGS(sink->run, PROV_BOOL(sink->groups_by_members)),
		  &elsewhere },
		{ PROV_Q_SYNC_FEW_DIFF, args, NULL },
	};

	if (prov_sql_batch(sink->db, steps, COUNT(steps) - 1, err) < 0)
		return -1;
	if (prov_sql_true(elsewhere, 0, 0))
		return 0;
	return prov_sql_batch(sink->db, steps + COUNT(steps) - 1, 1, err) < 0 ? -1 : 1;
}

static int scan(struct sink *sink, const char *on, struct prov_err *err)
{
	return prov_sql_exec(sink->db, PROV_Q_SYNC_FEW_SCAN, PROV_ARGS(on), NULL, err);
}

/* In what was read. */
static bool may_plan(const struct sink *sink)
{
	if (!sink->few || sink->unstored_names)
		return false;
	return sink->few->only || (sink->differ <= MANY_USERS &&
				   (sink->since || !prov_sink_names_are_off(sink->member_names)));
}

/* 1; 0: all groups have to be looked at, and were read. */
static int plan(struct sink *sink, struct prov_err *err)
{
	int rc = 0;

	if (sink->few->only)		/* nobody is known by another name (sink_since.c) */
		sort_numbers(sink->few);
	else if (touch(sink, err) < 0)
		return -1;
	sink->groups_planned = sink->few->count > 0;
	if (!sink->groups_planned)
		return 1;
	if (prov_sink_spool_stage_some(sink, sink->few->numbers, sink->few->count, err) < 0 ||
	    prov_sink_tx_nestloop(sink, true, err) < 0 || scan(sink, "off", err) < 0 ||
	    (rc = resolve(sink, err)) < 0 || (rc > 0 && (rc = compare_members(sink, err)) < 0))
		return -1;
	if (rc > 0)
		return 1;
	sink->stage_groups_again = true;
	return scan(sink, "on", err) < 0 ? -1 : prov_sink_tx_step(sink, PROV_Q_SYNC_FORGET_FEW, err);
}

int prov_sink_few_plan(struct sink *sink, struct prov_err *err)
{
	int rc;

	if (!sink->few && prov_sink_group_are_same(sink) && prov_sink_few_find(sink, err) < 0)
		return -1;
	rc = may_plan(sink) ? plan(sink, err) : 0;
	if (rc == 0 && sink->few && sink->few->only)
		return doubt(err);
	if (rc == 0)
		prov_sink_few_free(sink);
	return rc;
}
