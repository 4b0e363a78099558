/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_plan.c - comparing what was staged with what is stored
 *
 * In the open transaction: finds what differs; nothing is changed outside staging, and nobody else is kept
 * waiting. Only when the plan was judged the write locks of the contexts are taken (prov_sink_plan_lock), and
 * if something was written there meanwhile all is planned once more, under them. A dry run looks at one
 * snapshot. Every statement works on the whole run.
 */
#include "libprov/sink/sink_limit.h"
#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_since.h"

/* Contexts of what was staged, and of groups that may be missing or other ones. While groups are the same,
 * only users who were staged come and go in them, each in its own context. */
static int list_contexts(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *known = NULL;

	if (sink->has_groups && !prov_sink_group_are_same(sink) &&
	    prov_sql_exec(sink->db, PROV_Q_SYNC_GROUP_CONTEXTS, PROV_ARGS(sink->config->name), &known,
			  err) < 0)
		return -1;
	for (int i = 0; known && i < prov_sql_rows(known); i++)
		prov_sink_context_note(sink, (int)prov_sql_number(known, i, 0));
	prov_sink_context_list(sink);
	return 0;
}

/* Repeats rejecting statements until they find nothing more: what is rejected keeps what the next one in
 * the chain wants. Ends, since a round looks only at those that are not rejected yet. */
static int reject_all(struct sink *sink, const enum prov_query *queries, size_t count,
		      struct prov_err *err)
{
	int found;

	do {
		found = 0;
		for (size_t i = 0; i < count; i++) {
			PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

			if (prov_sql_exec(sink->db, queries[i], PROV_ARGS(sink->run), &res, err) < 0)
				return -1;
			found += prov_sql_affected(res);
		}
	} while (found);
	return 0;
}

static int diff_users(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const bool all = !sink->known || prov_sink_seen_has_many(sink);
	const bool few = !all && prov_sink_tx_is_little(sink, sink->staged + sink->unseen_count);

	if (prov_sink_tx_analyze(sink, err) < 0 ||
	    prov_sink_tx_nestloop(sink, few, err) < 0 ||
	    (all && prov_sink_tx_step_source(sink, PROV_Q_SYNC_FIND_STAGED, err) < 0) ||
	    prov_sink_tx_step(sink, PROV_Q_SYNC_DROP_DOUBLES, err) < 0 ||
	    prov_sql_exec(sink->db, PROV_Q_SYNC_DIFF,
			  PROV_ARGS(sink->run, sink->config->name, prov_sink_tx_grace(sink),
				    PROV_INT(prov_sink_tx_kept_since(sink))), &res, err) < 0)
		return -1;
	sink->differ = prov_sql_affected(res);
	return 0;
}

static int drop_same(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_DROP_SAME, PROV_ARGS(sink->run, sink->config->name),
			  &res, err) < 0)
		return -1;
	sink->same += prov_sql_affected(res);
	sink->differ -= prov_sql_affected(res);
	return 0;
}

static int fill(struct sink *sink, struct prov_err *err)
{
	if (!sink->maps_addresses &&
	    prov_sql_exec(sink->db, PROV_Q_SYNC_FILL_ADDRESSES,
			  PROV_ARGS(sink->run, sink->mapped.p), NULL, err) < 0)
		return -1;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_FILL, PROV_ARGS(sink->run, sink->mapped.p), NULL, err) < 0)
		return -1;
	return sink->keeps_fields ? prov_sink_tx_step(sink, PROV_Q_SYNC_FILL_KEPT, err) : 0;
}

static int compare_users(struct sink *sink, struct prov_err *err)
{
	if (sink->staged + sink->unseen_count == 0)
		return 0;
	if (diff_users(sink, err) < 0)
		return -1;
	if (sink->differ == 0)
		return 0;
	if (prov_sink_tx_nestloop(sink, prov_sink_tx_is_little(sink, sink->differ), err) < 0)
		return -1;
	if (prov_sink_tx_is_planned(sink))
		return 0;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_ANALYZE_DIFF, PROV_NO_ARGS, NULL, err);
}

/* columns of counts.sql */
enum {
	CREATED, CHANGED, RENAMED, ENABLED, MISSING, DELETED, REJECTED, ADOPTED,
	OTHER_LOGINS, OTHER_ADDRESSES, SAME
};

