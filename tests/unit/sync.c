/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/sync.c - the engine between a fake source and a fake sink: what is called when, and what is
 * never called when something is wrong
 */
#include "libprov/sync/sync_plan.h"
#include "tests/lib/sync_fake.h"

static struct prov_sync_counts counts;
static struct prov_err err;

static int run(const char *records, const struct prov_sync_options *options)
{
	struct prov_source source = fake_source();
	struct prov_sink sink = fake_sink();

	fake.records = records;
	prov_err_clear(&err);
	return prov_sync(&source, &sink, options, &counts, &err);
}

static const struct prov_sync_options limits = {
	.limits = { .percent = { [PROV_LIMIT_MISSING] = 10, [PROV_LIMIT_GROUPS] = 10,
				 [PROV_LIMIT_BLANKED] = 20 }, .floor = 5 },
	.change = on_change, .progress = on_progress
};

static void good_runs(void)
{
	struct prov_sync_options dry = limits;

	reset();
	is_int(run("uug", &limits), 0, "a complete answer is merged");
	is_str(fake.calls.p, "begin put put put plan lock rejects merge ", "in this order");
	is_int(counts.read_users, 2, "users are counted");
	is_int(counts.read_groups, 1, "groups are counted");
	is_int(counts.created, 1, "what the merge did is in the counts");
	is_int(fake.progress, 1, "progress is shown at the end of reading");

	reset();
	is_int(run("uru", &limits), -1, "a rejected entry is told");
	is_err(&err, PROV_E_PARTIAL, "by its own code");
	is_str(fake.calls.p, "begin put reject put plan lock rejects merge ", "the others are merged");
	is_str(fake.seen.p, "reject:bad ", "and it is named");
	is_int(counts.rejected, 1, "and counted");

	reset();
	fake.conflicts = 2;
	is_int(run("u", &limits), -1, "conflicts that the plan found count, too");
	is_int(counts.rejected, 2, "two of them");

	reset();
	dry.dry_run = true;
	is_int(run("ug", &dry), 0, "a dry run");
	is_str(fake.calls.p, "begin put put plan changes ", "never merges");
	is_str(fake.seen.p, "create:new disable:gone delete:team reject:bad ", "and shows all");

	reset();
	is_int(run("", &limits), 0, "nothing read and nothing owned is fine");
}

/* One part fails: the code comes through, merge is not reached. */
static void broken(enum prov_code *part, enum prov_code code, const char *calls, const char *what)
{
	reset();
	*part = code;
	is_int(run("u", &limits), -1, "%s", what);
	is_err(&err, code, "%s: the reason comes through", what);
	is_str(fake.calls.p, calls, "%s: what was called", what);
}

static void broken_runs(void)
{
	broken(&fake.begin_fails, PROV_E_BUSY, "begin ", "another run is active");
	broken(&fake.source_fails, PROV_E_INCOMPLETE, "begin put ", "the answer is not complete");
	broken(&fake.put_fails, PROV_E_STORAGE, "begin put ", "staging fails");
	broken(&fake.plan_fails, PROV_E_STORAGE, "begin put plan ", "planning fails");
	broken(&fake.changes_fail, PROV_E_IO, "begin put plan lock rejects ", "reporting fails");
	broken(&fake.merge_fails, PROV_E_CONFLICT, "begin put plan lock rejects merge ", "merging fails");
}

