/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_sql.c - struct prov_sink over the database: a run is read, planned and written, in that order
 */
#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_reading.h"
#include "libprov/sink/sink_removal.h"
#include "libprov/sink/sink_since.h"
#include "libprov/sink/sink_witness.h"

/* A call at another time is a mistake of the caller. What failed is over: only close is left. */
static int check_state(const struct sink *sink, enum sink_state wanted, const char *call,
		       struct prov_err *err)
{
	static const char *const names[] = { "new", "reading", "planned", "locked", "written", "failed" };

	if (sink->state == wanted)
		return 0;
	return prov_fail(err, PROV_E_INTERNAL, "%s() of a run that is %s, not %s", call,
			 names[sink->state], names[wanted]);
}

/* After a call that was allowed. */
static int enter(struct sink *sink, enum sink_state next, int rc)
{
	sink->state = rc < 0 ? SINK_FAILED : next;
	return rc;
}

static int connect_and_lease(struct sink *sink, const char *accept, struct prov_err *err)
{
	sink->db = prov_session_db(sink->call, err);
	if (!sink->db)
		return -1;
	if (prov_sql_in_tx(sink->db))
		return prov_fail(err, PROV_E_INTERNAL,
				 "a sync is a transaction of its own, and there is one "
				 "already");
	/* until it is clear that there is much to do */
	if (prov_sql_keep(sink->db, sink->is_batch, err) < 0)
		return -1;
	if (prov_sink_lease_take(sink, err) < 0 || prov_sink_server_begin(sink, err) < 0 ||
	    (accept && prov_sink_removal_begin(sink, accept, err) < 0))
		return -1;
	return prov_sink_reading_begin(sink, err);
}

static int begin(struct prov_sink *self, const struct prov_source *source,
		 const struct prov_sync_options *options, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_NEW, "begin", err) < 0)
		return -1;
	sink->source = source;
	sink->dry_run = options->dry_run;
	sink->rekey = options->rekey;
	sink->started = options->started;
	sink->watched = options->watched;
	sink->is_batch = options->watch != NULL;
	sink->wants_since = options->since;
	sink->may_be_some = options->since && !options->all_groups && source->finds_groups;
	return enter(sink, SINK_READING, connect_and_lease(sink, options->accept, err));
}

static int put(struct prov_sink *self, const struct prov_record *record, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_READING, "put", err) < 0)
		return -1;
	return enter(sink, SINK_READING, prov_sink_reading_put(sink, record, err));
}

static int settle(struct prov_sink *self, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_READING, "settle", err) < 0)
		return -1;
	return enter(sink, SINK_READING, prov_sink_reading_settle(sink, err));
}

static int key(struct prov_sink *self, enum prov_entry_kind kind, const char *text, bool gone,
	       struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_READING, "key", err) < 0)
		return -1;
	return enter(sink, SINK_READING, prov_sink_since_key(sink, kind, text, gone, err));
}

static int key_group(struct prov_sink *self, const char *key, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_READING, "key_group", err) < 0)
		return -1;
	prov_sink_some_note(sink, key);
	return 0;
}

static int key_end(struct prov_sink *self, enum prov_entry_kind kind, bool rest_is_gone, long long entries,
		   struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_READING, "key_end", err) < 0)
		return -1;
	return enter(sink, SINK_READING, prov_sink_since_end(sink, kind, rest_is_gone, entries, err));
}

static int wanted(struct prov_sink *self, const char *const **keys, size_t *count, size_t *there,
		  struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_READING, "wanted", err) < 0)
		return -1;
	return enter(sink, SINK_READING, prov_sink_since_wanted(sink, keys, count, there, err));
}

static int wants_groups(struct prov_sink *self, const char *const **keys, size_t *count, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_READING, "wants_groups", err) < 0)
		return -1;
	return enter(sink, SINK_READING, prov_sink_since_wants_groups(sink, keys, count, err));
}

static int suspects(struct prov_sink *self, enum prov_entry_kind kind, const char *const **keys,
		    size_t *count, long long *total, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_READING, "suspects", err) < 0)
		return -1;
	return enter(sink, SINK_READING, prov_sink_gone_next(sink, kind, keys, count, total, err));
}

static int prove(struct prov_sink *self, enum prov_entry_kind kind,
		 const struct prov_outside *outside, size_t count, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_READING, "prove", err) < 0)
		return -1;
	return enter(sink, SINK_READING, prov_sink_gone_prove(sink, kind, outside, count, err));
}

static int plan(struct prov_sink *self, const struct prov_sync_options *options,
		struct prov_sync_counts *counts, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;
	int rc;

	if (check_state(sink, SINK_READING, "plan", err) < 0)
		return -1;
	rc = prov_sink_reading_finish(sink, &counts->created, err);
	return enter(sink, SINK_PLANNED, rc < 0 ? -1 : prov_sink_plan(sink, options, counts, err));
}

static int witnesses(struct prov_sink *self, const struct prov_witness **all, size_t *count,
		     struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_PLANNED, "witnesses", err) < 0)
		return -1;
	return enter(sink, SINK_PLANNED, prov_sink_witness_find(sink, all, count, err));
}