static int count_plan(struct sink *sink, bool same, struct prov_err *err)
{
	prov_sql_result_freep(&sink->user_counts);
	return prov_sql_exec(sink->db, PROV_Q_SYNC_COUNTS,
			     PROV_ARGS(sink->run, same ? sink->config->name : NULL), &sink->user_counts, err);
}

/* Few changes are mostly such that nobody can be in the way of anybody, and all are real ones: it costs less
 * to know that first. */
static int find_quiet(struct sink *sink, struct prov_err *err)
{
	static const int wants[] = { CREATED, REJECTED, OTHER_LOGINS, OTHER_ADDRESSES, SAME };

	if (!sink->since || sink->held.len)
		return 0;
	if (count_plan(sink, true, err) < 0)
		return -1;
	sink->is_quiet = true;
	for (size_t i = 0; i < COUNT(wants); i++)
		sink->is_quiet &= prov_sql_number(sink->user_counts, 0, wants[i]) == 0;
	return 0;
}

static int settle(struct sink *sink, struct prov_err *err)
{
	int unlicensed;

	/* A rename that was rejected keeps a name that another entry counted on, and a move its place. */
	do {
		if ((!sink->is_quiet && prov_sink_conflict_settle(sink, err) < 0) ||
		    prov_sink_licence_reject(sink, &unlicensed, err) < 0)
			return -1;
		sink->is_quiet &= !unlicensed;
	} while (unlicensed);
	if (sink->is_quiet)
		return 0;
	prov_sql_result_freep(&sink->user_counts);
	if (prov_sink_conflict_end(sink, err) < 0)
		return -1;
	/* who lost all that was new is as before */
	if (sink->lost_addresses && drop_same(sink, err) < 0)
		return -1;
	return prov_sink_rekey_explain(sink, err);
}

static int plan_users(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	sink->is_quiet = false;
	prov_sql_result_freep(&sink->user_counts);
	if (sink->differ == 0)
		return 0;
	if (prov_sink_adopt(sink, err) < 0 || fill(sink, err) < 0 || find_quiet(sink, err) < 0)
		return -1;
	if (!sink->is_quiet && drop_same(sink, err) < 0)
		return -1;
	if (sink->differ == 0)
		return 0;
	if (prov_sink_hold_users(sink, c, err) < 0)
		return -1;
	return settle(sink, err);
}

static int resolve(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *pending = NULL, *kept = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_DROP_GROUP_DOUBLES, PROV_ARGS(sink->run), NULL },
		{ PROV_Q_SYNC_ANALYZE_GROUP, PROV_NO_ARGS, NULL },
		{ PROV_Q_SYNC_RESOLVE_MEMBERS,
		  PROV_ARGS(sink->run, sink->config->name,
			    PROV_BOOL(prov_sink_names_are_off(sink->member_names)), "f"),
		  &pending },
	};

	if (prov_sql_batch(sink->db, steps, COUNT(steps), err) < 0 || prov_sink_nest(sink, err) < 0 ||
	    prov_sql_exec(sink->db, PROV_Q_SYNC_ANALYZE_MEMBER, PROV_NO_ARGS, NULL, err) < 0)
		return -1;
	sink->members_ignored = prov_sql_affected(pending);
	if (!sink->known || sink->members_ignored == 0)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_KEEP_MEMBERS, PROV_ARGS(sink->run, sink->config->name),
			  &kept, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(kept); i++)
		sink->members_kept += prov_sql_number(kept, i, 0);
	return 0;
}

static const enum prov_query group_rejects[] = { PROV_Q_SYNC_DROP_STANDARD,
						 PROV_Q_SYNC_REJECT_GROUP,
						 PROV_Q_SYNC_REJECT_GROUP_ADDRESS,
						 PROV_Q_SYNC_KEEP_MOVED_GROUPS };

/* That nobody goes by another name is known, and that nobody is rejected, who would. */
static bool is_untouched(const struct sink *sink)
{
	return prov_sink_since_has_same_names(sink) && (sink->differ == 0 || sink->is_quiet);
}

