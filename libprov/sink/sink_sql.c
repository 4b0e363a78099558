/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_sql.c - struct prov_sink over the database: a run is read, planned and written, in that order
 */
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_reading.h"

/* A call at another time is a mistake of the caller. What failed is over: only close is left. */
static int check_state(const struct sink *k, enum sink_state wanted, const char *call,
		       struct prov_err *err)
{
	static const char *const names[] = { "new", "reading", "planned", "written", "failed" };

	if (k->state == wanted)
		return 0;
	return prov_fail(err, PROV_E_INTERNAL, "%s() of a run that is %s, not %s", call, names[k->state],
			 names[wanted]);
}

/* After a call that was allowed. */
static int enter(struct sink *k, enum sink_state next, int rc)
{
	k->state = rc < 0 ? SINK_FAILED : next;
	return rc;
}

static int connect_and_lease(struct sink *k, struct prov_err *err)
{
	k->db = prov_session_db(k->call, err);
	if (!k->db)
		return -1;
	if (prov_sql_in_tx(k->db))
		return prov_fail(err, PROV_E_INTERNAL, "a sync is a transaction of its own, and there is one "
				 "already");
	return prov_sink_lease_take(k, err) < 0 ? -1 : prov_sink_reading_begin(k, err);
}

static int begin(struct prov_sink *sink, const struct prov_source *source,
		 const struct prov_sync_options *options, struct prov_err *err)
{
	struct sink *k = (struct sink *)sink;

	if (check_state(k, SINK_NEW, "begin", err) < 0)
		return -1;
	k->source = source;
	k->dry_run = options->dry_run;
	k->force = options->force;
	k->accept = options->accept;
	return enter(k, SINK_READING, connect_and_lease(k, err));
}

static int put(struct prov_sink *sink, const struct prov_record *record, struct prov_err *err)
{
	struct sink *k = (struct sink *)sink;

	if (check_state(k, SINK_READING, "put", err) < 0)
		return -1;
	return enter(k, SINK_READING, prov_sink_reading_put(k, record, err));
}

static int suspects(struct prov_sink *sink, enum prov_entry_kind kind, const char *const **keys,
		    size_t *count, struct prov_err *err)
{
	struct sink *k = (struct sink *)sink;

	if (check_state(k, SINK_READING, "suspects", err) < 0)
		return -1;
	return enter(k, SINK_READING, prov_sink_gone_next(k, kind, keys, count, err));
}

static int plan(struct prov_sink *sink, const struct prov_sync_options *options,
		struct prov_sync_counts *counts, struct prov_err *err)
{
	struct sink *k = (struct sink *)sink;
	int rc;

	if (check_state(k, SINK_READING, "plan", err) < 0)
		return -1;
	rc = prov_sink_reading_finish(k, &counts->created, err);
	return enter(k, SINK_PLANNED, rc < 0 ? -1 : prov_sink_plan(k, options, counts, err));
}

static int changes(struct prov_sink *sink, bool only_rejects,
		   int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
		   void *data, struct prov_err *err)
{
	struct sink *k = (struct sink *)sink;

	if (check_state(k, SINK_PLANNED, "changes", err) < 0)
		return -1;
	return enter(k, SINK_PLANNED, prov_sink_changes(k, only_rejects, fn, data, err));
}

static int merge(struct prov_sink *sink, struct prov_sync_counts *counts, struct prov_err *err)
{
	struct sink *k = (struct sink *)sink;

	if (check_state(k, SINK_PLANNED, "merge", err) < 0)
		return -1;
	if (k->dry_run)
		return prov_fail(err, PROV_E_INTERNAL, "merge() of a run that changes nothing");
	return enter(k, SINK_WRITTEN, prov_sink_merge(k, counts, err));
}

static void fini_texts(struct sink *k)
{
	prov_str_fini(&k->mapped);
	prov_str_fini(&k->cids);
	prov_str_fini(&k->held);
	prov_str_fini(&k->login);
	prov_str_fini(&k->aliases);
	prov_str_fini(&k->names);
	prov_str_fini(&k->reject);
	prov_user_build_fini(&k->row);
	prov_sql_rows_fini(&k->line);
	prov_sql_rows_fini(&k->users);
	prov_sql_rows_fini(&k->groups);
	prov_sql_rows_fini(&k->unseen);
}

static void close_sink(struct prov_sink *sink)
{
	struct sink *k = (struct sink *)sink;

	if (!k)
		return;
	prov_sink_direct_stop(k);
	prov_sink_known_stop(k);
	if (k->in_tx)
		prov_sql_tx_rollback(k->db);
	prov_sink_lease_drop(k);
	prov_sink_known_free(k->known);
	prov_sink_gone_free(k->gone);
	prov_sink_spool_free(k);
	prov_sink_direct_free(k);
	fini_texts(k);
	prov_pool_free(k->pool);
	free(k->user_targets);
	free(k->user_attrs);
	free(k->group_targets);
	free(k->contexts);
	free(k->job);
	free(k->owner);
	free(k);
}

struct prov_sink *prov_sink_sql_open(struct prov_call *call,
				     const struct prov_source_config *config)
{
	struct sink *k = prov_alloc(sizeof(*k));
	struct prov_str *const texts[] = { &k->mapped, &k->cids, &k->held, &k->login,
					   &k->aliases, &k->names, &k->reject, &k->line.text, &k->users.text,
					   &k->groups.text, &k->unseen.text };

	k->base = (struct prov_sink){ begin, put, suspects, plan, changes, merge, close_sink };
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = (struct prov_str)PROV_STR_INIT;
	k->call = call;
	k->config = config;
	prov_user_build_init(&k->row, NULL);	/* which settings, begin knows */
	k->pool = prov_pool_new();
	prov_uuid(k->run);
	return &k->base;
}
