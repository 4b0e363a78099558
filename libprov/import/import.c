/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import.c - an import from its first line to its last: one batch is read while the one before is written
 */
#include <prov/licence.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "libprov/import/import.h"

/* ---- what is told ---- */

static int tell(struct import *im, const struct import_line *line, struct prov_err *err)
{
	const struct import_column *c = line->column ? &im->head.columns[line->column - 1] : NULL;
	const struct prov_import_result result = {
		.line = line->line, .column = line->column, .context = line->context, .id = line->id,
		.field = c && line->column <= (int)im->head.count ? c->name : NULL, .name = line->name,
		.err = line->err,
	};

	return im->options->result ? im->options->result(im->options->data, &result, err) : 0;
}

/* What an atomic import has created is told after its commit. */
struct spooled {
	long long line, context, id;
};

static int spool(struct import *im, const struct import_line *line, struct prov_err *err)
{
	const struct spooled s = { line->line, line->context, line->id };

	if (!im->spool)
		im->spool = prov_file_temporary();
	if (im->spool && fwrite(&s, sizeof(s), 1, im->spool) == 1)
		return 0;
	return prov_fail_errno(err, PROV_E_IO, "cannot write a temporary file");
}

static int tell_spooled(struct import *im, struct prov_err *err)
{
	struct spooled s;

	if (!im->spool)
		return 0;
	rewind(im->spool);
	while (fread(&s, sizeof(s), 1, im->spool) == 1) {
		const struct import_line line = { .line = s.line, .context = s.context, .id = s.id };

		if (tell(im, &line, err) < 0)
			return -1;
	}
	return ferror(im->spool) ? prov_fail_errno(err, PROV_E_IO, "cannot read a temporary file") : 0;
}

static int tell_line(struct import *im, const struct import_line *line, struct prov_err *err)
{
	im->counts.lines++;
	im->counts.rejected += line->err != NULL;
	im->counts.created += !line->err;
	if (line->err || (!im->options->dry_run && !im->options->atomic))
		return tell(im, line, err);
	return im->options->dry_run ? 0 : spool(im, line, err);
}

static int tell_batch(struct import *im, const struct import_batch *b, struct prov_err *err)
{
	for (size_t i = 0; i < b->count; i++)
		if (tell_line(im, &b->lines[i], err) < 0)
			return -1;
	return 0;
}

static void tell_progress(const struct import *im)
{
	if (im->options->progress)
		im->options->progress(im->options->data, &im->counts);
}

/* ---- a batch ---- */

static const struct import_kind kinds[PROV_IMPORT_KIND_COUNT] = {
	[PROV_IMPORT_USERS] = { .build = prov_import_user_build, .write = prov_import_user_write },
	[PROV_IMPORT_CONTEXTS] = {
		.build = prov_import_context_build, .write_line = prov_import_context_write,
		.clear = prov_import_context_clear, .check_caller = prov_auth_master,
		.makes_contexts = true,
	},
	[PROV_IMPORT_GROUPS] = {
		.build = prov_import_named_build_group, .write_line = prov_import_named_write_group,
	},
	[PROV_IMPORT_RESOURCES] = {
		.build = prov_import_named_build_resource, .write_line = prov_import_named_write_resource,
	},
};

static int check_lines(struct import *im, struct import_batch *b, struct prov_err *err)
{
	for (size_t i = 0; i < b->count; i++) {
		struct import_line *line = &b->lines[i];

		if (prov_import_auth_line(im->auth, im, line, b->pool, err) < 0)
			return -1;
		if (!line->err && line->enabled && im->no_users)
			prov_import_line_reject(line, &im->head, b->pool, im->no_users);
	}
	return 0;
}

/* Each is told when it is committed. */
static int write_lines(struct import *im, struct import_batch *b, struct prov_err *err)
{
	size_t done = 0;

	for (size_t i = 0; i < b->count; i += done) {
		if (prov_import_together_write(im, b, i, &done, err) < 0)
			return -1;
		for (size_t k = i; k < i + done; k++)
			if (tell_line(im, &b->lines[k], err) < 0)
				return -1;
	}
	return 0;
}

static int write_batch(struct import *im, struct import_batch *b, struct prov_err *err)
{
	if (!prov_session_db(im->call, err) || (!im->kind->check_caller && check_lines(im, b, err) < 0))
		return -1;
	if (im->kind->write_line)
		return write_lines(im, b, err);
	return im->kind->write(im, b, err) < 0 ? -1 : tell_batch(im, b, err);
}

struct ahead {
	struct import *im;
	struct import_batch *b;
	pthread_t thread;
	bool started;
};

