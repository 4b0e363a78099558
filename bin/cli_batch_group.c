/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_group.c - lines that are there at once become one transaction
 *
 * That saves the disk's time of a commit for each. What a line does, prints and ends with is as if it were
 * alone, and it is told after the commit. There are three ways, and what does not go the first way is taken
 * back and goes the next one:
 *
 *	together	new users are kept and written by few statements; that one of them cannot be created
 *			is told of all
 *	one by one	each line is a savepoint, which goes alone if the line fails
 *	alone		each is a transaction of its own, as in a process of its own: after a deadlock, a
 *			connection that broke, an answer that took too long
 */
#include "bin/cli_batch.h"

#define LONGEST_MS 100		/* so long others wait for the contexts of a group, and a line more */
#define REST 15			/* groups */

enum way { TOGETHER, ONE_BY_ONE, ALONE };

/* ---- reading ---- */

/* At least one line, if there is one, and those that are there at once. An error waits until they are run. */
static void fill(struct cli_batch *b, int *rc, struct prov_err *err)
{
	while (*rc > 0 && b->count < CLI_BATCH_MOST &&
	       (b->count == 0 || cli_batch_input_is_ready(&b->input))) {
		struct cli_batch_item *item = &b->items[b->count];

		*rc = cli_batch_input_next(&b->input, &item->text, err);
		if (*rc > 0) {
			cli_batch_line_look(b, item);
			b->count++;
		}
	}
}

static void drop(struct cli_batch *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cli_batch_input_wipe(&b->items[i].text);
	b->count -= n;
	memmove(b->items, b->items + n, b->count * sizeof(*b->items));
}

/* ---- contexts ---- */

static int by_number(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

int cli_batch_group_lock(struct prov_call *call, const struct cli_batch_item *items, size_t count,
			 struct prov_err *err)
{
	long long *contexts = prov_alloc((count + 1) * sizeof(*contexts));
	size_t n = 0, kept = 0;
	int rc;

	for (size_t i = 0; i < count; i++)
		if (items[i].context && items[i].command->in_batch == CLI_JOINS)
			contexts[n++] = items[i].context;
	qsort(contexts, n, sizeof(*contexts), by_number);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || contexts[kept - 1] != contexts[i])
			contexts[kept++] = contexts[i];
	rc = kept ? prov_session_lock(call, contexts, kept, err) : 0;
	free(contexts);
	return rc;
}

/* ---- running ---- */

bool cli_batch_group_is_passing(int status)
{
	return status == 105 || status == 106 || status == 107;
}

static bool joins(const struct cli_batch_item *item)
{
	return !item->command || item->command->in_batch == CLI_JOINS || item->command->in_batch == CLI_READS;
}

static size_t joining(const struct cli_batch *b)
{
	size_t n = 0;

	while (n < b->count && joins(&b->items[n]))
		n++;
	return n;
}

static int tell(struct cli_batch *b, size_t n, struct prov_err *err)
{
	for (size_t i = 0; i < n; i++)
		if (cli_batch_report_tell(b, &b->items[i].result, err) < 0)
			return -1;
	return 0;
}

static void forget(struct cli_batch *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cli_batch_line_fini(&b->items[i].result);
}

static bool must_stop(const struct cli_batch *b, const struct cli_batch_item *item)
{
	return item->result.status && !b->go_on;
}

/* Runs lines up to the first failure that ends all, or until it has been long enough. How many; the last one
 * may have to be run in another way. */
static size_t run_lines(struct cli_batch *b, size_t n)
{
	long long end = prov_clock_ms() + LONGEST_MS;
	size_t i = 0;

	while (i < n) {
		struct cli_batch_item *item = &b->items[i++];

		cli_batch_line_run(b, &item->text, CLI_BATCH_RUN, &item->result);
		if (must_stop(b, item) || cli_batch_group_is_passing(item->result.status) ||
		    prov_clock_ms() > end)
			break;
	}
	return i;
}

