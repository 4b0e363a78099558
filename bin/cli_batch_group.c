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
#include <prov/notify.h>

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
		*rc = cli_batch_line_next(b, &b->items[b->count], err);
		b->count += *rc > 0;
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

int cli_batch_group_lock(struct prov_call *call, const struct cli_batch_item *items, size_t count,
			 struct prov_err *err)
{
	long long *contexts = prov_alloc((3 * count + 1) * sizeof(*contexts));
	size_t n = 0;
	int rc;

	for (size_t i = 0; i < count; i++) {
		const long long of[] = { items[i].context, items[i].both[0], items[i].both[1] };

		for (size_t k = 0; items[i].place == CLI_JOINS && k < COUNT(of); k++)
			if (of[k])
				contexts[n++] = of[k];
	}
	rc = n ? prov_session_lock(call, contexts, n, err) : 0;
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
	return !item->command || item->place == CLI_JOINS || item->place == CLI_READS;
}

static size_t joining(const struct cli_batch *b)
{
	size_t n = 0;

	while (n < b->count && joins(&b->items[n]))
		n++;
	return n;
}

static void forget(struct cli_batch_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cli_batch_report_forget(&items[i].result);
}

static bool must_stop(const struct cli_batch *b, const struct cli_batch_item *item)
{
	return item->result.status && !b->go_on;
}

/* Runs lines up to the first failure that ends all, or until it has been long enough. How many; the last one
 * may have to be run in another way. */
static size_t run_lines(struct cli_batch *b, struct cli_batch_item *items, size_t n)
{
	long long end = prov_clock_ms() + LONGEST_MS;
	size_t i = 0;

	while (i < n) {
		struct cli_batch_item *item = &items[i++];

		cli_batch_line_run(b, item, CLI_BATCH_RUN);
		if (must_stop(b, item) || cli_batch_group_is_passing(item->result.status) ||
		    prov_clock_ms() > end)
			break;
	}
	return i;
}

/* A transaction around lines. */
struct attempt {
	struct cli_batch_item *items;
	size_t count;
	enum way way;
	bool last;			/* a failure is that of the line, and not of the way */
	struct prov_err why;		/* it was taken back */
	struct cli_batch_report report;
};

/* Whether the lines are done is not known, and the server cannot be asked: once more could be twice. */
static int fail_unknown(const struct attempt *a, struct prov_err *err)
{
	*err = a->why;
	return prov_err_context(err, "line %lld and what follows", a->items[0].text.number);
}

/* A line, or the database, does not want it so. */
static int take_back(struct prov_call *call, struct attempt *a, size_t ran)
{
	prov_session_rollback(call);
	forget(a->items, ran);
	cli_batch_report_fini(&a->report);
	return 0;
}

static int begin(struct cli_batch *b, struct attempt *a, struct prov_call **call)
{
	*call = cli_session(b->cli, &a->why);
	if (!*call)
		return -1;
	if (a->items[0].command && a->items[0].command->makes_database)
		(*call)->made = cli_made;
	return a->way == TOGETHER ? prov_session_begin_many(*call, &a->why) :
		prov_session_begin(*call, &a->why);
}

/* What is going to be committed is in the journal before it is. */
static int note(struct cli_batch *b, struct prov_call *call, struct attempt *a, struct prov_err *err)
{
	struct prov_session_mark mark;

	if (!b->journal)
		return 0;
	if (prov_session_prepare(call, &mark, &a->why) < 0)
		return 1;
	return mark.seq ? cli_batch_journal_try(b->journal, &mark, &a->report, err) : 0;
}

/* From the last line to the commit: 1 done, 0 taken back, -1 an error of all. */
static int finish(struct cli_batch *b, struct prov_call *call, struct attempt *a, size_t ran,
		  struct prov_err *err)
{
	int rc;

