/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_merge.c - writing what the plan found, and only that, and the commit
 */
#include "libprov/sink/sink_limit.h"
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_removal.h"
#include "libprov/sink/sink_run.h"
#include "libprov/sink/sink_since.h"

static int write_log(struct sink *sink, enum prov_query query, struct prov_err *err)
{
	return prov_sql_exec(sink->db, query, PROV_ARGS(sink->run, prov_session_who(sink->call),
						     sink->call->program), NULL, err);
}

/* Who goes missing notes the number of this run. */
static int miss(struct sink *sink, enum prov_query query, struct prov_err *err)
{
	/* an incremental run is no complete one */
	return prov_sql_exec(sink->db, query, PROV_ARGS(sink->run, PROV_INT(sink->runs + !sink->since)), NULL,
			     err);
}

/* What others may have then, after it was written what was. */
static int let_go(struct sink *sink, const struct prov_sync_counts *c, struct prov_err *err)
{
	if (prov_sink_tx_nestloop(sink, prov_sink_tx_is_little(sink, sink->differ), err) < 0 ||
	    write_log(sink, PROV_Q_SYNC_LOG, err) < 0 ||
	    prov_sink_tx_step(sink, PROV_Q_SYNC_COUNTERS, err) < 0)
		return -1;
	if (c->changed + c->deleted && prov_sink_key_drop_users(sink, err) < 0)
		return -1;
	if (sink->other_logins && prov_sink_tx_step(sink, PROV_Q_SYNC_PARK_LOGINS, err) < 0)
		return -1;
	if (sink->other_addresses + c->deleted == 0)
		return 0;
	return prov_sink_tx_step(sink, PROV_Q_SYNC_FREE_ADDRESSES, err);
}

static int merge_users(struct sink *sink, const struct prov_sync_counts *c, struct prov_err *err)
{
	if (sink->same && prov_sink_tx_step_source(sink, PROV_Q_SYNC_REFRESH_HASHES, err) < 0)
		return -1;
	if (sink->planned == 0)
		return 0;
	if (let_go(sink, c, err) < 0)
		return -1;
	if (c->deleted && prov_sink_tx_step(sink, PROV_Q_SYNC_DELETE_MISSING, err) < 0)
		return -1;
	if (c->changed && prov_sink_tx_step_source(sink, PROV_Q_SYNC_UPDATE_USERS, err) < 0)
		return -1;
	if (c->created && prov_sink_tx_step_source(sink, PROV_Q_SYNC_INSERT_USERS, err) < 0)
		return -1;
	if (c->created + sink->other_addresses &&
	    prov_sink_tx_step(sink, PROV_Q_SYNC_INSERT_ADDRESSES, err) < 0)
		return -1;
	if (c->created + c->changed && prov_sink_key_add_users(sink, err) < 0)
		return -1;
	return c->disabled ? miss(sink, PROV_Q_SYNC_DISABLE_MISSING, err) : 0;
}

static int merge_groups(struct sink *sink, const struct prov_sync_counts *c, struct prov_err *err)
{
	static const enum prov_query steps[] = {
		PROV_Q_SYNC_FREE_GROUP_ADDRESSES,
		PROV_Q_SYNC_FREE_GROUPS,
		PROV_Q_SYNC_UPDATE_GROUPS,
	};

	if (c->groups_created + c->groups_changed + c->groups_deleted + c->groups_missing +
	    c->members_added + c->members_removed == 0)
		return 0;
	if (prov_sink_tx_nestloop(sink, sink->few != NULL, err) < 0 ||
	    write_log(sink, PROV_Q_SYNC_GROUP_LOG, err) < 0 ||
	    prov_sink_tx_step(sink, PROV_Q_SYNC_GROUP_COUNTERS, err) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(steps) && c->groups_changed + c->groups_deleted; i++)
		if (prov_sink_tx_step(sink, steps[i], err) < 0)
			return -1;
	if (miss(sink, PROV_Q_SYNC_MISS_GROUPS, err) < 0 ||
	    prov_sink_tx_step_source(sink, PROV_Q_SYNC_INSERT_GROUPS, err) < 0 ||
	    prov_sink_tx_step(sink, PROV_Q_SYNC_INSERT_GROUP_ADDRESSES, err) < 0 ||
	    prov_sink_key_groups(sink, err) < 0)
		return -1;
	return prov_sink_tx_step(sink, PROV_Q_SYNC_MERGE_MEMBERS, err);
}

