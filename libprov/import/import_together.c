/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_together.c - contexts, groups and resources: some lines in one transaction
 *
 * That saves the disk's time of a commit for each. A line is a savepoint, so that one that is rejected takes
 * back nothing of the others, and each is told when it is committed. What fails otherwise (a deadlock, a
 * connection that breaks) is done again with a transaction for each line, which is repeated as that of a
 * single command.
 */
#include "libprov/import/import.h"

#define MOST 60			/* savepoints: PostgreSQL keeps 64 of a transaction in memory */
#define LONGEST_MS 100		/* so long others wait for the contexts, and a line more */

static int write_line(struct import *im, struct import_batch *b, struct import_line *line,
		      struct prov_err *err)
{
	struct prov_err why = PROV_ERR_INIT;
	int rc = line->err ? 0 : im->kind->write_line(im, line, &why);

	if (rc > 0)
		prov_import_line_reject(line, &im->head, b->pool, &why);
	if (rc < 0)
		*err = why;
	return rc < 0 ? -1 : 0;
}

/* The contexts of groups and resources; those of contexts are not there yet. */
static int lock(struct import *im, const struct import_line *lines, size_t count, struct prov_err *err)
{
	long long contexts[MOST];
	size_t n = 0;

	if (im->kind->makes_contexts)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (!lines[i].err)
			contexts[n++] = lines[i].context;
	return n ? prov_session_lock(im->call, contexts, n, err) : 0;
}

/* How many of the lines were written, at least one; 0: err says why not. */
static size_t write_some(struct import *im, struct import_batch *b, struct import_line *lines, size_t count,
			 struct prov_err *err)
{
	long long end = prov_clock_ms() + LONGEST_MS;
	size_t n = 0;

	if (lock(im, lines, count, err) < 0)
		return 0;
	do
		if (write_line(im, b, &lines[n++], err) < 0)
			return 0;
	while (n < count && prov_clock_ms() < end);
	return n;
}

/* Whether the lines are done is not known, and the server cannot be asked: once more could be twice. */
static int fail_unknown(const struct import_line *first, const struct prov_err *why, struct prov_err *err)
{
	*err = *why;
	return prov_err_context(err, "line %lld and what follows", first->line);
}

/* Whether they are committed. What a transaction that was taken back has found is found again. */
static int transact(struct import *im, struct import_batch *b, struct import_line *lines, size_t count,
		    size_t *done, struct prov_err *err)
{
	struct prov_err why = PROV_ERR_INIT;
	bool good[MOST];

	for (size_t i = 0; i < count; i++)
		good[i] = !lines[i].err;
	if (prov_session_begin(im->call, &why) < 0)
		return 0;
	*done = write_some(im, b, lines, count, &why);
	if (*done && prov_session_commit(im->call, &why) == 0)
		return 1;
	prov_session_rollback(im->call);
	if (*done && why.code == PROV_E_UNAVAILABLE && !why.retry)
		return fail_unknown(&lines[0], &why, err);
	for (size_t i = 0; i < count; i++)
		lines[i].err = good[i] ? NULL : lines[i].err;
	return 0;
}

int prov_import_together_write(struct import *im, struct import_batch *b, size_t from, size_t *done,
			       struct prov_err *err)
{
	struct import_line *lines = &b->lines[from];
	size_t left = b->count - from;
	int rc = 0;

	/* within a transaction of all, each is a savepoint anyway */
	if (!im->options->atomic && !im->options->dry_run && left > 1)
		rc = transact(im, b, lines, left < MOST ? left : MOST, done, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	*done = 1;
	return write_line(im, b, lines, err);
}