/* Groups that are the same have the same members, unless who users are has changed. */
static int find_touched(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const bool same = prov_sink_group_are_same(sink);
	bool touched;

	sink->groups_planned = sink->has_groups && !same;
	if (!sink->has_groups || sink->staged + sink->unseen_count == 0 || is_untouched(sink))
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_TOUCHED, PROV_ARGS(sink->run, sink->config->name), &res,
			  err) < 0)
		return -1;
	touched = prov_sql_true(res, 0, 0);
	sink->groups_planned = !same || touched;
	sink->unstored_names = prov_sql_true(res, 0, 1);
	sink->kept_names = prov_sql_true(res, 0, 2);
	return touched ? prov_sink_since_check(sink, err) : 0;
}

/* Groups without a context of their own go where their members are, which is known now. */
static int note_contexts(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (!sink->groups_by_members)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_PLANNED_CONTEXTS, PROV_ARGS(sink->run), &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++)
		prov_sink_context_note(sink, (int)prov_sql_number(res, i, 0));
	return 0;
}

/* All of them. */
static int diff_groups(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	if (prov_sink_spool_stage(sink, err) < 0 || prov_sink_tx_nestloop(sink, false, err) < 0)
		return -1;
	prov_sink_spool_rest(sink);
	sink->members_ignored = 0;
	if (sink->read_groups && resolve(sink, err) < 0)
		return -1;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_GROUP_DIFF,
			  PROV_ARGS(sink->run, sink->config->name, prov_sink_tx_grace(sink),
				    PROV_INT(prov_sink_tx_kept_since(sink))), NULL, err) < 0 ||
	    note_contexts(sink, err) < 0)
		return -1;
	return prov_sink_hold_groups(sink, c, err);
}

static int plan_groups(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	int few;

	if (find_touched(sink, err) < 0)
		return -1;
	if (!sink->groups_planned)
		return 0;
	few = prov_sink_few_plan(sink, err);
	if (few < 0 || (!few && diff_groups(sink, c, err) < 0))
		return -1;
	if (!sink->groups_planned)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_ANALYZE_GROUP_DIFF, PROV_NO_ARGS, NULL, err) < 0 ||
	    reject_all(sink, group_rejects, COUNT(group_rejects), err) < 0 ||
	    prov_sink_rekey_explain_groups(sink, err) < 0 ||
	    prov_sink_tx_step(sink, few ? PROV_Q_SYNC_FEW_REJECTED : PROV_Q_SYNC_MEMBER_DIFF, err) < 0 ||
	    prov_sink_hold_members(sink, err) < 0)
		return -1;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_ANALYZE_MEMBER_DIFF, PROV_NO_ARGS, NULL, err);
}

static void note_counts(struct sink *sink, struct prov_sync_counts *c)
{
	const struct prov_sql_result *res = sink->user_counts;

	c->created += prov_sql_number(res, 0, CREATED);
	c->changed = prov_sql_number(res, 0, CHANGED);
	c->renamed = prov_sql_number(res, 0, RENAMED);
	c->enabled = prov_sql_number(res, 0, ENABLED);
	c->disabled = prov_sql_number(res, 0, MISSING);
	c->missing = c->disabled;
	c->deleted = prov_sql_number(res, 0, DELETED);
	c->rejected += prov_sql_number(res, 0, REJECTED);
	c->adopted = prov_sql_number(res, 0, ADOPTED);
	sink->other_logins = prov_sql_number(res, 0, OTHER_LOGINS);
	sink->other_addresses = prov_sql_number(res, 0, OTHER_ADDRESSES);
	for (int i = CREATED; i <= DELETED; i++)
		sink->planned += prov_sql_number(res, 0, i);
}

static int count_users(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	bool conflicts = false;

	c->owned_users = sink->owned_users;
	c->suspect_users = sink->suspect_users;
	c->suspect_groups = sink->suspect_groups;
	c->rejected += sink->rejected;
	c->handed_over = sink->handed_over;
	sink->other_logins = sink->other_addresses = 0;
	if (sink->differ) {
		if (!sink->user_counts && count_plan(sink, false, err) < 0)
			return -1;
		note_counts(sink, c);
		conflicts = prov_sql_number(sink->user_counts, 0, REJECTED) > 0;
	}
	c->unchanged = c->read_users - c->created - c->changed - c->rejected;
	return prov_sink_lock_plan(sink, conflicts, c, err);
}