/* Whether the lines are done is not known, and the server cannot be asked: once more could be twice. */
static int fail_unknown(const struct cli_batch *b, const struct prov_err *why, struct prov_err *err)
{
	*err = *why;
	return prov_err_context(err, "line %lld and what follows", b->items[0].text.number);
}

/* A line, or the database, does not want it so. */
static int take_back(struct cli_batch *b, struct prov_call *call, size_t ran)
{
	prov_session_rollback(call);
	forget(b, ran);
	return 0;
}

/* From begin to commit: how many lines are done; 0: none, for the reason in why. -1: who knows. */
static int transact(struct cli_batch *b, size_t n, enum way way, struct prov_err *why, struct prov_err *err)
{
	struct prov_call *call = cli_session(b->cli, why);
	size_t ran;
	int status;

	if (!call || (way == TOGETHER ? prov_session_begin_many(call, why) :
		      prov_session_begin(call, why)) < 0)
		return 0;
	if (cli_batch_group_lock(call, b->items, n, why) < 0)
		return take_back(b, call, 0);
	ran = run_lines(b, n);
	status = b->items[ran - 1].result.status;
	if (cli_batch_group_is_passing(status)) {
		prov_fail(why, status == 106 ? PROV_E_CONFLICT : PROV_E_TIMEOUT, "line");
		return take_back(b, call, ran);
	}
	if (prov_session_commit(call, why) == 0)
		return (int)ran;
	take_back(b, call, ran);
	return why->code == PROV_E_UNAVAILABLE && !why->retry ? fail_unknown(b, why, err) : 0;
}

/* How many lines are done; 0: none, *way is the next to try. -1: who knows. */
static int attempt(struct cli_batch *b, size_t n, enum way *way, struct prov_err *err)
{
	struct prov_err why = PROV_ERR_INIT;
	int done = transact(b, n, *way, &why, err);

	if (done == 0)
		*way = *way == TOGETHER && (why.code == PROV_E_CONFLICT || why.code == PROV_E_STORAGE) ?
			ONE_BY_ONE : ALONE;
	return done;
}

static int alone(struct cli_batch *b, size_t n, struct prov_err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct cli_batch_item *item = &b->items[i];

		cli_batch_line_run(b, &item->text, CLI_BATCH_RUN, &item->result);
		if (cli_batch_report_tell(b, &item->result, err) < 0)
			return -1;
		if (must_stop(b, item))
			return (int)i + 1;
	}
	return (int)n;
}

/* Where it was in vain again and again it is not tried for some time. */
static enum way first_way(struct cli_batch *b)
{
	if (b->rest == 0)
		return TOGETHER;
	b->rest--;
	return ONE_BY_ONE;
}

static void learn(struct cli_batch *b, enum way first, enum way way)
{
	if (first == TOGETHER && way == TOGETHER)
		b->vain = 0;
	else if (first == TOGETHER)
		b->rest = b->vain = b->vain < REST ? 2 * b->vain + 1 : REST;
}

/* Some of the lines that were read: how many, or -1. */
static int run_some(struct cli_batch *b, struct prov_err *err)
{
	size_t n = joining(b);
	enum way first = n > 1 ? first_way(b) : ALONE, way = first;
	int done = 0;

	while (done == 0 && way != ALONE)
		done = attempt(b, n, &way, err);
	learn(b, first, way);
	if (done == 0)
		return alone(b, n > 1 ? n : 1, err);
	return done < 0 || tell(b, (size_t)done, err) < 0 ? -1 : done;
}

int cli_batch_group(struct cli_batch *b, struct prov_err *err)
{
	struct prov_err reading = PROV_ERR_INIT;
	int rc = 1, done = 0;

	while (done >= 0 && (b->go_on || !b->failed)) {
		fill(b, &rc, &reading);
		if (b->count == 0)
			break;
		done = run_some(b, err);
		drop(b, done > 0 ? (size_t)done : 0);
	}
	drop(b, b->count);
	if (done >= 0 && rc < 0)
		*err = reading;
	return done < 0 || rc < 0 ? -1 : 0;
}
