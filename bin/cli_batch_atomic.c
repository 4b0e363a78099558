/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_atomic.c - all lines or none
 *
 * They are read first: what is wrong with a command line is told before anything is done, and a transaction
 * that lost to another one can be run again. What commands printed waits for the commit.
 */
#include "bin/cli_batch.h"

#define TRIES 3

struct all {
	struct cli_batch_text *lines;
	size_t count, cap;
	struct cli_batch_result *results;
};

static int read_all(struct cli_batch *b, struct all *all, struct prov_err *err)
{
	int rc = 1;

	while (rc > 0) {
		if (all->count == all->cap) {
			all->cap = all->cap ? 2 * all->cap : 64;
			all->lines = prov_realloc(all->lines, all->cap * sizeof(*all->lines));
		}
		rc = cli_batch_input_next(&b->input, &all->lines[all->count], err);
		all->count += rc > 0;
	}
	return rc;
}

static void drop_results(struct all *all)
{
	for (size_t i = 0; i < all->count; i++)
		cli_batch_line_fini(&all->results[i]);
	memset(all->results, 0, all->count * sizeof(*all->results));
	for (size_t i = 0; i < all->count; i++)
		all->results[i].out = all->results[i].err = (struct prov_str)PROV_STR_INIT;
}

static void free_all(struct all *all)
{
	if (all->results)
		drop_results(all);
	for (size_t i = 0; i < all->count; i++)
		cli_batch_input_wipe(&all->lines[i]);
	free(all->lines);
	free(all->results);
}

/* Every line that cannot be read. */
static int check(struct cli_batch *b, const struct all *all, struct prov_err *err)
{
	for (size_t i = 0; i < all->count; i++) {
		struct cli_batch_result result;

		cli_batch_line_run(b, &all->lines[i], CLI_BATCH_CHECK, &result);
		if (result.status == 0)
			cli_batch_line_fini(&result);
		else if (cli_batch_report_tell(b, &result, err) < 0)
			return -1;
	}
	return 0;
}

/* What the same lines may not meet again: a deadlock, a connection that broke. */
static bool is_passing(int status)
{
	return status == 105 || status == 106 || status == 107;
}

/* Up to the first failure, which is the last result: how many there are. */
static size_t run_all(struct cli_batch *b, struct all *all)
{
	size_t n = 0;

	while (n < all->count) {
		cli_batch_line_run(b, &all->lines[n], CLI_BATCH_RUN, &all->results[n]);
		if (all->results[n++].status)
			break;
	}
	return n;
}

static int tell_all(struct cli_batch *b, struct all *all, struct prov_err *err)
{
	for (size_t i = 0; i < all->count; i++)
		if (cli_batch_report_tell(b, &all->results[i], err) < 0)
			return -1;
	return 0;
}

/* 1: once more. */
static int attempt(struct cli_batch *b, struct all *all, struct prov_call *call, bool last,
		   struct prov_err *err)
{
	struct cli_batch_result *end;
	size_t n;

	drop_results(all);
	if (prov_session_begin(call, err) < 0)
		return -1;
	n = run_all(b, all);
	end = &all->results[n ? n - 1 : 0];
	if (n == 0 || end->status == 0)
		return prov_session_commit(call, err) < 0 ? -1 : tell_all(b, all, err);
	prov_session_rollback(call);
	return !last && is_passing(end->status) ? 1 : cli_batch_report_tell(b, end, err);
}

int cli_batch_atomic(struct cli_batch *b, struct prov_err *err)
{
	struct all all = { .count = 0 };
	struct prov_call *call = NULL;
	int rc = read_all(b, &all, err);

	all.results = prov_alloc((all.count + 1) * sizeof(*all.results));
	drop_results(&all);
	if (rc == 0)
		rc = check(b, &all, err);
	if (rc == 0 && b->failed == 0 && all.count) {
		call = cli_session(b->cli, err);
		rc = call ? 1 : -1;
	}
	for (int tries = 1; call && rc > 0; tries++)
		rc = attempt(b, &all, call, tries == TRIES, err);
	free_all(&all);
	return rc;
}