	for (size_t i = 0; i < ran; i++)
		cli_batch_report_add(b, &a->items[i], &a->report);
	rc = note(b, call, a, err);
	if (rc == 0 && prov_session_commit(call, &a->why) == 0) {
		prov_notify_wake(prov_session_config(call->session));
		return 1;
	}
	take_back(call, a, 0);
	if (rc == 0 && a->why.code == PROV_E_UNAVAILABLE && !a->why.retry)
		return fail_unknown(a, err);
	return rc < 0 ? -1 : 0;
}

/* From begin to commit: how many lines are done, and their report; 0: none, for the reason in why. -1: an
 * error of all. */
static int transact(struct cli_batch *b, struct attempt *a, struct prov_err *err)
{
	struct prov_call *call;
	size_t ran;
	int status, rc;

	if (begin(b, a, &call) < 0)
		return 0;
	if (a->count > 1 && cli_batch_group_lock(call, a->items, a->count, &a->why) < 0)
		return take_back(call, a, 0);
	ran = run_lines(b, a->items, a->count);
	status = a->items[ran - 1].result.status;
	if (cli_batch_group_is_passing(status) && !a->last) {
		prov_fail(&a->why, status == 106 ? PROV_E_CONFLICT : PROV_E_TIMEOUT, "line");
		return take_back(call, a, ran);
	}
	rc = finish(b, call, a, ran, err);
	return rc > 0 ? (int)ran : rc;
}

/* Tells what is done, for good. */
static int deliver(struct cli_batch *b, struct cli_batch_report *report, struct prov_err *err)
{
	int rc = b->deliver(b, report, err);

	cli_batch_report_fini(report);
	return rc;
}

/* How many lines are done; 0: none, *way is the next to try. -1: an error of all. */
static int attempt(struct cli_batch *b, size_t n, enum way *way, struct prov_err *err)
{
	struct attempt a = { .items = b->items, .count = n, .way = *way, .why = PROV_ERR_INIT,
			     .report = CLI_BATCH_REPORT_INIT };
	int done = transact(b, &a, err);

	if (done == 0)
		*way = *way == TOGETHER && (a.why.code == PROV_E_CONFLICT || a.why.code == PROV_E_STORAGE) ?
			ONE_BY_ONE : ALONE;
	return done > 0 && deliver(b, &a.report, err) < 0 ? -1 : done;
}

#define TRIES 3

/* With a journal what is about to be done has to be known before its commit. 1 done, 0: not like this. */
static int alone_noted(struct cli_batch *b, struct cli_batch_item *item, struct prov_err *err)
{
	int done = 0;

	for (int nth = 1; done == 0 && nth <= TRIES; nth++) {
		struct attempt a = { .items = item, .count = 1, .way = ONE_BY_ONE, .last = nth == TRIES,
				     .why = PROV_ERR_INIT, .report = CLI_BATCH_REPORT_INIT };

		done = transact(b, &a, err);
		if (done > 0 && deliver(b, &a.report, err) < 0)
			return -1;
	}
	return done;
}

static int alone_at_once(struct cli_batch *b, struct cli_batch_item *item, struct prov_err *err)
{
	struct cli_batch_report report = CLI_BATCH_REPORT_INIT;

	cli_batch_line_run(b, item, CLI_BATCH_RUN);
	cli_batch_report_add(b, item, &report);
	return deliver(b, &report, err);
}

static int alone(struct cli_batch *b, size_t n, struct prov_err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct cli_batch_item *item = &b->items[i];
		int rc = b->journal && joins(item) ? alone_noted(b, item, err) : 0;

		if (rc < 0 || (rc == 0 && alone_at_once(b, item, err) < 0))
			return -1;
		if (b->failed && !b->go_on)
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
	return done;
}

int cli_batch_group(struct cli_batch *b, struct prov_err *err)
{
	struct prov_err reading = PROV_ERR_INIT;
	int rc = 1, done = 0;

	while (done >= 0 && (b->go_on || !b->failed) && !(b->stop && *b->stop)) {
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