/* SR29: one look is not enough. */
static void suspects(void)
{
	struct prov_source blind = { .next = source_next };
	struct prov_sink sink = fake_sink();

	reset();
	fake.suspects[PROV_ENTRY_USER] = "abc";
	fake.suspects[PROV_ENTRY_GROUP] = "g";
	fake.findable = "bg";
	is_int(run("ug", &limits), 0, "SR29: who was not seen is looked up");
	is_str(fake.calls.p, "begin put put find-a-b put prove find-c prove find-groups-g put prove plan "
	       "lock rejects merge ",
	       "SR29: in batches, and who is found is put before the next one");
	is_int(counts.read_users, 2, "SR29: and was read");

	reset();
	fake.suspects[PROV_ENTRY_USER] = "a";
	fake.find_fails = PROV_E_TIMEOUT;
	is_int(run("u", &limits), -1, "SR29: a look without an answer");
	is_err(&err, PROV_E_INCOMPLETE, "SR29: is an incomplete answer");
	is_str(fake.calls.p, "begin put find-a ", "SR29: nothing is planned");

	reset();
	fake.suspects[PROV_ENTRY_USER] = "a";
	fake.findable = "a";
	fake.put_fails = PROV_E_STORAGE;
	is_int(run("", &limits), -1, "SR29: what was found cannot be staged");
	is_err(&err, PROV_E_STORAGE, "SR29: that is the reason");

	reset();
	fake.suspects_fail = PROV_E_STORAGE;
	is_int(run("u", &limits), -1, "SR29: the suspects cannot be listed");
	is_err(&err, PROV_E_STORAGE, "SR29: that is the reason");

	reset();
	fake.records = "u";
	fake.suspects[PROV_ENTRY_USER] = "a";
	is_int(prov_sync(&blind, &sink, &limits, &counts, &err), -1, "SR29: a source that cannot look up");
	is_err(&err, PROV_E_INCOMPLETE, "SR29: takes nothing away");
}

static int limit(long long owned, long long missing, int percent, int floor_users, bool accept)
{
	struct prov_sync_options o = limits;

	reset();
	fake.owned = owned;
	fake.missing = missing;
	o.limits.percent[PROV_LIMIT_MISSING] = percent;
	o.limits.floor = floor_users;
	o.accept = accept ? "00" : NULL;
	return run("u", &o);
}

static void guard(void)
{
	is_int(limit(100, 10, 10, 5, false), 0, "10 of 100 at 10 percent pass");
	is_int(limit(100, 11, 10, 5, false), -1, "11 of 100 do not");
	is_err(&err, PROV_E_GUARD, "that is the guard");
	is_str(fake.calls.p, "begin put plan changes store ", "nothing is merged, and the plan is stored");
	is_str(fake.seen.p, "disable:gone delete:team reject:bad ", "who would go, and rejects, are listed");
	ok(strstr(err.msg, "11 of 100 users (11%)") && strstr(err.detail, "10 percent") &&
	   strstr(err.hint, "--accept"), "the numbers and the way out: %s", err.msg);
	is_int(limit(100, 11, 10, 5, true), 0, "it may be accepted");
	is_int(limit(20, 5, 10, 5, false), 0, "so few as the floor always pass");
	is_int(limit(20, 6, 10, 5, false), -1, "one more does not");
	is_int(limit(6, 6, 10, 5, true), -1, "SR11: all, and nobody comes: not even with --accept");
	is_int(limit(1000, 1, 0, 0, false), -1, "zero percent, no floor: not a single one");
	is_int(limit(1000, 0, 0, 0, false), 0, "nobody missing always passes");
}

