/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directory.c - source, sink and engine put together; the record and the metrics of a run
 *
 * What a run tells is collected and comes when both sides are closed: no transaction, no lock and no
 * lease waits for what reads it.
 */
#include <prov/directory.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/prov_ldap.h"
#include "libprov/sink/change_spool.h"
#include "libprov/sink/directory_source.h"
#include "libprov/sink/directory_watch.h"
#include "libprov/sink/sink_run.h"
#include "libprov/sink/sink_since.h"
#include "libprov/sink/sync_metrics.h"
#include "libprov/model/model.h"

/* A start that found another run, or a configuration that cannot be used, was no run: the numbers are
 * those of somebody else. */
static bool was_a_run(const struct prov_sync_counts *counts, int rc, const struct prov_err *err)
{
	return rc == 0 || counts->applied ||
	       (err->code != PROV_E_BUSY && err->code != PROV_E_CONFIG);
}

/* Where the database does not answer that stays open. */
static void count_missing(struct prov_call *call, struct sync_metrics *m)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *users = NULL, *groups = NULL;
	struct prov_err ignored = PROV_ERR_INIT;
	struct prov_sql *db = prov_session_db(call, &ignored);

	if (!db || prov_sql_batch(db, (const struct prov_sql_step[]){
			{ PROV_Q_SYNC_RUN_MISSING_USERS, PROV_ARGS(m->source), &users },
			{ PROV_Q_SYNC_RUN_MISSING_GROUPS, PROV_ARGS(m->source), &groups } }, 2, &ignored) < 0)
		return;
	m->missing_users = prov_sql_number(users, 0, 0);
	m->missing_groups = prov_sql_number(groups, 0, 0);
}

static int metrics(struct prov_call *call, const struct prov_source_config *source,
		   const struct prov_sync_counts *counts, long long ms, int rc, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_sync_metrics_path(call->session->config, source->name);
	struct sync_metrics m = { .source = source->name, .limits = &source->limits, .counts = counts,
				  .how = err, .milliseconds = ms, .missing_users = -1 };
	struct prov_err other = PROV_ERR_INIT;

	if (!path || !was_a_run(counts, rc, err))
		return rc;
	count_missing(call, &m);
	if (prov_sync_metrics_write(path, &m, &other) == 0)
		return rc;
	if (rc < 0)
		return prov_err_detail_line(err, "Its metrics are not there: %s", other.msg);
	*err = other;
	return prov_err_context(err, "everything was done, but the metrics are not there");
}

static int run(struct prov_call *call, const struct prov_source_config *config,
	       const struct prov_sync_options *options, struct prov_sync_counts *counts, char **server,
	       struct prov_err *err)
{
	struct prov_source *source = prov_directory_watch_source(options->watch, call, config, err);
	struct prov_sink *sink;
	int rc;

	if (!source)
		return -1;
	*server = prov_strdup(source->uri);
	sink = prov_sink_sql_open(call, config);
	prov_directory_watch_use(options->watch, source);
	rc = prov_sync(source, sink, options, counts, err);
	prov_directory_watch_end(options->watch, source, rc == 0 || counts->applied);
	sink->close(sink);
	source->close(source);
	return rc;
}

/* May it read only what changed? What is to be seen or accepted by people is about everything. */
static bool wants_since(const struct prov_source_config *config, const struct prov_sync_options *o)
{
	return prov_sink_since_is_on(config) && !o->full && !o->dry_run && !o->accept && !o->rekey;
}

static int begin_again(struct prov_call *call, const struct prov_source_config *config,
		       const struct prov_sync_options *o, struct prov_sync_counts *counts, char **server,
		       struct prov_err *err)
{
	prov_err_clear(err);
	free(*server);
	*server = NULL;
	return run(call, config, o, counts, server, err);
}

static bool has_doubts(int rc, const struct prov_sync_counts *counts, const struct prov_err *err)
{
	return rc < 0 && counts->since && !counts->planned && err->code == PROV_E_INCOMPLETE;
}

/* An incremental run that has doubts writes nothing, and is none: all of it is read instead. */
static int run_again(struct prov_call *call, const struct prov_source_config *config,
		     struct prov_sync_options *o, struct prov_sync_counts *counts, char **server,
		     struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *why = prov_strdup(err->msg);
	int rc;

	o->since = false;
	rc = begin_again(call, config, o, counts, server, err);
	snprintf(counts->why_full, sizeof(counts->why_full), "%s", why);
	return rc;
}

/* Everything is read right after what changed: what differs then had been missed. The numbers are those of
 * both. */
static int reconcile(struct prov_call *call, const struct prov_source_config *config,
		     struct prov_sync_options *o, struct prov_sync_counts *counts, char **server,
		     struct prov_err *err)
{
	const struct prov_sync_counts first = *counts;
	const struct prov_sync_number *n;
	int rc;