/* Who was looked up and stays missing: gone, or out of the source. */
static int note_places(struct sink *sink, struct prov_err *err)
{
	if (sink->suspect_users && prov_sink_tx_step(sink, PROV_Q_SYNC_PLACE_USERS, err) < 0)
		return -1;
	return sink->suspect_groups ? prov_sink_tx_step(sink, PROV_Q_SYNC_PLACE_GROUPS, err) : 0;
}

/* NULL: they are stored. */
static const char *other_sums(const struct sink *sink, struct prov_str *text)
{
	if (sink->has_old_digest && sink->old_digest == sink->digest)
		return NULL;
	prov_sink_sums_text(sink, text);
	return text->p;
}

/* What is known of the source now, and the record of the run. */
static int save_state(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err)
{
	/* who is held back is looked up each time, as who is rejected */
	const bool held = sink->held.len > 0;
	const bool settled = sink->has_groups && !sink->rekey && (held || !sink->kept_names) &&
			     !sink->members_kept;
	const bool known = settled && !held && sink->group_rejects == 0 && !sink->unstored_names;
	PROV_CLEANUP(prov_str_fini) struct prov_str sums = PROV_STR_INIT;
	const char *digest = PROV_INT((long long)sink->digest);
	const struct prov_sql_step state = {
		PROV_Q_SYNC_SAVE_STATE,
		PROV_ARGS(sink->config->name, sink->run, PROV_INT(sink->read_users),
			  PROV_INT(sink->read_groups), known ? digest : NULL,
			  PROV_INT(sink->members_ignored), sink->accept ? "t" : "f",
			  PROV_BOOL(sink->groups_planned && !sink->few),
			  known ? other_sums(sink, &sums) : NULL, PROV_BOOL(sink->since != NULL),
			  PROV_BOOL(!prov_sink_since_knows_groups(sink)),
			  PROV_BOOL(settled && !known)), NULL
	};
	struct prov_err how = PROV_ERR_INIT;
	const struct sink_run run = {
		.source = sink->config->name, .id = sink->run, .server = sink->source->uri,
		.before = sink->tx_at - sink->started, .since = prov_clock_ms() - sink->tx_at,
		.counts = counts, .how = &how, .applied = true, .watched = sink->watched,
		.batch = sink->is_batch && sink->since,
		.limits = &sink->config->limits,
		.keep = sink->call->session->config->sync_history,
		.remind = sink->call->session->config->sync_remind,
	};

	prov_sync_outcome(counts, &how);
	return prov_sink_run_write(sink->db, &run, &state, counts, err);
}

/* After a connection that broke in COMMIT. The server may still be busy with it, and has the row of the
 * lease then; only a statement that begins after it sees what came of it. */
static int committed(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct sink *sink = data;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_LEASE_CHECK, PROV_ARGS(sink->job, PROV_INT(sink->fence), sink->run), NULL },
		{ PROV_Q_SYNC_RUN_HAS, PROV_ARGS(sink->config->name, sink->run), &res },
	};
	int rc;

	prov_sql_tx_begin(db);
	rc = prov_sql_batch(db, steps, COUNT(steps), err);
	prov_sql_tx_rollback(db);
	return rc < 0 ? -1 : prov_sql_true(res, 0, 0);
}

int prov_sink_merge(struct sink *sink, struct prov_sync_counts *counts, struct prov_err *err)
{
	const struct prov_sql_work doubt = { NULL, committed, sink };

	if ((!sink->rekey && (prov_sink_left_out_save(sink, err) < 0 ||
			      prov_sink_aside_save(sink, err) < 0)) ||
	    merge_users(sink, counts, err) < 0 ||
	    prov_sink_lock_merge(sink, err) < 0 || merge_groups(sink, counts, err) < 0 ||
	    (!sink->rekey && (note_places(sink, err) < 0 || prov_sink_reject_save(sink, err) < 0)) ||
	    prov_sink_limit_save(sink, err) < 0 || prov_sink_removal_use(sink, err) < 0 ||
	    save_state(sink, counts, err) < 0 ||
	    (!sink->rekey && prov_sink_nest_save(sink, err) < 0) ||
	    prov_sink_scope_save(sink, err) < 0 || prov_sink_server_save(sink, err) < 0 ||
	    prov_sink_since_save(sink, err) < 0)
		return -1;
	sink->in_tx = false;
	return prov_sql_tx_end(sink->db, &doubt, err);
}
