/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_atomic.c - all lines or none
 *
 * They are read first: what is wrong with a command line is told before anything is done, and a transaction
 * that lost to another one can be run again. What commands printed waits for the commit.
 */
#include "bin/cli_batch.h"

#define TRIES 4

struct all {
	struct cli_batch_item *items;
	size_t count, cap;
	size_t ran;			/* of these there are results */
	bool makes_database;		/* one of the programs does */
};

static int read_all(struct cli_batch *b, struct all *all, struct prov_err *err)
{
	int rc = 1;

	while (rc > 0) {
		if (all->count == all->cap) {
			all->cap = all->cap ? 2 * all->cap : 64;
			all->items = prov_realloc(all->items, all->cap * sizeof(*all->items));
		}
		rc = cli_batch_line_next(b, &all->items[all->count], err);
		all->count += rc > 0;
	}
	return rc;
}

static void forget(struct all *all)
{
	for (size_t i = 0; i < all->ran; i++)
		cli_batch_report_forget(&all->items[i].result);
	all->ran = 0;
}

static void free_all(struct all *all)
{
	forget(all);
	for (size_t i = 0; i < all->count; i++)
		cli_batch_input_wipe(&all->items[i].text);
	free(all->items);
}

static int tell(struct cli_batch *b, struct cli_batch_item *items, size_t count, struct prov_err *err)
{
	struct cli_batch_report report = CLI_BATCH_REPORT_INIT;
	int rc;

	for (size_t i = 0; i < count; i++)
		cli_batch_report_add(b, &items[i], &report);
	rc = b->deliver(b, &report, err);
	cli_batch_report_fini(&report);
	return rc;
}

/* Tells every line that cannot be read. */
static int check(struct cli_batch *b, struct all *all, struct prov_err *err)
{
	for (size_t i = 0; i < all->count; i++) {
		struct cli_batch_item *item = &all->items[i];

		all->makes_database |= item->command && item->command->makes_database;
		cli_batch_line_run(b, item, CLI_BATCH_CHECK);
		if (item->result.status == 0)
			cli_batch_report_forget(&item->result);
		else if (tell(b, item, 1, err) < 0)
			return -1;
	}
	return 0;
}

/* Up to the first failure; its status, or 0. */
static int run_all(struct cli_batch *b, struct all *all)
{
	while (all->ran < all->count) {
		struct cli_batch_item *item = &all->items[all->ran++];

		cli_batch_line_run(b, item, CLI_BATCH_RUN);
		if (item->result.status)
			return item->result.status;
	}
	return 0;
}

/* 1: once more. The first attempt creates users together; which of them cannot be created tells the next. */
static int attempt(struct cli_batch *b, struct all *all, struct prov_call *call, int nth,
		   struct prov_err *err)
{
	int status;

	forget(all);
	if ((nth == 1 ? prov_session_begin_many(call, err) : prov_session_begin(call, err)) < 0)
		return -1;
	if (cli_batch_group_lock(call, all->items, all->count, err) < 0) {
		prov_session_rollback(call);
		return nth < TRIES && err->retry ? 1 : -1;
	}
	status = run_all(b, all);
	if (status == 0 && prov_session_commit(call, err) == 0)
		return tell(b, all->items, all->count, err);
	prov_session_rollback(call);
	if (status == 0)
		return nth < TRIES && err->retry ? 1 : -1;
	return nth < TRIES && cli_batch_group_is_passing(status) ? 1 :
		tell(b, &all->items[all->ran - 1], 1, err);
}

static int run(struct cli_batch *b, struct all *all, struct prov_err *err)
{
	struct prov_call *call = cli_session(b->cli, err);
	int rc = call ? 1 : -1;

	if (call && all->makes_database)
		call->made = cli_made;
	for (int nth = 1; rc > 0; nth++)
		rc = attempt(b, all, call, nth, err);
	return rc;
}

int cli_batch_atomic(struct cli_batch *b, struct prov_err *err)
{
	struct all all = { .count = 0 };
	int rc = read_all(b, &all, err);

	if (rc == 0)
		rc = check(b, &all, err);
	if (rc == 0 && b->failed == 0 && all.count)
		rc = run(b, &all, err);
	free_all(&all);
	return rc;
}
