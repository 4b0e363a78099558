/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_watch_batch.c - one source that is watched: a run now and then, and when the next one is due
 *
 * Each is a run like any other, with its lease, its judgement, its record and what it prints. What was told
 * before a run that was not carried out is told to nobody: the next one asks for all that came since the last
 * one that was.
 */
#include <signal.h>
#include <stdlib.h>

#include <prov/directory.h>
#include <prov/notify.h>

#include "bin/cli_sync_watch.h"

#define SECOND 1000LL
#define LONGEST 60		/* seconds between two tries */
#define LONGEST_BUSY 5		/* the same while another run is at it, */
#define OFTEN_BUSY 20		/* which is worth a word after so many */
/* Runs that read everything, one after the other: so many times as long as one took the next one waits, twice
 * that after each, and no longer than so many seconds but for the first time. */
#define REST 3
#define LONGEST_REST 600

void cli_sync_watch_batch_fini(struct cli_sync_watched *w)
{
	prov_directory_watch_free(w->watch);
	prov_freep(&w->said);
	prov_freep(&w->told_not);
}

long long cli_sync_watch_batch_next(const struct cli_sync_watched *w)
{
	if (w->enough && w->well && w->full < 2)
		return 0;
	return w->waiting || w->due < w->not_before ? w->not_before : w->due;
}

/* ---- what it says ---- */

static void forget(char **said)
{
	free(*said);
	*said = NULL;
}

static bool is_new(char **said, const char *text)
{
	if (*said && strcmp(*said, text) == 0)
		return false;
	free(*said);
	*said = prov_strdup(text);
	return true;
}

/* Once, until it is another one, or a run was carried out. Another run that is active is no fault. */
static void say(struct cli_call *cli, struct cli_sync_watched *w, const struct prov_err *err)
{
	if (err->code == PROV_E_BUSY && w->failures < OFTEN_BUSY)
		return;
	if (is_new(&w->said, err->msg))
		cli_exit_report(cli, err);
}

/* ---- when the next one is due ---- */

static long long back_off(int failures, int longest)
{
	const unsigned shift = failures < 1 ? 0 : failures < 8 ? (unsigned)failures - 1 : 7;
	const long long seconds = 1LL << shift;

	return SECOND * (seconds < longest ? seconds : longest);
}

/* Whatever is the reason that what changed is not enough, a directory is not read for ever. */
static long long rest_after(const struct cli_sync_watched *w, long long took)
{
	const unsigned shift = w->full < 2 ? 0 : w->full < 10 ? (unsigned)w->full - 2 : 8;
	const long long first = REST * took, ms = first << shift, longest = LONGEST_REST * SECOND;

	if (w->full < 2)
		return 0;
	return ms < longest ? ms : first < longest ? longest : first;
}

/* began: of this run. */
static void plan_next(struct cli_sync_watched *w, enum prov_code code, bool applied, long long began)
{
	const long long now = prov_clock_ms(), interval = w->config->interval * SECOND;

	w->well = applied || code == PROV_OK;
	w->failures = w->well ? 0 : w->failures + 1;
	w->due = now + interval;
	w->not_before = began + w->config->gather;
	if (code == PROV_E_GUARD && !w->well)
		w->not_before = w->due;
	else if (!w->well)
		w->not_before = w->due = now + back_off(w->failures, code == PROV_E_BUSY ? LONGEST_BUSY :
							LONGEST);
	if ((w->well || code == PROV_E_GUARD) && w->not_before < now + rest_after(w, now - began))
		w->not_before = now + rest_after(w, now - began);
}

/* ---- a run ---- */

/* Ctrl-C ends it as it ends any run; SIGTERM and SIGHUP wait for its end. */
static void let_interrupt(bool on)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	pthread_sigmask(on ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
}

/* What a run leaves in the pool of the call goes with it. */
static void run(struct cli_call *cli, struct cli_sync_watched *w, struct cli_sync *state)
{
	struct prov_err err = PROV_ERR_INIT;
	struct prov_pool *own = cli->pool;
	int rc;

	cli->pool = prov_pool_new();
	let_interrupt(true);
	rc = cli_sync_run_one(state, &err);
	let_interrupt(false);
	if (rc < 0)
		say(cli, w, &err);
	else if (state->code != PROV_OK && !state->applied)
		is_new(&w->said, "fails, which was told before");
	prov_pool_free(cli->pool);
	cli->pool = own;
	cli->status = 0;
	fflush(stdout);
}

void cli_sync_watch_batch(struct cli_call *cli, struct cli_sync_watched *w)
{
	const long long began = prov_clock_ms();
	struct cli_sync state = { .cli = cli, .source = w->config->name, .watch = w->watch };

	run(cli, w, &state);
	w->waiting = 0;
	w->enough = false;
	w->full = state.read_all ? w->full + 1 : 0;
	plan_next(w, state.code, state.applied, began);
	if (w->well)
		forget(&w->said);
	if (state.applied)
		prov_notify_wake(prov_session_config(cli->process->session));
}

/* ---- being told ---- */

/* After a run, so that a directory that is down is told of by that; then another one takes what came between
 * the two. */
void cli_sync_watch_batch_listen(struct cli_call *cli, struct cli_sync_watched *w)
{
	struct prov_err err = PROV_ERR_INIT;
	struct prov_call *call;
	int rc;

	if (!w->well || w->told_never || prov_directory_watch_is_told(w->watch))
		return;
	call = cli_bulk_session(cli, &err);
	rc = call ? prov_directory_watch_begin(w->watch, call, w->config, &err) : -1;
	w->told_never = rc == 0;
	if (rc > 0) {
		forget(&w->told_not);
		w->due = 0;
	} else if (rc < 0 && is_new(&w->told_not, err.msg)) {
		cli_exit_report(cli, &err);
	}
}

/* A connection that broke is noticed at once: the run that follows says what is the matter. */
void cli_sync_watch_batch_look(struct cli_sync_watched *w)
{
	struct prov_err err = PROV_ERR_INIT;
	size_t waiting = 0;

	if (prov_directory_watch_look(w->watch, &waiting, &w->enough, &err) < 0) {
		w->due = 0;
		w->enough = false;
	}
	w->waiting = waiting;
}
