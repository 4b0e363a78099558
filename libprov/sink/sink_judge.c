/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_judge.c - which contexts lose too much, and holding back what would be taken away there
 *
 * When all is planned it is judged. The limits of the source are the engine's business
 * (libprov/sync/sync_plan.c). Where those of single contexts are passed, all is planned once more, and
 * without what would be taken away there. That does not count for the source then, unless most of the
 * source is there.
 */
#include "libprov/sink/sink_limit.h"
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_removal.h"
#include "libprov/sink/sink_since.h"
#include "libprov/sync/sync_plan.h"

/* By context; cid 0: in all. */
static long long rekeyed(const struct prov_sql_result *res, long long cid)
{
	long long n = 0;

	for (int i = 0; i < prov_sql_rows(res); i++)
		if (cid == 0 || cid == prov_sql_number(res, i, 0))
			n += prov_sql_number(res, i, 1);
	return n;
}

static long long n_of(struct sink *sink, enum prov_limit kind)
{
	const struct prov_limit_count *c = prov_sink_limit_find(&sink->limits, 0, kind, "");

	return c ? c->n : 0;
}

/* New keys under old names: who is missing keeps the name, so there is a conflict, or somebody is missing. */
static int look_for_keys(struct sink *sink, struct prov_sync_counts *c, struct prov_sql_result **again,
			 struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *groups = NULL;
	const char *const source = sink->config->name;

	if ((c->rejected || n_of(sink, PROV_LIMIT_MISSING)) &&
	    prov_sql_exec(sink->db, PROV_Q_SYNC_REKEYED, PROV_ARGS(sink->run, source), again, err) < 0)
		return -1;
	if (sink->suspect_groups &&
	    prov_sql_exec(sink->db, PROV_Q_SYNC_REKEYED_GROUPS, PROV_ARGS(sink->run, source), &groups,
			  err) < 0)
		return -1;
	c->rekeyed_users = *again ? rekeyed(*again, 0) : 0;
	c->rekeyed_groups = groups ? prov_sql_number(groups, 0, 0) : 0;
	return 0;
}

/* ---- contexts ---- */

struct list {
	long long *cids;
	size_t count;
};

static void list_add(struct list *l, long long cid)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->cids[i] == cid)
			return;
	l->cids = prov_realloc(l->cids, (l->count + 1) * sizeof(*l->cids));
	l->cids[l->count++] = cid;
}

/* As an array literal. */
static void list_text(const struct list *l, struct prov_str *text)
{
	prov_str_clear(text);
	prov_str_add_char(text, '{');
	for (size_t i = 0; i < l->count; i++)
		prov_str_addf(text, "%s%lld", i ? "," : "", l->cids[i]);
	prov_str_add_char(text, '}');
}

static void list_fini(struct list *l)
{
	free(l->cids);
}

struct judgement {
	const struct prov_sync_options *o;
	struct prov_sync_counts *c;
	struct prov_sql_result *again;	/* new keys, by context; or NULL */
	struct list tripped, locks;	/* all; where too many would be disabled by the directory */
	long long owned;		/* in the tripped ones */
};

/* Their names, and how many users the source has there. */
static int owned_in(struct sink *sink, const struct list *l, struct prov_sql_result **res,
		    struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str cids = PROV_STR_INIT;

	if (l->count == 0)
		return 0;
	list_text(l, &cids);
	return prov_sql_exec(sink->db, PROV_Q_SYNC_OWNED_IN, PROV_ARGS(sink->config->name, cids.p), res, err);
}

static int trip_rekeyed(struct sink *sink, struct judgement *j, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(list_fini) struct list again = { 0 };

	for (int i = 0; j->again && i < prov_sql_rows(j->again); i++)
		list_add(&again, prov_sql_number(j->again, i, 0));
	if (owned_in(sink, &again, &res, err) < 0)
		return -1;
	for (int i = 0; res && i < prov_sql_rows(res); i++) {
		const long long cid = prov_sql_number(res, i, 0), n = rekeyed(j->again, cid);
		const struct prov_limit_count *m =
			prov_sink_limit_find(&sink->limits, cid, PROV_LIMIT_MISSING, "");

		if (prov_sync_plan_is_rekeyed(n, prov_sql_number(res, i, 2) + (m ? m->recent : 0)))
			list_add(&j->tripped, cid);
	}
	return 0;
}

