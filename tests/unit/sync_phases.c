/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/sync_phases.c - each phase of the engine alone: what it needs, what it gives, and which calls it makes
 */
#include "libprov/sync/sync_run.h"
#include "tests/lib/sync_fake.h"

static struct prov_sync_counts counts;
static struct prov_sync_options options;
static struct prov_source source;
static struct prov_sink sink;
static struct prov_err err;

/* A run that has come to no phase yet. */
static struct prov_sync_run fresh(const char *records)
{
	reset();
	memset(&counts, 0, sizeof(counts));
	options = (struct prov_sync_options){
		.limits = { .percent = { [PROV_LIMIT_MISSING] = 10 }, .floor = 5 },
		.change = on_change, .progress = on_progress
	};
	source = fake_source();
	source.proof.results = PROV_PROOF_HOLDS;
	sink = fake_sink();
	prov_err_clear(&err);
	fake.records = records;
	return (struct prov_sync_run){ .source = &source, .sink = &sink, .options = &options,
				       .counts = &counts };
}

static void probe(void)
{
	struct prov_sync_run r = fresh("u");

	is_int(prov_sync_probe(&r, &err), 0, "probe: the sink begins");
	is_str(fake.calls.p, "begin ", "probe: and nothing is read");
	r = fresh("u");
	fake.begin_fails = PROV_E_BUSY;
	is_int(prov_sync_probe(&r, &err), -1, "probe: another run is at it");
	is_err(&err, PROV_E_BUSY, "probe: that is told");
}

static void read_and_stage(void)
{
	struct prov_sync_run r = fresh("uukh");

	is_int(prov_sync_read(&r, &err), 0, "read: to the end");
	is_str(fake.calls.p, "put put reject reject ", "stage: each entry as it comes");
	is_int(counts.read_users * 10 + counts.read_groups, 31, "read: counted by kind");
	is_int(r.keyless * 10 + r.keyless_groups, 11, "read: those without a key as well");
	ok(counts.proof.results == PROV_PROOF_HOLDS && counts.proof.keys == PROV_PROOF_FAILS,
	   "read: what the source has proved, and that keys are missing");
	is_int(fake.progress, 1, "read: its end is shown");
	r = fresh("u");
	fake.source_fails = PROV_E_INCOMPLETE;
	is_int(prov_sync_read(&r, &err), -1, "read: an answer that is not complete");
	is_int(counts.proof.keys, PROV_PROOF_UNASKED, "read: proves nothing of keys");
	r = fresh("uu");
	fake.put_fails = PROV_E_STORAGE;
	is_int(prov_sync_read(&r, &err), -1, "stage: what cannot be staged");
	is_str(fake.calls.p, "put ", "stage: ends the reading");
}

static void confirm(void)
{
	struct prov_sync_run r = fresh("");

	fake.suspects[PROV_ENTRY_USER] = "ab";
	fake.findable = "b";
	is_int(prov_sync_confirm(&r, &err), 0, "confirm: two were not shown");
	is_str(fake.calls.p, "find-a-b put prove ", "confirm: one is found, and of the other that is proved");
	is_int(counts.proof.suspects, PROV_PROOF_HOLDS, "confirm: which is noted");
	r = fresh("");
	is_int(prov_sync_confirm(&r, &err), 0, "confirm: nobody is missing");
	is_int(counts.proof.suspects, PROV_PROOF_UNASKED, "confirm: so nothing was asked");
	r = fresh("");
	fake.suspects[PROV_ENTRY_GROUP] = "g";
	fake.find_fails = PROV_E_TIMEOUT;
	is_int(prov_sync_confirm(&r, &err), -1, "confirm: no answer");
	is_int(counts.proof.suspects, PROV_PROOF_FAILS, "confirm: is no proof");
}

static void diff(void)
{
	struct prov_sync_run r = fresh("");

	fake.owned = 7;
	is_int(prov_sync_diff(&r, &err), 0, "diff: a plan");
	is_str(fake.calls.p, "plan ", "diff: of the sink");
	ok(counts.planned && counts.owned_users == 7, "diff: there is one, with its numbers");
	r = fresh("");
	options.deadline = 1;
	is_int(prov_sync_diff(&r, &err), -1, "diff: too late");
	ok(!counts.planned && fake.calls.len == 0, "diff: nothing is planned");
}

/* A plan in which so many of 100 are missing. */
static struct prov_sync_run planned(long long missing)
{
	struct prov_sync_run r = fresh("");

	fake.owned = 100;
	fake.missing = missing;
	counts.read_users = 1;
	is_int(prov_sync_diff(&r, &err), 0, "%lld of 100 are missing", missing);
	prov_str_clear(&fake.calls);
	return r;
}

