/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync.c - the engine: source into sink, judged before anything is changed
 *
 * begin, put for every record, look for those who were not seen, plan, check the limits, report,
 * merge. Only merge changes what people see, and it comes only after the source said END. What went
 * wrong before leaves everything as it was. The caller opens and closes both sides.
 */
#include <prov/sync.h>
#include <string.h>

#include "libprov/sync/sync_plan.h"
#include "libprov/sync/sync_run.h"
#include "libprov/sync/sync_server.h"
#include "libprov/base/base.h"

static int stage(struct prov_sync_run *r, struct prov_err *err)
{
	const struct prov_record *record;
	enum prov_next next;

	while ((next = r->source->next(r->source, &record, err)) == PROV_NEXT_RECORD) {
		if (r->sink->put(r->sink, record, err) < 0)
			return -1;
		prov_sync_run_count(r, record);
	}
	r->counts->proof = r->source->proof;
	if (next != PROV_NEXT_END)
		return -1;
	r->counts->proof.keys = r->keyless + r->keyless_groups ? PROV_PROOF_FAILS : PROV_PROOF_HOLDS;
	return 0;
}

static int report(struct prov_sync_run *r, bool only_rejects, struct prov_err *err)
{
	if (!r->options->change)
		return 0;
	return r->sink->changes(r->sink, only_rejects, r->options->change, r->options->data, err);
}

/* Passes on what takes users or groups away, or takes local users over, and the rejects: those without a key
 * may be the missing. */
static int only_removals(void *data, const struct prov_sync_change *change, struct prov_err *err)
{
	static const char *const actions[] = { "disable", "delete", "missing", "hold", "adopt", "reject",
					       "left" };
	const struct prov_sync_options *o = ((const struct prov_sync_run *)data)->options;

	for (size_t i = 0; i < COUNT(actions); i++)
		if (strcmp(change->action, actions[i]) == 0)
			return o->change(o->data, change, err);
	return 0;
}

/* What is not stored cannot be accepted; that does not change how the run ended. */
static int store(struct prov_sync_run *r, struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;

	if (r->sink->store(r->sink, &other) == 0)
		return -1;
	prov_err_hint(err, "%s", "");
	return prov_err_detail(err, "The plan cannot be stored: %s", other.msg);
}

/* The limit stopped the run: to decide about it one has to see who would go, and all of the plan if that was
 * asked for. */
static int report_stopped(struct prov_sync_run *r, struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;
	int rc = 0;

	if (r->options->dry_run)
		rc = report(r, false, &other);
	else if (r->options->change)
		rc = r->sink->changes(r->sink, false, only_removals, r, &other);
	if (rc == 0)
		return -1;
	return prov_err_detail(err, "The list of them cannot be shown: %s", other.msg);
}

/* Everything was done; what was left out must not pass unnoticed. */
int prov_sync_outcome(const struct prov_sync_counts *counts, struct prov_err *err)
{
	const long long n = counts->rejected;

	if (prov_sync_plan_held(counts, err) < 0)
		return -1;
	if (n == 0)
		return 0;
	return prov_fail(err, PROV_E_PARTIAL, "%lld %s of the directory could not be taken over", n,
			 n == 1 ? "entry" : "entries");
}

/* Said once, beside all that are named: there may be many, and one thing cures all. */
static int add_cure(const struct prov_sync_run *r, struct prov_err *err)
{
	const struct prov_source *s = r->source;
	const long long n = r->keyless + r->keyless_groups;

	if (!n || !s->key_cure || err->hint[0])
		return -1;
	prov_err_hint(err, "%lld %s no %s: %s", n, n == 1 ? "entry shows" : "entries show", s->key_attr,
		      s->key_cure);
	return -1;
}

/* A source ends its own waiting; here is what came after it, and a source that does not. */
static int check_deadline(const struct prov_sync_run *r, struct prov_err *err)
{
	if (!r->options->deadline || prov_clock_ms() < r->options->deadline)
		return 0;
	prov_fail(err, PROV_E_INCOMPLETE, "the run has not come to its end in time; nothing was changed");
	return prov_err_hint(err, "sync.deadline is that time, in seconds");
}

/* Entries without a key show nobody. The only group may have gone. */
static enum prov_proof shown(const struct prov_sync_run *r)
{
	const struct prov_sync_counts *c = r->counts;
	bool users = c->read_users > r->keyless || c->owned_users + c->suspect_users == 0;
	bool groups = c->read_groups > r->keyless_groups || c->suspect_groups <= 1;

	return users && groups ? PROV_PROOF_HOLDS : PROV_PROOF_FAILS;
}

static int finish(struct prov_sync_run *r, struct prov_err *err)
{
	r->counts->proof.counts = shown(r);
	if (check_deadline(r, err) < 0)
		return -1;
	if (prov_sync_plan_never(r->counts, r->keyless, r->keyless_groups, r->options, err) < 0 ||
	    prov_sync_plan_rekey(r->counts, r->options, err) < 0) {
		add_cure(r, err);
		return report_stopped(r, err);
	}
	/* a plan of new keys has a digest of its own, which lets it pass */
	if (!r->options->rekey && (prov_sync_server_check(r, err) < 0 ||
				   prov_sync_plan_check(r->counts, r->options, err) < 0)) {
		report_stopped(r, err);
		return store(r, err);
	}
	if (report(r, !r->options->dry_run, err) < 0)
		return -1;
	if (!r->options->dry_run && r->sink->merge(r->sink, r->counts, err) < 0)
		return -1;
	r->counts->applied = !r->options->dry_run;
	if (prov_sync_outcome(r->counts, err) == 0)
		return 0;
	return r->counts->held ? store(r, err) : add_cure(r, err);
}

int prov_sync(struct prov_source *source, struct prov_sink *sink,
	      const struct prov_sync_options *options, struct prov_sync_counts *counts,
	      struct prov_err *err)
{
	struct prov_sync_run run = { .source = source, .sink = sink, .options = options, .counts = counts };

	memset(counts, 0, sizeof(*counts));
	if (sink->begin(sink, source, options, err) < 0 || stage(&run, err) < 0)
		return -1;
	if (options->progress)
		options->progress(options->data, counts);
	if (prov_sync_confirm(&run, err) < 0 || prov_sync_server_settle(&run, err) < 0 ||
	    check_deadline(&run, err) < 0 ||
	    sink->plan(sink, options, counts, err) < 0)
		return -1;
	counts->planned = true;
	return finish(&run, err);
}

long long prov_sync_changes(const struct prov_sync_counts *c)
{
	return c->created + c->changed + c->disabled + c->deleted + c->groups_created +
		c->groups_changed + c->groups_missing + c->groups_deleted + c->members_added +
		c->members_removed;
}