static void trip_limits(struct sink *sink, struct judgement *j)
{
	const struct prov_limits *limits = &j->o->limits;

	for (size_t i = 0; i < sink->limits.count; i++) {
		const struct prov_limit_count *row = &sink->limits.rows[i];
		enum prov_limit_verdict verdict = prov_limit_judge(limits, row);

		if (row->context == 0 || verdict == PROV_LIMIT_PASS)
			continue;
		list_add(&j->tripped, row->context);
		if (row->kind == PROV_LIMIT_DISABLED)
			list_add(&j->locks, row->context);
		if (j->c->tripped.n &&
		    prov_limit_used(limits, row) <= prov_limit_used(limits, &j->c->tripped))
			continue;
		j->c->tripped = *row;
		j->c->tripped_day = verdict == PROV_LIMIT_DAY;
	}
}

/* "context 2 (acme), 3 (beta), ..." */
static void add_name(struct prov_str *names, const struct prov_sql_result *res, int row)
{
	if (names->len > sizeof(((struct prov_sync_counts *)0)->held_names) - 80)
		return;
	prov_str_addf(names, "%s%s (%.40s)", names->len ? ", " : "context ",
		      prov_sql_text(res, row, 0), prov_sql_text(res, row, 1));
}

static int describe_tripped(struct sink *sink, struct judgement *j, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL, *all = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str names = PROV_STR_INIT;

	if (owned_in(sink, &j->tripped, &res, err) < 0 ||
	    prov_sql_exec(sink->db, PROV_Q_SYNC_TALLY_ALL, PROV_ARGS(sink->config->name), &all, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++) {
		j->owned += prov_sql_number(res, i, 2);
		add_name(&names, res, i);
	}
	j->c->contexts = prov_sql_number(all, 0, 0);
	j->c->tripped_contexts = (long long)j->tripped.count;
	snprintf(j->c->held_names, sizeof(j->c->held_names), "%s", names.p);
	return 0;
}

/* ---- the source ---- */

static bool is_tripped(const struct judgement *j, long long cid)
{
	for (size_t i = 0; i < j->tripped.count; i++)
		if (j->tripped.cids[i] == cid)
			return true;
	return false;
}

/* Without what is held back: one tenant does not stop the others. */
static void leave_out(struct sink *sink, const struct judgement *j)
{
	for (size_t i = 0; j->again && i < j->tripped.count; i++)
		j->c->rekeyed_users -= rekeyed(j->again, j->tripped.cids[i]);
	for (size_t i = 0; i < sink->limits.count; i++) {
		const struct prov_limit_count *row = &sink->limits.rows[i];
		struct prov_limit_count *all;

		if (row->context == 0 || !is_tripped(j, row->context))
			continue;
		all = prov_sink_limit_find(&sink->limits, 0, row->kind, row->field);
		if (!all)
			continue;
		all->n -= row->n;
		all->beside -= row->beside;
	}
}

/* Of each kind the one that came nearest to its limit. */
static void note_source(const struct sink *sink, struct judgement *j)
{
	const struct prov_limits *limits = &j->o->limits;

	for (int kind = 0; kind < PROV_LIMITS; kind++)
		j->c->limits[kind] = (struct prov_limit_count){ .kind = (enum prov_limit)kind };
	for (size_t i = 0; i < sink->limits.count; i++) {
		const struct prov_limit_count *row = &sink->limits.rows[i];
		struct prov_limit_count *best = &j->c->limits[row->kind];

		if (row->context && row->kind != PROV_LIMIT_GROUP_MEMBERS)
			continue;
		if (best->n == 0 || prov_limit_used(limits, row) > prov_limit_used(limits, best))
			*best = *row;
	}
}

/* What was accepted stops no more; new keys under old names do, and what is no part of it stops all. */
static int judge_accepted(struct sink *sink, struct judgement *j, size_t rekeyed_contexts,
			  struct prov_err *err)
{
	note_source(sink, j);
	if (prov_sink_removal_list(sink, NULL, j->c, err) < 0)
		return -1;
	sink->accept = j->c->accepted;
	if (!sink->accept)
		return 0;
	j->tripped.count = rekeyed_contexts;
	j->locks.count = 0;
	j->c->tripped.n = 0;
	return 0;
}

/* Would most of something that the source has go, wherever it is? That is no matter of one tenant: the right
 * to read an attribute was lost, and without the large contexts what goes in small ones looks like little. */
static bool loses_most(const struct sink *sink, const struct judgement *j)
{
	for (size_t i = 0; i < sink->limits.count; i++) {
		const struct prov_limit_count *row = &sink->limits.rows[i];

		if (row->context == 0 && prov_limit_kind(row->kind)->last >= 0 &&
		    row->n * 2 > prov_limit_base(row, false) &&
		    prov_limit_judge(&j->o->limits, row) != PROV_LIMIT_PASS)
			return true;
	}
	return false;
}

/* One tenant does not stop the others. */
static void hold_back(struct sink *sink, struct judgement *j)
{
	struct prov_sync_counts *c = j->c;

	c->held = j->owned * 2 <= sink->owned_users && !prov_sync_plan_is_general(c) && !loses_most(sink, j);
	if (c->held)
		leave_out(sink, j);
	note_source(sink, j);
	c->held = c->held && !prov_sync_plan_stops(c, j->o);
	if (!c->held)
		return;
	list_text(&j->tripped, &sink->held);
	list_text(&j->locks, &sink->held_locks);
}

static int count_owned(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	if (prov_sink_since_count(sink, err) < 0)
		return -1;
	c->owned_users = sink->owned_users;
	return 0;
}

static int judge(struct sink *sink, struct judgement *j, struct prov_err *err)
{
	struct prov_sync_counts *c = j->c;
	size_t rekeyed_contexts;

	if (look_for_keys(sink, c, &j->again, err) < 0 || trip_rekeyed(sink, j, err) < 0 ||
	    (c->rekeyed_users > 0 && count_owned(sink, c, err) < 0))
		return -1;
	rekeyed_contexts = j->tripped.count;
	trip_limits(sink, j);
	if (j->o->accept && judge_accepted(sink, j, rekeyed_contexts, err) < 0)
		return -1;
	if (j->o->accept && !c->accepted)
		return 0;
	if (j->tripped.count && (count_owned(sink, c, err) < 0 || describe_tripped(sink, j, err) < 0))
		return -1;
	if (j->tripped.count)
		hold_back(sink, j);
	else
		note_source(sink, j);
	if (j->o->accept || (!j->tripped.count && !c->server_doubt && !prov_sync_plan_stops(c, j->o)))
		return 0;
	/* a dry run takes nothing away, so all of it can be accepted together */
	return prov_sink_removal_list(sink, c->held && !sink->dry_run ? sink->held.p : NULL, c, err);
}

int prov_sink_judge(struct sink *sink, const struct prov_sync_options *o, struct prov_sync_counts *c,
		    struct prov_err *err)
{
	struct judgement j = { .o = o, .c = c };
	int rc;

	if (prov_sink_limit_count(sink, err) < 0)
		return -1;
	c->owned_users = sink->owned_users;
	if (sink->limits.count == 0 && !sink->suspect_groups && !c->scope_narrows && !o->accept)
		return 0;
	rc = judge(sink, &j, err);
	prov_sql_result_free(j.again);
	list_fini(&j.tripped);
	list_fini(&j.locks);
	return rc;
}