static void *read_ahead(void *data)
{
	struct ahead *a = data;

	prov_import_batch_read(a->im, a->b);
	prov_import_batch_build(a->im, a->b);
	return NULL;
}

/* Signals are for the thread that talks with the database. */
static void start(struct ahead *a)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	a->started = !a->im->base_by_context && pthread_create(&a->thread, NULL, read_ahead, a) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static int write_all(struct import *im, struct import_batch *now, struct import_batch *next,
		     struct prov_err *err)
{
	int rc = 0;

	read_ahead(&(struct ahead){ .im = im, .b = now });
	while (rc == 0 && now->count) {
		struct ahead ahead = { .im = im, .b = next };
		struct import_batch *done = now;

		next->count = 0;
		if (!now->end)
			start(&ahead);
		rc = write_batch(im, now, err);
		tell_progress(im);
		if (ahead.started)
			pthread_join(ahead.thread, NULL);
		else if (rc == 0 && !now->end)
			read_ahead(&ahead);
		if (rc < 0 || now->end)
			break;
		now = next;
		next = done;
	}
	if (rc == 0 && now->rc < 0)
		*err = now->err;
	return rc < 0 || now->rc < 0 ? -1 : 0;
}

/* ---- the run ---- */

static int prepare_licence(struct import *im, struct prov_err *err)
{
	long long limit;

	if (prov_licence_limit_get(im->call, &limit, err) == 0) {
		im->limited = limit != PROV_LICENCE_UNLIMITED;
		return 0;
	}
	if (err->code != PROV_E_INVALID)
		return -1;
	im->no_users = prov_pool_alloc(im->pool, sizeof(*err));
	*im->no_users = *err;
	prov_err_clear(err);
	return 0;
}

/* What threads only read: the combinations. */
static int prepare(struct import *im, struct prov_err *err)
{
	const struct prov_config *config = im->call->session->config;
	const char *name;

	if (prov_access_name_at(im->call, 0, &name, err) < 0)
		return -1;
	im->base_by_context = im->options->kind == PROV_IMPORT_USERS &&
		strcmp(config->access_default, "context-admin") == 0;
	if (im->options->kind == PROV_IMPORT_USERS && !im->base_by_context &&
	    prov_user_base(im->call, 0, &im->base, err) < 0)
		return -1;
	prov_session_who(im->call);
	im->db = prov_session_db(im->call, err);
	if (!im->db || (im->kind->check_caller && im->kind->check_caller(im->call, err) < 0))
		return -1;
	return prepare_licence(im, err);
}

static int finish(struct import *im, int rc, struct prov_err *err)
{
	if (!im->options->atomic && !im->options->dry_run)
		return rc;
	if (rc == 0 && !im->options->dry_run && im->counts.rejected == 0)
		return prov_session_commit(im->call, err) < 0 ? -1 : tell_spooled(im, err);
	prov_session_rollback(im->call);
	if (rc < 0 || im->options->dry_run)
		return rc;
	im->counts.created = 0;
	return prov_fail(err, PROV_E_PARTIAL, "nothing was imported, since %lld of %lld lines cannot be",
			 im->counts.rejected, im->counts.lines);
}

static int run(struct import *im, struct prov_err *err)
{
	bool one = im->options->atomic || im->options->dry_run;
	struct import_batch a, b;
	int rc;

	if (prepare(im, err) < 0 || (one && prov_session_begin(im->call, err) < 0))
		return -1;
	prov_import_batch_init(im, &a);
	prov_import_batch_init(im, &b);
	rc = one ? prov_import_order_lock(im, err) : 0;
	rc = finish(im, rc < 0 ? -1 : write_all(im, &a, &b, err), err);
	prov_import_batch_fini(im, &a);
	prov_import_batch_fini(im, &b);
	return rc;
}

int prov_import(struct prov_call *call, const struct prov_import_options *options,
		struct prov_import_counts *counts, struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct import im = { .kind = &kinds[options->kind], .call = call, .options = options, .pool = pool,
			     .threads = cores < 1 ? 1 : cores > 64 ? 64 : (int)cores };
	int rc;

	rc = prov_import_csv_open(options->file, &im.csv, err);
	if (rc == 0)
		rc = prov_import_head_read(call, options->kind, im.csv, pool, &im.head, err);
	if (rc == 0) {
		im.auth = prov_import_auth_new(call);
		rc = run(&im, err);
	}
	*counts = im.counts;
	prov_import_auth_free(im.auth);
	prov_import_warn_forget(&im);
	free(im.seen);
	prov_import_csv_close(im.csv);
	if (im.spool)
		fclose(im.spool);
	return rc;
}
