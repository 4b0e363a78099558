/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directory.c - source, sink and engine put together; the metrics of a run
 *
 * What a run tells is collected and comes when both sides are closed: no transaction, no lock and no
 * lease waits for what reads it.
 */
#include <prov/directory.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ldap/prov_ldap.h"
#include "libprov/sink/change_spool.h"
#include "libprov/sink/sink_run.h"
#include "libprov/model/model.h"

static void add_metric(struct prov_str *s, const char *source, const char *name, const char *help,
		       long long value)
{
	prov_str_addf(s, "# HELP prov_sync_%s %s\n# TYPE prov_sync_%s gauge\n"
		      "prov_sync_%s{source=\"%s\"} %lld\n", name, help, name, name, source, value);
}

static void make_metrics(struct prov_str *s, const char *source, const struct prov_sync_counts *c,
			 long long ms, bool success)
{
	long long now = (long long)time(NULL);

	add_metric(s, source, "last_run_timestamp_seconds", "When the last run ended.", now);
	add_metric(s, source, "success", "1 if the last run changed the database as planned.",
		   success);
	add_metric(s, source, "duration_milliseconds", "How long the last run took.", ms);
	add_metric(s, source, "users_read", "Users in the directory.", c->read_users);
	add_metric(s, source, "groups_read", "Groups in the directory.", c->read_groups);
	add_metric(s, source, "rejected", "Entries that could not be taken.", c->rejected);
	add_metric(s, source, "created", "Users created.", c->created);
	add_metric(s, source, "changed", "Users changed.", c->changed);
	add_metric(s, source, "disabled", "Users disabled: missing, or so in a rejected entry.",
		   c->disabled);
	add_metric(s, source, "deleted", "Users deleted after the grace.", c->deleted);
	add_metric(s, source, "owned_users", "Users of this source before the run.",
		   c->owned_users);
}

/* A new file: no link that stands there already is followed. One of that name is of a run that was
 * killed and had the same process id. */
static FILE *open_fresh(const char *path)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

/* A rename would put a file in the place of what is there: /dev/null for everybody, if root runs it. */
static int check_target(const char *path, struct prov_err *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 :
			prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
	if (S_ISREG(st.st_mode))
		return 0;
	prov_fail(err, PROV_E_IO, "cannot write \"%s\": it is no regular file", path);
	return prov_err_hint(err, "sync.metrics_file is replaced in every run; empty: no metrics");
}

/* The collector must never see half a file: written beside and renamed. */
static int write_metrics(const char *path, const struct prov_str *s, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *fresh = prov_asprintf("%s.%ld", path, (long)getpid());
	FILE *f;
	bool ok;

	if (check_target(path, err) < 0)
		return -1;
	f = open_fresh(fresh);
	if (!f)
		return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", fresh);
	ok = fwrite(s->p, 1, s->len, f) == s->len;
	ok = fclose(f) == 0 && ok;
	if (ok && rename(fresh, path) == 0)
		return 0;
	prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
	unlink(fresh);
	return -1;
}

/* A start that found another run, or a configuration that cannot be used, was no run: the numbers are
 * those of somebody else. */
static bool was_a_run(const struct prov_sync_counts *counts, int rc, const struct prov_err *err)
{
	return rc == 0 || counts->applied ||
	       (err->code != PROV_E_BUSY && err->code != PROV_E_CONFIG);
}

static int metrics(struct prov_call *call, const char *source,
		   const struct prov_sync_counts *counts, long long ms, int rc,
		   struct prov_err *err)
{
	const char *path = call->session->config->sync_metrics_file;
	struct prov_str s = PROV_STR_INIT;
	struct prov_err other = PROV_ERR_INIT;
	int written = 0;

	if (path && path[0] && was_a_run(counts, rc, err)) {
		make_metrics(&s, source, counts, ms, counts->applied && !counts->held);
		written = write_metrics(path, &s, &other);
	}
	prov_str_fini(&s);
	if (written == 0)
		return rc;
	if (rc < 0)
		return prov_err_detail(err, "Its metrics are not there: %s", other.msg);
	*err = other;
	return prov_err_context(err, "everything was done, but the metrics are not there");
}

static int run(struct prov_call *call, const struct prov_source_config *config,
	       const struct prov_sync_options *options, struct prov_sync_counts *counts, char **server,
	       struct prov_err *err)
{
	struct prov_source *source = prov_source_ldap_open(call->session->config, config, err);
	struct prov_sink *sink;
	int rc;

	if (!source)
		return -1;
	*server = prov_strdup(source->uri);
	sink = prov_sink_sql_open(call, config);
	rc = prov_sync(source, sink, options, counts, err);
	sink->close(sink);
	source->close(source);
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
		.counts = counts, .how = how, .watched = o->watched,
		.keep = call->session->config->sync_history,
	};

	if (how->code == PROV_E_BUSY)
		return;		/* the one that is active has a record of its own */
	prov_uuid(id);
	db = prov_session_db(call, &ignored);
	if (db)
		prov_sink_run_write(db, &record, NULL, &counts->repeated, &ignored);
}

/* Between the engine and the caller. */
struct relay {
	const struct prov_sync_options *options;
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

/* After a failure, too: the list of a run that was stopped. */
static int tell(const struct relay *r, int rc, struct prov_err *err)
{
	const struct prov_sync_options *o = r->options;
	struct prov_err other = PROV_ERR_INIT;

	if (!o->change || prov_change_spool_tell(r->spool, o->change, o->data, &other) == 0)
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
	struct relay relay = { options, spool };
	PROV_CLEANUP(prov_freep) char *server = NULL;
	struct prov_sync_options o = *options;
	int rc;

	*counts = (struct prov_sync_counts){ 0 };
	o.started = prov_clock_ms();
	if (call->session->config->sync_deadline)
		o.deadline = o.started + call->session->config->sync_deadline * 1000LL;
	o.accept = o.force;
	o.limits = config->limits;
	o.data = &relay;
	o.change = options->change ? collect : NULL;
	o.progress = options->progress ? progress : NULL;
	rc = run(call, config, &o, counts, &server, err);
	if (rc < 0 && !counts->applied && !o.dry_run)
		record(call, config->name, server, &o, counts, err);
	if (!o.dry_run)
		rc = metrics(call, config->name, counts, prov_clock_ms() - o.started, rc, err);
	return tell(&relay, rc, err);
}