	o->since = false;
	o->reconciles = true;
	rc = begin_again(call, config, o, counts, server, err);
	if (rc < 0 && !counts->applied)
		return -1;
	for (size_t i = 0; (n = prov_sync_number_at(i)); i++)
		if (n->adds)
			*(long long *)(void *)((char *)counts + n->offset) +=
				*(const long long *)(const void *)((const char *)&first + n->offset);
	return rc;
}

/* A run as it is set, and what comes of it. */
static int run_mode(struct prov_call *call, const struct prov_source_config *config,
		    struct prov_sync_options *o, struct prov_sync_counts *counts, char **server,
		    struct prov_err *err)
{
	int rc;

	o->since = wants_since(config, o);
	rc = run(call, config, o, counts, server, err);
	if (has_doubts(rc, counts, err) && counts->some_groups) {
		o->all_groups = true;
		rc = begin_again(call, config, o, counts, server, err);
	}
	if (has_doubts(rc, counts, err))
		rc = run_again(call, config, o, counts, server, err);
	else if (counts->since && counts->reconcile && counts->applied && !counts->held)
		rc = reconcile(call, config, o, counts, server, err);
	if (counts->why_full[0] && strcmp(config->mode, "incremental") == 0)
		prov_session_warn(call, "source \"%s\": everything was read: %s", config->name,
				  counts->why_full);
	return rc;
}

/* A run that came to nothing. Where the database is the reason, there is none to record it in. */
static void record(struct prov_call *call, const char *source, const char *server,
		   const struct prov_sync_options *o, struct prov_sync_counts *counts,
		   const struct prov_err *how)
{
	struct prov_err ignored = PROV_ERR_INIT;
	struct prov_sql *db;
	char id[37];
	const struct sink_run record = {
		.source = source, .id = id, .server = server, .before = prov_clock_ms() - o->started,
		.counts = counts, .how = how, .watched = o->watched, .limits = &o->limits,
		.keep = call->session->config->sync_history, .remind = call->session->config->sync_remind,
	};

	if (how->code == PROV_E_BUSY)
		return;		/* the one that is active has a record of its own */
	prov_uuid(id);
	db = prov_session_db(call, &ignored);
	if (db && counts->went_back)
		prov_sink_server_back(db, source, &ignored);
	if (db)
		prov_sink_run_write(db, &record, NULL, counts, &ignored);
}

/* Between the engine and the caller. */
struct relay {
	const struct prov_sync_options *options;
	const struct prov_sync_counts *counts;
	struct prov_change_spool *spool;
};

static int collect(void *data, const struct prov_sync_change *change, struct prov_err *err)
{
	return prov_change_spool_add(((struct relay *)data)->spool, change, err);
}

static void progress(void *data, const struct prov_sync_counts *counts)
{
	const struct prov_sync_options *o = ((struct relay *)data)->options;

	o->progress(o->data, counts);
}

/* All lines of a run that is stopped for the same reason again are known. */
static int tell_news(void *data, const struct prov_sync_change *change, struct prov_err *err)
{
	const struct relay *r = data;
	const bool told = r->counts->repeated && !r->options->watched;

	if (told && (change->known || !r->counts->applied))
		return 0;
	return r->options->change(r->options->data, change, err);
}

/* After a failure, too: the list of a run that was stopped. */
static int tell(struct relay *r, int rc, struct prov_err *err)
{
	const struct prov_sync_options *o = r->options;
	struct prov_err other = PROV_ERR_INIT;

	if (!o->change || prov_change_spool_tell(r->spool, tell_news, r, &other) == 0)
		return rc;
	if (rc < 0)
		return prov_err_detail(err, "The list of changes cannot be shown: %s", other.msg);
	*err = other;
	return -1;
}

int prov_directory_sync(struct prov_call *call, const struct prov_source_config *config,
			const struct prov_sync_options *options, struct prov_sync_counts *counts,
			struct prov_err *err)
{
	PROV_CLEANUP(prov_change_spool_freep)
	struct prov_change_spool *spool = prov_change_spool_new();
	struct relay relay = { options, counts, spool };
	PROV_CLEANUP(prov_freep) char *server = NULL;
	struct prov_sync_options o = *options;
	int rc;

	*counts = (struct prov_sync_counts){ 0 };
	o.started = prov_clock_ms();
	if (call->session->config->sync_deadline)
		o.deadline = o.started + call->session->config->sync_deadline * 1000LL;
	o.limits = config->limits;
	o.data = &relay;
	o.change = options->change ? collect : NULL;
	o.progress = options->progress ? progress : NULL;
	rc = run_mode(call, config, &o, counts, &server, err);
	if (rc < 0 && !counts->applied && !o.dry_run)
		record(call, config->name, server, &o, counts, err);
	if (!o.dry_run)
		rc = metrics(call, config, counts, prov_clock_ms() - o.started, rc, err);
	return tell(&relay, rc, err);
}