static int lock(struct prov_sink *self, const struct prov_sync_options *options,
		struct prov_sync_counts *counts, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;
	int rc;

	if (check_state(sink, SINK_PLANNED, "lock", err) < 0)
		return -1;
	prov_sink_witness_free(sink);
	rc = prov_sink_plan_lock(sink, options, counts, err);
	return enter(sink, rc < 0 ? SINK_FAILED : SINK_LOCKED, rc);
}

static bool pending(struct prov_sink *self)
{
	return prov_sink_server_pending((struct sink *)self);
}

static int changes(struct prov_sink *self, bool only_rejects,
		   int (*fn)(void *data, const struct prov_sync_change *change,
			     struct prov_err *err),
		   void *data, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (sink->state != SINK_LOCKED && check_state(sink, SINK_PLANNED, "changes", err) < 0)
		return -1;
	return enter(sink, sink->state, prov_sink_changes(sink, only_rejects, fn, data, err));
}

static int merge(struct prov_sink *self, struct prov_sync_counts *counts, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (check_state(sink, SINK_LOCKED, "merge", err) < 0)
		return -1;
	if (sink->dry_run)
		return prov_fail(err, PROV_E_INTERNAL, "merge() of a run that changes nothing");
	return enter(sink, SINK_WRITTEN, prov_sink_merge(sink, counts, err));
}

/* A plan that is not carried out has its transaction open. */
static int store(struct prov_sink *self, struct prov_err *err)
{
	struct sink *sink = (struct sink *)self;

	if (sink->state != SINK_WRITTEN && sink->state != SINK_LOCKED &&
	    check_state(sink, SINK_PLANNED, "store", err) < 0)
		return -1;
	if (sink->in_tx)
		prov_sql_tx_rollback(sink->db);
	sink->in_tx = false;
	return enter(sink, SINK_WRITTEN, prov_sink_removal_store(sink, err));
}

static void fini_texts(struct sink *sink)
{
	prov_str_fini(&sink->mapped);
	prov_str_fini(&sink->cids);
	prov_str_fini(&sink->held);
	prov_str_fini(&sink->protect_cids);
	prov_str_fini(&sink->protect_logins);
	prov_str_fini(&sink->scope.what);
	prov_str_fini(&sink->aside);
	prov_str_fini(&sink->held_locks);
	free(sink->limits.rows);
	prov_str_fini(&sink->login);
	prov_str_fini(&sink->aliases);
	prov_str_fini(&sink->names);
	prov_str_fini(&sink->reject);
	prov_user_build_fini(&sink->row);
	prov_sql_rows_fini(&sink->line);
	prov_sql_rows_fini(&sink->users);
	prov_sql_rows_fini(&sink->groups);
	prov_sql_rows_fini(&sink->unseen);
	prov_sql_rows_fini(&sink->left_out);
}

static void close_sink(struct prov_sink *self)
{
	struct sink *sink = (struct sink *)self;

	if (!sink)
		return;
	prov_sink_direct_stop(sink);
	prov_sink_known_stop(sink);
	if (sink->in_tx)
		prov_sql_tx_rollback(sink->db);
	prov_sink_lease_drop(sink);
	prov_sink_known_free(sink->known);
	prov_sink_gone_free(sink->gone);
	prov_sink_spool_free(sink);
	prov_sink_few_free(sink);
	prov_sink_some_free(sink);
	prov_sink_names_free(sink->member_names);
	prov_sink_seen_free(sink);
	prov_sink_direct_free(sink);
	prov_sink_removal_free(sink);
	prov_sink_since_free(sink);
	prov_sink_witness_free(sink);
	prov_sql_result_freep(&sink->notices);
	prov_sql_result_freep(&sink->left_out_now);
	prov_sql_result_freep(&sink->aside_now);
	prov_sql_result_freep(&sink->rings);
	prov_sql_result_freep(&sink->user_counts);
	prov_sql_result_freep(&sink->server_row);
	fini_texts(sink);
	prov_pool_free(sink->pool);
	free(sink->user_targets);
	free(sink->user_attrs);
	free(sink->group_targets);
	free(sink->contexts);
	free(sink->job);
	free(sink->owner);
	free(sink);
}

struct prov_sink *prov_sink_sql_open(struct prov_call *call,
				     const struct prov_source_config *config)
{
	struct sink *sink = prov_alloc(sizeof(*sink));
	struct prov_str *const texts[] = { &sink->mapped, &sink->cids, &sink->held, &sink->held_locks,
					   &sink->protect_cids, &sink->protect_logins, &sink->login,
					   &sink->aliases, &sink->names, &sink->reject,
					   &sink->line.text, &sink->users.text, &sink->groups.text,
					   &sink->unseen.text, &sink->left_out.text,
					   &sink->scope.what, &sink->aside };

	sink->base = (struct prov_sink){
		.begin = begin, .put = put, .settle = settle, .suspects = suspects, .prove = prove,
		.plan = plan, .lock = lock,
		.changes = changes, .merge = merge, .store = store,
		.pending = pending, .close = close_sink, .key = key, .key_group = key_group,
		.key_end = key_end, .wanted = wanted, .wants_groups = wants_groups, .witnesses = witnesses
	};
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = (struct prov_str)PROV_STR_INIT;
	sink->call = call;
	sink->config = config;
	prov_user_build_init(&sink->row, NULL);	/* which settings, begin knows */
	sink->pool = prov_pool_new();
	prov_uuid(sink->run);
	return &sink->base;
}