static void judge(void)
{
	struct prov_sync_run r = planned(3);

	is_int(prov_sync_judge(&r, &err), 0, "judge: a few");
	ok(fake.calls.len == 0 && !r.to_store, "judge: nothing is called");
	is_int(counts.proof.counts, PROV_PROOF_HOLDS, "judge: something of each kind was shown");
	r = planned(30);
	is_int(prov_sync_judge(&r, &err), -1, "judge: too many");
	is_err(&err, PROV_E_GUARD, "judge: that is the guard");
	is_str(fake.calls.p, "changes ", "judge: with the list of them");
	is_str(fake.seen.p, "disable:gone delete:team reject:bad ", "judge: who would go, and rejects");
	ok(r.to_store, "judge: it can be accepted");
	r = planned(30);
	counts.read_users = 0;
	is_int(prov_sync_judge(&r, &err), -1, "judge: nobody was shown");
	ok(!r.to_store && counts.proof.counts == PROV_PROOF_FAILS, "judge: that cannot be accepted");
}

static void apply(void)
{
	struct prov_sync_run r = planned(3);

	is_int(prov_sync_apply(&r, &err), 0, "apply: a plan that may go");
	is_str(fake.calls.p, "lock rejects merge ", "SR17: apply: locks, then tells, then writes");
	ok(counts.applied, "apply: it is done");
	r = planned(3);
	options.dry_run = true;
	is_int(prov_sync_apply(&r, &err), 0, "apply: of a dry run");
	is_str(fake.calls.p, "changes ", "SR17: apply: nothing is locked, all is told");
	ok(!counts.applied, "apply: nothing is done");
	r = planned(3);
	fake.lock_fails = PROV_E_TIMEOUT;
	is_int(prov_sync_apply(&r, &err), -1, "apply: no lock");
	is_str(fake.calls.p, "lock ", "apply: nothing is told, nothing written");
}

/* SR17: what was changed between plan and lock is another plan. */
static void apply_changed(void)
{
	struct prov_sync_run r = planned(3);

	fake.changed = true;
	fake.missing_then = 4;
	is_int(prov_sync_apply(&r, &err), 0, "SR17: apply: planned once more, and it may go");
	is_str(fake.calls.p, "lock rejects merge ", "SR17: apply: it is carried out");
	r = planned(3);
	fake.changed = true;
	fake.missing_then = 30;
	is_int(prov_sync_apply(&r, &err), -1, "SR17: apply: what it became may not go");
	is_err(&err, PROV_E_GUARD, "SR17: apply: it is judged as well");
	is_str(fake.calls.p, "lock changes ", "SR17: apply: nothing is written");
	ok(!counts.applied && r.to_store, "SR17: apply: it can be accepted");
}

static void publish(void)
{
	struct prov_sync_run r = planned(3);

	is_int(prov_sync_publish(&r, 0, &err), 0, "publish: all went well");
	ok(fake.calls.len == 0, "publish: nothing is stored");
	counts.rejected = 2;
	is_int(prov_sync_publish(&r, 0, &err), -1, "publish: some were rejected");
	is_err(&err, PROV_E_PARTIAL, "publish: that is how it ends");
	r = planned(30);
	r.to_store = true;
	prov_fail(&err, PROV_E_GUARD, "too many");
	is_int(prov_sync_publish(&r, -1, &err), -1, "publish: a run that was stopped");
	is_str(fake.calls.p, "store ", "publish: its plan is stored");
	is_str(err.msg, "too many", "publish: the reason stays");
	r = planned(3);
	prov_fail(&err, PROV_E_UNAVAILABLE, "no server");
	is_int(prov_sync_publish(&r, -1, &err), -1, "publish: a run that failed");
	ok(fake.calls.len == 0, "publish: nothing is stored");
}

/* How far a run came. */
static void names(void)
{
	struct prov_sync_run r = fresh("u");

	is_int(prov_sync(&source, &sink, r.options, &counts, &err), 0, "a run");
	is_str(counts.phase, "publish", "comes to its end");
	fresh("u");
	fake.source_fails = PROV_E_INCOMPLETE;
	is_int(prov_sync(&source, &sink, r.options, &counts, &err), -1, "one that cannot read all");
	is_str(counts.phase, "read", "came so far");
	fresh("u");
	fake.merge_fails = PROV_E_STORAGE;
	is_int(prov_sync(&source, &sink, r.options, &counts, &err), -1, "one that cannot write");
	is_str(counts.phase, "apply", "came further");
}

int main(void)
{
	probe();
	read_and_stage();
	confirm();
	diff();
	judge();
	apply();
	apply_changed();
	publish();
	names();
	reset();
	return done();
}