/* What is there and shows no key may be any of those who would be taken away. */
static void keyless(void)
{
	const struct prov_sync_options accept = { .accept = "00" };
	static const struct {
		const char *records;
		long long missing, deleted, groups_deleted;
		bool stops;
		const char *what;
	} cases[] = {
		{ "uk", 1, 0, 0, true, "a user is missing" },
		{ "uk", 0, 1, 0, true, "a user would be deleted" },
		{ "uk", 0, 0, 0, false, "nobody is missing" },
		{ "uk", 0, 0, 1, false, "a group is missing" },
		{ "uh", 0, 0, 1, true, "a group is missing, and a group shows no key" },
		{ "uh", 1, 0, 0, false, "a user is missing, and a group shows no key" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool stopped;

		reset();
		fake.owned = fake.owned_groups = 10;
		fake.missing = cases[i].missing;
		fake.deleted = cases[i].deleted;
		fake.groups_deleted = cases[i].groups_deleted;
		stopped = run(cases[i].records, &accept) < 0 && err.code == PROV_E_GUARD;
		ok(stopped == cases[i].stops, "SR33: with --accept, too: %s", cases[i].what);
	}
}

static void empty(void)
{
	reset();
	fake.owned = 3;
	fake.missing = 3;
	is_int(run("g", &(struct prov_sync_options){ .accept = "00" }), -1,
	       "no user at all where some are owned: never, not even with --accept");
	is_err(&err, PROV_E_GUARD, "that is the guard, too");
	reset();
	fake.suspect_users = 1;
	is_int(run("g", &(struct prov_sync_options){ .accept = "00" }), -1,
	       "nor where the last ones wait to be deleted");

	reset();
	fake.suspect_groups = 2;
	is_int(run("u", &(struct prov_sync_options){ .accept = "00" }), -1,
	       "SR11: no group at all where two are known: never, not even with --accept");
	is_err(&err, PROV_E_GUARD, "SR11: that is the guard");
	reset();
	fake.suspect_groups = 1;
	is_int(run("u", &limits), 0, "SR11: the only group may go");
	reset();
	fake.owned = 2;
	is_int(run("kk", &(struct prov_sync_options){ .accept = "00" }), -1,
	       "SR33: entries without a key are no users");
	is_err(&err, PROV_E_GUARD, "SR33: that is the guard");
	keyless();
}

static void deadline(void)
{
	struct prov_sync_options late = limits;

	late.deadline = 1;
	reset();
	is_int(run("uug", &late), -1, "SR35: a run that is over its time");
	is_err(&err, PROV_E_INCOMPLETE, "SR35: is one that was not complete");
	is_str(fake.calls.p, "begin put put put ", "SR35: and goes no further");
	late.deadline = prov_clock_ms() + 3600000;
	reset();
	is_int(run("uug", &late), 0, "SR35: one that is in time goes on");
}

/* SR31: what went missing in the last 24 hours counts with this run. */
static int window(long long owned, long long missing, long long recent, bool accept)
{
	struct prov_sync_options o = limits;

	reset();
	fake.owned = owned;
	fake.missing = missing;
	fake.recent = recent;
	o.accept = accept ? "00" : NULL;
	return run("u", &o);
}

static void windows(void)
{
	is_int(window(900, 90, 100, false), 0, "SR31: 19 percent in 24 hours pass");
	is_int(window(800, 70, 200, false), -1, "SR31: 27 percent do not, though 8.75 are within the limit");
	is_err(&err, PROV_E_GUARD, "SR31: that is the guard");
	ok(strstr(err.msg, "270 of 1000 users (27%)") && strstr(err.msg, "over 24 hours, 70 of them now"),
	   "SR31: the numbers: %s", err.msg);
	is_int(window(800, 0, 200, false), 0, "SR31: with nobody missing now it always passes");
	is_int(window(15, 5, 5, false), 0, "SR31: twice the floor, and no more than half");
	is_int(window(14, 5, 6, false), -1, "SR31: more than half do not");
}

/* SR3: the engine counts the contexts and ends with the guard, the sink holds back. */
static void contexts(void)
{
	reset();
	fake.owned = 1000;
	fake.missing = 9;
	fake.contexts = 10;
	fake.tripped = 3;
	fake.held = true;
	is_int(run("u", &limits), -1, "SR3: three contexts are held back");
	is_err(&err, PROV_E_GUARD, "SR3: by the guard");
	is_str(fake.calls.p, "begin put plan lock rejects merge store ", "SR3: the others are merged");
	is_int(counts.applied, 1, "SR3: and that is said");

	reset();
	fake.contexts = 79;
	fake.tripped = 4;
	is_int(run("u", &limits), -1, "SR3: four of 79 contexts at once");
	is_err(&err, PROV_E_GUARD, "SR3: are too many");
	is_str(fake.calls.p, "begin put plan changes store ", "SR3: nothing is merged");
	is_int(counts.applied, 0, "SR3: nor said to be");
	reset();
	fake.contexts = 80;
	fake.tripped = 4;
	fake.held = true;
	run("u", &limits);
	is_str(fake.calls.p, "begin put plan lock rejects merge store ", "SR3: four of 80 are held back");
}

/* SR4: new keys under old names. */
static int again(long long owned, long long n, bool accept)
{
	struct prov_sync_options o = limits;

	reset();
	fake.owned = owned;
	fake.missing = fake.coming = fake.rekeyed = n;
	o.accept = accept ? "00" : NULL;
	return run("u", &o);
}

static void rekeyed(void)
{
	is_int(again(1000, 1000, false), -1, "SR4: everybody comes again with another key");
	is_err(&err, PROV_E_GUARD, "SR4: that is the guard");
	ok(strstr(err.msg, "1000 new users") && !strstr(err.hint, "--accept sha256") &&
	   strstr(err.hint, "old keys"), "SR4: the way out is not --accept: %s", err.hint);
	is_int(again(1000, 1000, true), -1, "SR4: --accept does not open it");
	is_int(again(1000, 6, true), -1, "SR4: nor six of a thousand");
	is_int(again(1000, 5, false), 0, "SR4: a handful may be made anew");
	is_int(again(4, 3, true), -1, "SR4: three of four are more than half");
	is_int(again(1, 1, true), 0, "SR4: one may be made anew");
}

/* SR7: what those who stay would lose. */
static void losses(void)
{
	reset();
	fake.lost = 40;
	is_int(run("u", &limits), -1, "SR7: mail addresses of 40");
	is_err(&err, PROV_E_GUARD, "SR7: that is the guard");
	ok(strstr(err.msg, "40 of 50 users (80%) would lose a value: mail") != NULL,
	   "SR7: names the field: %s", err.msg);
}

/* What is accepted is that, and no more. */
static void foreign(void)
{
	struct prov_sync_options accepted = limits;

	accepted.accept = "00";
	reset();
	fake.owned = 100;
	fake.missing = 1;
	fake.foreign = 1;
	is_int(run("u", &accepted), -1, "something else would be taken away, if only one");
	is_err(&err, PROV_E_GUARD, "that is the guard");
	ok(strstr(err.msg, "1 that would be taken away is no part of the plan") &&
	   strstr(err.detail, "user new") && strstr(err.hint, "--accept"), "says what, and how: %s", err.msg);
	is_str(fake.calls.p, "begin put plan changes store ", "nothing is merged");
	reset();
	fake.owned = 100;
	fake.missing = 11;
	fake.store_fails = PROV_E_STORAGE;
	is_int(run("u", &limits), -1, "a plan that cannot be stored");
	is_err(&err, PROV_E_GUARD, "is stopped all the same");
	ok(strstr(err.detail, "cannot be stored") && !err.hint[0], "and cannot be accepted: %s", err.detail);
}

static void other_limits(void)
{
	struct prov_sync_options dry = limits;

	reset();
	fake.owned = 100;
	fake.owned_groups = 10;
	fake.groups_deleted = 6;
	is_int(run("u", &limits), -1, "6 of 10 groups");
	ok(strstr(err.msg, "6 of 10 groups (60%)"), "the numbers: %s", err.msg);
	reset();
	fake.owned_groups = 10;
	fake.groups_deleted = 5;
	is_int(run("u", &limits), 0, "so few groups as the floor always pass");

	reset();
	dry.dry_run = true;
	fake.owned = 100;
	fake.missing = 11;
	is_int(run("u", &dry), -1, "a dry run says that it would be stopped");
	is_str(fake.seen.p, "create:new disable:gone delete:team reject:bad ", "and shows all");

	reset();
	fake.owned = 100;
	fake.missing = 1;
	is_int(run("uk", &limits), -1, "an entry without key could be the missing one");
	is_err(&err, PROV_E_GUARD, "the guard says so");
	reset();
	fake.owned = 100;
	run("uk", &limits);
	is_err(&err, PROV_E_PARTIAL, "with nobody missing it is only rejected");
}

int main(void)
{
	good_runs();
	broken_runs();
	suspects();
	guard();
	empty();
	other_limits();
	deadline();
	windows();
	contexts();
	rekeyed();
	losses();
	foreign();
	reset();
	return done();
}
