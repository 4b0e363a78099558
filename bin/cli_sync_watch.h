/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_sync_watch.h - ldapsync --watch: its sources, and when each is due
 */
#ifndef CLI_SYNC_WATCH_H
#define CLI_SYNC_WATCH_H

#include "bin/cli_sync.h"

/* One source. Times are those of prov_clock_ms(). */
struct cli_sync_watched {
	const struct prov_source_config *config;
	struct prov_directory_watch *watch;
	long long due;			/* a run at the latest then, */
	long long not_before;		/* and, whatever is told, not before that */
	int failures;			/* in a row */
	int full;			/* runs in a row that had to read everything */
	size_t waiting;			/* changes that were told */
	bool enough;			/* for a run */
	bool well;			/* its last run was carried out */
	bool told_never;		/* its server does not tell what changes */
	char *said;			/* the last failure that was told; or NULL */
	char *told_not;			/* why it cannot be told what changes, as it was said; or NULL */
};

/* ---- cli_sync_watch_batch.c ---- */

/* A run. What it says is printed, when the next one is due is noted. */
void cli_sync_watch_batch(struct cli_call *cli, struct cli_sync_watched *w);
/* Its directory tells what changes, if it can and is well. */
void cli_sync_watch_batch_listen(struct cli_call *cli, struct cli_sync_watched *w);
/* What was told since. */
void cli_sync_watch_batch_look(struct cli_sync_watched *w);
/* When it is to run next. */
long long cli_sync_watch_batch_next(const struct cli_sync_watched *w);
void cli_sync_watch_batch_fini(struct cli_sync_watched *w);

/* ---- cli_sync_watch_manager.c: what the service manager is told ---- */

/* How often it wants to hear of us, in milliseconds; 0: it does not. */
long long cli_sync_watch_manager_every(void);
void cli_sync_watch_manager_alive(void);
/* A run begins: until all its waits must have ended, nothing may be heard. */
void cli_sync_watch_manager_busy(const struct prov_config *config);
/* How the sources are. */
void cli_sync_watch_manager_status(const struct cli_sync_watched *all, size_t count);
void cli_sync_watch_manager_reloading(void);
void cli_sync_watch_manager_stopping(void);

#endif
