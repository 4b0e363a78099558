/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_batch.c - the lines of a batch: read, and built by as many threads as there is work for
 *
 * A hash of a password costs as much as some hundred lines, on purpose: those are made on all cores. Else one
 * thread builds lines while the batch before is written.
 */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "libprov/import/import.h"

#define LINES 2000		/* of a batch */
#define BYTES (4 * 1024 * 1024)	/* of its cells */
#define PASSWORDS 200		/* that have to be hashed */

void prov_import_batch_init(struct import *im, struct import_batch *b)
{
	*b = (struct import_batch){ .pool = prov_pool_new(), .err = PROV_ERR_INIT };
	b->lines = prov_alloc(LINES * sizeof(*b->lines));
	b->pools = prov_alloc((size_t)im->threads * sizeof(*b->pools));
	for (int i = 0; i < im->threads; i++)
		b->pools[i] = prov_pool_new();
}

static void clear_lines(struct import *im, struct import_batch *b)
{
	for (size_t i = 0; im->kind->clear && i < b->count; i++)
		im->kind->clear(&b->lines[i]);
	b->count = 0;
}

void prov_import_batch_fini(struct import *im, struct import_batch *b)
{
	clear_lines(im, b);
	prov_pool_free(b->pool);
	for (int i = 0; i < im->threads; i++)
		prov_pool_free(b->pools[i]);
	free(b->pools);
	free(b->lines);
}

static size_t bytes_of(const struct import_record *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		n += strlen(r->cells[i]) + 1;
	return n;
}

/* Is there a password to hash? The columns, -1: there is none. */
static bool is_plain(const struct import_line *line, int password, int mech)
{
	return !line->err && password >= 0 &&
		(mech < 0 || !line->cells[mech] || strcasecmp(line->cells[mech], "HASH") != 0);
}

void prov_import_batch_read(struct import *im, struct import_batch *b)
{
	int password = prov_import_head_find(&im->head, "password");
	int mech = prov_import_head_find(&im->head, "passwordmech");
	int name = prov_import_head_find(&im->head, prov_import_head_name(im->options->kind));
	size_t bytes = 0;

	clear_lines(im, b);
	prov_pool_reset(b->pool);
	prov_pool_secret(b->pool, "");		/* it is wiped from now on */
	for (int i = 0; i < im->threads; i++)
		prov_pool_reset(b->pools[i]);
	b->passwords = 0;
	while (b->count < LINES && bytes < BYTES && b->passwords < PASSWORDS) {
		struct import_record r;

		b->rc = prov_import_csv_next(im->csv, &r, &b->err);
		b->end = b->rc <= 0;
		if (b->end)
			return;
		bytes += bytes_of(&r);
		prov_import_line_take(&b->lines[b->count], &r, &im->head, name, b->pool);
		b->passwords += is_plain(&b->lines[b->count++], password, mech);
	}
}

/* ---- threads ---- */

struct share {
	struct import_worker worker;
	struct import_batch *b;
	size_t first, step;
	pthread_t thread;
	bool started;
};

static void *build(void *data)
{
	struct share *s = data;

	prov_user_build_init(&s->worker.row, prov_session_config(s->worker.im->call->session));
	s->worker.fields = (struct prov_sql_rows)PROV_SQL_ROWS_INIT;
	s->worker.json = (struct prov_str)PROV_STR_INIT;
	for (size_t i = s->first; i < s->b->count; i += s->step)
		if (!s->b->lines[i].err)
			s->worker.im->kind->build(&s->worker, &s->b->lines[i]);
	prov_user_build_fini(&s->worker.row);
	prov_secret_fini(&s->worker.fields.text);
	prov_str_fini(&s->worker.json);
	return NULL;
}

/* Signals are for the thread that talks with the database. */
static bool start(struct share *s)
{
	sigset_t all, old;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	started = pthread_create(&s->thread, NULL, build, s) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return started;
}

void prov_import_batch_build(struct import *im, struct import_batch *b)
{
	size_t n = b->passwords && !im->base_by_context ? (size_t)im->threads : 1;
	struct share *shares = prov_alloc(n * sizeof(*shares));

	for (size_t i = 0; i < n; i++) {
		shares[i] = (struct share){ .worker = { .im = im, .pool = b->pools[i] }, .b = b, .first = i,
					    .step = n };
		shares[i].started = i + 1 < n && start(&shares[i]);
	}
	for (size_t i = n; i-- > 0;)		/* ours, and those for which there was no thread */
		if (!shares[i].started)
			build(&shares[i]);
	for (size_t i = 0; i < n; i++)
		if (shares[i].started)
			pthread_join(shares[i].thread, NULL);
	free(shares);
}
