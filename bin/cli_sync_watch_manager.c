/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_watch_manager.c - what the service manager is told of ldapsync --watch, as sd_notify(3) has it
 *
 * Between runs it hears of us twice in the time that it waits for that (WatchdogSec=). A run may take longer:
 * it waits for directory and database, and each of these waits has an end of its own. So that time is made
 * longer before, and what it was again after it.
 */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <prov/directory.h>

#include "bin/cli_sync_watch.h"

static void tell(struct prov_str *s)
{
	cli_manager_tell(s->p, s->len);
	prov_str_fini(s);
}

static long long number_of(const char *name)
{
	const char *text = getenv(name);
	long long n = 0;

	return text && prov_int_parse(text, 1, INT64_MAX / 4, &n) ? n : 0;
}

/* Microseconds; 0: there is none, or it is that of another process. */
static long long watchdog(void)
{
	const long long pid = number_of("WATCHDOG_PID");

	return cli_manager_listens() && (!pid || pid == getpid()) ? number_of("WATCHDOG_USEC") : 0;
}

long long cli_sync_watch_manager_every(void)
{
	const long long ms = watchdog() / 2000;

	return watchdog() && ms < 1 ? 1 : ms;
}

static void tell_watchdog(long long us)
{
	struct prov_str s = PROV_STR_INIT;

	if (!watchdog())
		return;
	prov_str_addf(&s, "WATCHDOG_USEC=%lld\nWATCHDOG=1", us);
	tell(&s);
}

void cli_sync_watch_manager_alive(void)
{
	tell_watchdog(watchdog());
}

/* Reading has a deadline, and each statement; of those of a plan one or two are long. */
void cli_sync_watch_manager_busy(const struct prov_config *config)
{
	const long long deadline = config->sync_deadline ? config->sync_deadline : 365 * 86400LL;
	const long long seconds = deadline + 3LL * config->database_bulk_timeout;

	tell_watchdog(watchdog() + seconds * 1000000);
}

static void add_source(struct prov_str *s, const struct cli_sync_watched *w)
{
	prov_str_addf(s, "%s: ", w->config->name);
	if (w->said)
		prov_plain_add(s, w->said);
	else if (prov_directory_watch_is_told(w->watch))
		prov_str_add(s, "is told what changes");
	else
		prov_str_addf(s, "looks every %d seconds", w->config->interval);
}

void cli_sync_watch_manager_status(const struct cli_sync_watched *all, size_t count)
{
	struct prov_str s = PROV_STR_INIT;

	if (!cli_manager_listens())
		return;
	prov_str_add(&s, "STATUS=");
	for (size_t i = 0; i < count; i++) {
		prov_str_add(&s, i ? "; " : "");
		add_source(&s, &all[i]);
	}
	tell(&s);
}

void cli_sync_watch_manager_reloading(void)
{
	struct timespec now = { 0, 0 };
	struct prov_str s = PROV_STR_INIT;

	clock_gettime(CLOCK_MONOTONIC, &now);
	prov_str_addf(&s, "RELOADING=1\nMONOTONIC_USEC=%lld",
		      (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	tell(&s);
}

void cli_sync_watch_manager_stopping(void)
{
	cli_manager_tell("STOPPING=1", strlen("STOPPING=1"));
}
