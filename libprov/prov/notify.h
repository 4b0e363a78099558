/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/notify.h - who is told of changes, and what waits to be told (docs/events.md)
 *
 * The change log says what was changed; each deliverer, a command of prov.conf, has a position in the log
 * of each context. Nothing is written for it by what changes something.
 */
#ifndef PROV_NOTIFY_H
#define PROV_NOTIFY_H

#include <prov/event.h>
#include <prov/rows.h>
#include <prov/session.h>
#include <prov/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct prov_notify_params {
	bool watch;		/* goes on until stop_fd can be read */
	bool retry;		/* also what would be tried again later */
	int interval;		/* of watch: seconds after which it looks without being woken */
	int stop_fd;		/* can be read: it is time to end; -1: nobody asks for that */
	int remind;		/* hours after which a failure that was said is said again; 0: always */
};

struct prov_notify_counts {
	long long events, deliveries;	/* that were told */
	/* Deliverers that could not be told. Where that was said before, and why has not changed, it is no
	 * error. */
	size_t failing;
};

/* Delivers what waits; the call's warn hears who fails and who works again. BUSY: somebody else delivers
 * (watch waits). CONFIG: no deliverer, or one whose command nobody may run. INCOMPLETE: something could
 * not be told. */
PROV_API PROV_MUST_CHECK int prov_notify_run(struct prov_call *call, const struct prov_notify_params *params,
	struct prov_notify_counts *counts, struct prov_err *err);

/* A row for each deliverer: what waits, since when, what failed. *well: nothing fails, and nothing waits
 * for longer than PROV_NOTIFY_OVERDUE. */
#define PROV_NOTIFY_OVERDUE 600	/* seconds */
PROV_API size_t prov_notify_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_notify_list(struct prov_call *call, const struct prov_rows *rows,
	bool *well,
	struct prov_err *err);

/* Adds to a status what is wrong with deliverers that are configured; nothing where the database of the
 * status could not be asked. */
PROV_API void prov_notify_status(struct prov_call *call, struct prov_status *status);

/* Forgets a deliverer: what was told it, and what waits. If it is configured it is a new one. NO_RECORD. */
PROV_API PROV_MUST_CHECK int prov_notify_forget(struct prov_call *call, const char *name,
	struct prov_err *err);

/* After a change: wakes who delivers on this machine, if somebody does and a deliverer is configured.
 * Waits for nothing and cannot fail: who is not woken looks by itself. */
PROV_API void prov_notify_wake(const struct prov_config *config);

#ifdef __cplusplus
}
#endif

#endif