static int count_groups(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	c->members_ignored = sink->has_groups ? sink->members_ignored : 0;
	if (!sink->groups_planned)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_GROUP_COUNTS,
			  PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(!sink->few)), &res, err) < 0)
		return -1;
	c->groups_created = prov_sql_number(res, 0, 0);
	c->groups_changed = prov_sql_number(res, 0, 1);
	c->groups_deleted = prov_sql_number(res, 0, 2);
	c->rejected += prov_sql_number(res, 0, 3);
	c->members_added = prov_sql_number(res, 0, 4);
	c->members_removed = prov_sql_number(res, 0, 5);
	c->owned_groups = prov_sql_number(res, 0, 6);
	c->groups_missing = prov_sql_number(res, 0, 7);
	sink->group_rejects += prov_sql_number(res, 0, 3);
	return 0;
}

static int plan_all(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	if (compare_users(sink, err) < 0 || prov_sink_rekey_users(sink, err) < 0 ||
	    prov_sink_protect(sink, err) < 0 ||
	    plan_users(sink, c, err) < 0 || plan_groups(sink, c, err) < 0 ||
	    count_users(sink, c, err) < 0 || count_groups(sink, c, err) < 0)
		return -1;
	sink->any_rejects = c->rejected > 0;
	return 0;
}

/* Nothing is taken away by it, so no limit holds; it is carried out only if its digest was accepted. */
static int plan_keys(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	if (compare_users(sink, err) < 0 || prov_sink_rekey_users(sink, err) < 0 ||
	    prov_sink_rekey_only(sink, err) < 0 || plan_users(sink, c, err) < 0 ||
	    prov_sink_rekey_groups(sink, err) < 0 ||
	    reject_all(sink, group_rejects, COUNT(group_rejects), err) < 0 ||
	    count_users(sink, c, err) < 0 || count_groups(sink, c, err) < 0 ||
	    prov_sink_rekey_count(sink, c, err) < 0)
		return -1;
	sink->any_rejects = c->rejected > 0;
	return 0;
}

struct planning {
	struct sink *sink;
	const struct prov_sync_options *options;
	struct prov_sync_counts *counts;
};

/* -1 without a reason: something has to be held back, so this plan is not the one. */
static int plan_and_judge(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct planning *p = data;

	(void)db;
	if (plan_all(p->sink, p->counts, err) < 0 ||
	    prov_sink_judge(p->sink, p->options, p->counts, err) < 0)
		return -1;
	return p->counts->held ? -1 : 0;
}

/* What planning sets, so that it can be done again. */
static void restore(struct sink *sink, const struct sink *before)
{
	sink->differ = before->differ;
	sink->same = before->same;
	sink->planned = before->planned;
	sink->locks = before->locks;
	sink->staged_rows = before->staged_rows;
	sink->tells_protected = before->tells_protected;
	sink->members_ignored = before->members_ignored;
	sink->group_rejects = before->group_rejects;
	sink->groups_planned = before->groups_planned;
	sink->unstored_names = before->unstored_names;
	sink->kept_names = before->kept_names;
	sink->members_kept = before->members_kept;
	sink->groups_staged = before->groups_staged;
	sink->stage_groups_again = before->stage_groups_again;
	sink->conflicts = before->conflicts;
	sink->lost_addresses = before->lost_addresses;
	sink->found_left_out = before->found_left_out;
	prov_sql_result_freep(&sink->rings);
	sink->licence_room = before->licence_room;
	sink->licence_pending = before->licence_pending;
}

/* The first plan is a savepoint; what was judged about it stays in the counts. */
static int plan_again(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	struct prov_sync_counts judged = *c;

	restore(sink, &sink->unplanned->sink);
	*c = sink->unplanned->counts;
	memcpy(c->limits, judged.limits, sizeof(c->limits));
	memcpy(c->held_names, judged.held_names, sizeof(c->held_names));
	c->contexts = judged.contexts;
	c->tripped_contexts = judged.tripped_contexts;
	c->tripped = judged.tripped;
	c->tripped_day = judged.tripped_day;
	c->rekeyed_users = judged.rekeyed_users;
	c->rekeyed_groups = judged.rekeyed_groups;
	memcpy(c->digest, judged.digest, sizeof(c->digest));
	memcpy(c->command, judged.command, sizeof(c->command));
	c->accepted = judged.accepted;
	c->held = true;
	return plan_all(sink, c, err) < 0 ? -1 : prov_sink_limit_count(sink, err);
}

