/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_watch.c - ldapsync --watch: stays, and does what changes in the directories as it happens
 *
 * It decides only when a run is to be made. A directory that tells what changes makes it due at once, but no
 * more than one a second; else it is due every so many seconds (source.*.interval), which is also when what
 * comes by the clock is seen: dates that have passed, and the time to read everything.
 *
 * SIGTERM ends it between two runs, SIGHUP reads the configuration again.
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <prov/directory.h>

#include "bin/cli_sync_watch.h"

struct watching {
	struct cli_call *cli;
	struct cli_sync_watched *all;
	size_t count;
	int signals;
	bool ends, reads_again;
};

/* ---- which sources ---- */

static bool can_be(const struct prov_source_config *source)
{
	return strcmp(source->mode, "full") != 0;
}

static int fail_mode(const char *which, struct prov_err *err)
{
	prov_fail(err, PROV_E_CONFIG, "%s everything in each run (mode = \"full\"), and cannot be watched",
		  which);
	return prov_err_hint(err, "set mode = \"auto\": then runs read what changed, where the directory "
			     "says so");
}

static void add(struct watching *x, const struct prov_source_config *source)
{
	x->all = prov_realloc(x->all, (x->count + 1) * sizeof(*x->all));
	x->all[x->count++] = (struct cli_sync_watched){ .config = source,
							.watch = prov_directory_watch_new() };
}

/* That of -s, or all that may be. */
static int add_sources(struct watching *x, const struct prov_config *config, struct prov_err *err)
{
	const struct cli_sync_opt *opt = x->cli->own;
	const struct prov_source_config *one = NULL;
	PROV_CLEANUP(prov_freep) char *which = NULL;

	if (opt->source || config->source_count < 2) {
		one = prov_config_source(config, opt->source, err);
		if (!one)
			return -1;
	}
	for (size_t i = 0; i < config->source_count; i++)
		if (can_be(&config->sources[i]) && (!one || one == &config->sources[i]))
			add(x, &config->sources[i]);
	which = one ? prov_asprintf("source \"%s\" reads", one->name) : prov_strdup("the sources read");
	return x->count ? 0 : fail_mode(which, err);
}

static void drop_sources(struct watching *x)
{
	for (size_t i = 0; i < x->count; i++)
		cli_sync_watch_batch_fini(&x->all[i]);
	free(x->all);
	x->all = NULL;
	x->count = 0;
}

/* ---- signals ---- */

static int catch_signals(struct watching *x, struct prov_err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	x->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return x->signals < 0 ? prov_fail_errno(err, PROV_E_INTERNAL, "cannot wait for signals") : 0;
}

static void take_signals(struct watching *x)
{
	struct signalfd_siginfo info;

	while (read(x->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		x->ends |= info.ssi_signo != SIGHUP;
		x->reads_again |= info.ssi_signo == SIGHUP;
	}
}

/* One that cannot be used changes nothing. */
static void read_again(struct watching *x)
{
	struct cli_process *process = x->cli->process;
	struct prov_session *old = process->session;
	struct watching next = { .cli = x->cli };
	struct prov_err err = PROV_ERR_INIT;
	const struct prov_config *config;

	x->reads_again = false;
	cli_sync_watch_manager_reloading();
	process->session = NULL;
	config = cli_config(x->cli, &err);
	if (!config || add_sources(&next, config, &err) < 0) {
		drop_sources(&next);
		prov_session_close(process->session);
		process->session = old;
		prov_err_context(&err, "the configuration was not read again");
		cli_exit_report(x->cli, &err);
	} else {
		drop_sources(x);
		prov_session_close(old);
		x->all = next.all;
		x->count = next.count;
	}
	cli_manager_tell("READY=1", strlen("READY=1"));
	cli_sync_watch_manager_status(x->all, x->count);
}

/* ---- the loop ---- */

static long long next_at(const struct watching *x)
{
	const long long every = cli_sync_watch_manager_every();
	long long at = every ? prov_clock_ms() + every : INT64_MAX;

	for (size_t i = 0; i < x->count; i++)
		if (cli_sync_watch_batch_next(&x->all[i]) < at)
			at = cli_sync_watch_batch_next(&x->all[i]);
	return at;
}

static void wait_for_news(const struct watching *x)
{
	struct pollfd *p = prov_alloc((x->count + 1) * sizeof(*p));
	const long long ms = next_at(x) - prov_clock_ms();

	p[0] = (struct pollfd){ x->signals, POLLIN, 0 };
	for (size_t i = 0; i < x->count; i++)
		p[i + 1] = (struct pollfd){ prov_directory_watch_fd(x->all[i].watch), POLLIN, 0 };
	poll(p, x->count + 1, ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms);
	free(p);
}

static void run_due(struct watching *x, struct cli_sync_watched *w)
{
	if (cli_sync_watch_batch_next(w) > prov_clock_ms())
		return;
	cli_sync_watch_manager_busy(prov_session_config(x->cli->process->session));
	cli_sync_watch_batch(x->cli, w);
	cli_sync_watch_batch_listen(x->cli, w);
	cli_sync_watch_manager_alive();
	cli_sync_watch_manager_status(x->all, x->count);
}

static void stay(struct watching *x)
{
	while (!x->ends) {
		for (size_t i = 0; i < x->count && !x->ends && !x->reads_again; i++) {
			cli_sync_watch_batch_look(&x->all[i]);
			run_due(x, &x->all[i]);
			take_signals(x);
		}
		if (x->reads_again && !x->ends)
			read_again(x);
		else if (!x->ends)
			wait_for_news(x);
		cli_sync_watch_manager_alive();
		take_signals(x);
	}
}

int cli_sync_watch(struct cli_call *cli, struct prov_err *err)
{
	const struct prov_config *config = cli_config(cli, err);
	struct watching x = { .cli = cli, .signals = -1 };
	int rc = config ? add_sources(&x, config, err) : -1;

	if (rc == 0)
		rc = catch_signals(&x, err);
	if (rc == 0) {
		cli_manager_tell("READY=1", strlen("READY=1"));
		stay(&x);
		cli_sync_watch_manager_stopping();
	}
	drop_sources(&x);
	if (x.signals >= 0)
		close(x.signals);
	return rc;
}
