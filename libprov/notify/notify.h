/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify/notify.h - what the files of this folder share
 *
 *	notify_event.c	from a line of the change log to an event, and to JSON
 *	notify_read.c	from the positions of a deliverer to a batch of events
 *	notify_state.c	what is known of a deliverer, and what came of a delivery
 *	notify_lease.c	one process delivers at a time
 *	notify_child.c	the command of a deliverer
 *	notify_run.c	the loop
 *	notify_wake.c	how a change wakes it
 *	notify_list.c	what waits, for people
 */
#ifndef NOTIFY_H
#define NOTIFY_H

#include <jansson.h>
#include <prov/notify.h>
#include <sys/types.h>

#include "libprov/model/model.h"

/* ---- notify_event.c ---- */

/* A line of the change log, as query/notify/lines.inc has it. */
struct prov_notify_line {
	long long context, seq, id;
	const char *at, *action, *kind;
	json_t *before, *after;		/* or NULL */
	const char *login;		/* of what it is about, as it is now; NULL: it is gone */
	json_t *addresses;		/* the same */
	const json_t *mappings;		/* all names of the context */
};

/* Bits of enum prov_event. */
unsigned prov_notify_event_of(const struct prov_notify_line *line);
/* Adds the event as one line of JSON. Only names, ids and words: no value of an attribute. */
void prov_notify_event_write(struct prov_str *out, const struct prov_notify_line *line, unsigned events);
/* The bits of these words; of none those that are told unasked. */
unsigned prov_notify_event_wanted(const char *const *words, size_t count);

/* ---- notify_child.c ---- */

struct prov_notify_child {
	pid_t pid;
	int fd, in, out;		/* pidfd, its standard input, its output; -1: closed */
	const char *text;		/* not sent yet; the caller's */
	size_t len;
	struct prov_str output;		/* the end of what it wrote */
	long long end_at;		/* prov_clock_ms(): when it is ended */
	int seconds;			/* that it has */
	bool late, killed;
};

enum prov_notify_outcome { PROV_NOTIFY_TOLD, PROV_NOTIFY_FAILED, PROV_NOTIFY_LATER };

/* Who may run the command? CONFIG. */
int prov_notify_child_check(const struct prov_deliverer_config *config, struct prov_err *err);
int prov_notify_child_start(struct prov_notify_child *child, const struct prov_deliverer_config *config,
	const char *text, size_t len, struct prov_err *err);
/* Sends and receives what can be without waiting. true: it has ended. */
bool prov_notify_child_go_on(struct prov_notify_child *child);
/* How it ended, after which nothing of it is left; adds why to reason unless it is TOLD. */
enum prov_notify_outcome prov_notify_child_end(struct prov_notify_child *child, struct prov_str *reason);
/* Ends it at once. */
void prov_notify_child_stop(struct prov_notify_child *child);

/* ---- a deliverer ---- */

struct prov_notify_place {
	long long context, seq;		/* a line of the change log; seq 0: none */
};

struct prov_notify_batch {
	struct prov_str text;		/* of the events, a line each */
	size_t count;
	struct prov_notify_place *told;	/* where the positions are after it, one for each context */
	size_t told_count, told_room;
	/* an event that was left out, to see whether the next one goes */
	struct prov_notify_place skipped;
	struct prov_notify_place aside;	/* the only event: one that had been set aside */
	long long oldest;		/* Unix time of the first event; 0: none */
	size_t too_old;			/* changes that are not told any more */
	bool more;			/* something is left */
};

struct prov_deliverer {
	const struct prov_deliverer_config *config;
	unsigned wanted;
	int size, tries;		/* of the next delivery; failures since the last success */
	bool failing;
	char *error;			/* of the last failure, or NULL */
	/* prov_clock_ms(): when to look; INT64_MAX: when something wakes us */
	long long due_at;
	bool running;
	struct prov_notify_batch batch;
	struct prov_notify_child child;
};

struct prov_notify {
	struct prov_call *call;
	const struct prov_notify_params *params;
	struct prov_notify_counts *counts;
	struct prov_deliverer *deliverers;
	size_t count;
	int wake_fd;			/* -1: nobody can wake us */
	long long look_at;		/* when to look without being woken */
	/* lease */
	char *owner, run[37];
	long long fence, renew_at;
	bool locked;
};

/* ---- notify_read.c ---- */

void prov_notify_read_fini(struct prov_notify_batch *batch);
/* Reads at most limit events that are not told yet, and how far that goes. skip: leaves the first one out, if
 * there is another one. */
int prov_notify_read(struct prov_sql *db, const struct prov_deliverer *d, size_t limit, bool skip,
	struct prov_notify_batch *batch, struct prov_err *err);
/* The event that was set aside and is due first: 1 it is in batch; 0 none is due, *wait seconds until one
 * is, -1 if there is none. What is not in the log any more, or too old, is dropped. */
int prov_notify_read_aside(struct prov_sql *db, const struct prov_deliverer *d,
	struct prov_notify_batch *batch,
	long long *wait, struct prov_err *err);

/* ---- notify_state.c ---- */

/* Reads it, or begins it: then what changes from now on is told. */
int prov_notify_state_load(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err);
/* The batch was told, or there was nothing in it to tell. */
int prov_notify_state_told(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err);
/* It failed, and nothing waits for it any more: all of it was too old. */
int prov_notify_state_idle(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err);
int prov_notify_state_failed(struct prov_notify *n, struct prov_deliverer *d,
	enum prov_notify_outcome outcome,
	const char *reason, struct prov_err *err);

/* ---- notify_lease.c ---- */

int prov_notify_lease_take(struct prov_notify *n, struct prov_err *err);	/* BUSY */
int prov_notify_lease_renew(struct prov_notify *n, struct prov_err *err);	/* if it is time to */
void prov_notify_lease_drop(struct prov_notify *n);
#define PROV_NOTIFY_JOB "notify"

/* ---- notify_wake.c ---- */

int prov_notify_wake_open(const struct prov_config *config);	/* to be woken by; -1: that cannot be */
void prov_notify_wake_drain(int fd);

#endif