static int plan(struct sink *sink, const struct prov_sync_options *options,
		struct prov_sync_counts *counts, struct prov_err *err)
{
	struct planning planning = { sink, options, counts };
	const struct prov_sql_work work = { .fn = plan_and_judge, .data = &planning };
	int rc;

	if (sink->rekey)
		return plan_keys(sink, counts, err);
	/* nothing is taken from a source that is new */
	rc = sink->direct ? plan_and_judge(sink->db, &planning, err) : prov_sql_tx(sink->db, &work, err);
	if (rc < 0 && (err->code != PROV_OK || plan_again(sink, counts, err) < 0))
		return -1;
	if (prov_sink_since_released(sink, err) < 0 || prov_sink_first_end(sink, counts, err) < 0 ||
	    prov_sink_left_out_find(sink, counts, err) < 0 ||
	    prov_sink_aside_find(sink, counts, err) < 0)
		return -1;
	counts->rules_changed = sink->rules_changed;
	return prov_sink_notice_find(sink, err);
}

/* ---- locks ---- */

/* Are there contexts, or may groups bring some? */
static bool has_contexts(const struct sink *sink)
{
	return !sink->dry_run &&
		(sink->seen_count || (sink->has_groups && !prov_sink_group_are_same(sink)));
}

static int step(struct sink *sink, enum prov_query query, struct prov_err *err)
{
	return prov_sql_exec(sink->db, query, PROV_NO_ARGS, NULL, err);
}

static int stamp(struct sink *sink, char *text, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_CONTEXT_STAMP, PROV_ARGS(sink->cids.p), &res, err) < 0)
		return -1;
	snprintf(text, sizeof(sink->unplanned->stamp), "%s", prov_sql_text(res, 0, 0) ?
		 prov_sql_text(res, 0, 0) : "");
	return 0;
}

int prov_sink_plan(struct sink *sink, const struct prov_sync_options *options,
		   struct prov_sync_counts *counts, struct prov_err *err)
{
	prov_sink_scope_count(sink, counts);
	sink->limits.limits = &options->limits;
	sink->unplanned = prov_pool_alloc(sink->pool, sizeof(*sink->unplanned));
	sink->unplanned->sink = *sink;
	sink->unplanned->counts = *counts;
	if (!sink->dry_run && list_contexts(sink, err) < 0)
		return -1;
	sink->unplanned->contexts = sink->seen_count;
	sink->unplanned->saved = has_contexts(sink);
	if (sink->unplanned->saved && (stamp(sink, sink->unplanned->stamp, err) < 0 ||
				       step(sink, PROV_Q_TX_SAVEPOINT, err) < 0))
		return -1;
	return plan(sink, options, counts, err);
}

/* All but what was staged is forgotten. The locks went with the savepoint. */
static int take_back(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err)
{
	const char *phase = counts->phase;

	restore(sink, &sink->unplanned->sink);
	*counts = sink->unplanned->counts;
	counts->phase = phase;
	prov_str_clear(&sink->held);
	prov_str_clear(&sink->held_locks);
	prov_sql_result_freep(&sink->notices);
	prov_sql_result_freep(&sink->left_out_now);
	sink->accept = false;
	if (step(sink, PROV_Q_TX_ROLLBACK_TO, err) < 0 || step(sink, PROV_Q_TX_RELEASE, err) < 0)
		return -1;
	return prov_sink_context_lock(sink, err);
}

int prov_sink_plan_lock(struct sink *sink, const struct prov_sync_options *options,
			struct prov_sync_counts *counts, struct prov_err *err)
{
	const bool more = sink->seen_count != sink->unplanned->contexts;
	char now[sizeof(sink->unplanned->stamp)];

	if (!sink->unplanned->saved)
		return 0;
	if (more)
		prov_sink_context_list(sink);
	if (prov_sink_context_lock(sink, err) < 0 || stamp(sink, now, err) < 0)
		return -1;
	if (!more && strcmp(now, sink->unplanned->stamp) == 0)
		return step(sink, PROV_Q_TX_RELEASE, err);
	if (take_back(sink, counts, err) < 0 || plan(sink, options, counts, err) < 0)
		return -1;
	return 1;
}
