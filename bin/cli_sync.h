/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_sync.h - what ldapsync does: a run, or one of its other modes
 *
 * bin/ldapsync.c has the options and the table of modes; what a mode does is in a file of its own:
 *
 *	cli_sync_mode.c		which mode the command line asks for
 *	cli_sync_run.c		a run of one source
 *	cli_sync_all.c		a run of each
 *	cli_sync_watch.c	it stays, and makes runs when something changes, with
 *				cli_sync_watch_batch.c (one source), cli_sync_watch_manager.c (what the
 *				service manager is told)
 *	cli_sync_list.c		who is missing, rejected or disabled
 *	cli_sync.c		what a run prints, with cli_sync_plan.c (a dry run), cli_sync_object.c (JSON),
 *				cli_sync_names.c (who is named), cli_sync_reasons.c (rejects by reason)
 *	cli_sync_notify.c	what the service manager is told of a run
 *	cli_sync_status.c	how sources are
 *	cli_sync_history.c	how their runs ended
 *	cli_sync_check.c	what a source is, and whether a run would work
 *	cli_sync_explain.c	what a run would make of an entry
 */
#ifndef CLI_SYNC_H
#define CLI_SYNC_H

#include "bin/cli.h"

/* What was said on the command line. */
struct cli_sync_opt {
	const char *source, *list, *rekey, *accept, *max_delete, *explain;
	bool dry_run, full, force;
	bool all, status, history, check, watch;
};

struct cli_sync_mode {
	const char *option;		/* asks for this mode; the last one has none: a run */
	int (*run)(struct cli_call *cli, struct prov_err *err);
	/* What else it takes, long names with blanks between: options of ldapsync, and of CLI_OUTPUT. */
	const char *with;
};

/* ---- cli_sync_mode.c ---- */

/* The first one that is asked for. NULL: INVALID, there is an option that it does not take. */
const struct cli_sync_mode *cli_sync_mode_find(const struct cli_call *cli,
	const struct cli_sync_mode *modes, struct prov_err *err);

/* ---- cli_sync_run.c ---- */

int cli_sync_run(struct cli_call *cli, struct prov_err *err);
/* The same of the source that state names; state->code: how it ended, also where nothing is said of it. */
struct cli_sync;
int cli_sync_run_one(struct cli_sync *state, struct prov_err *err);

/* ---- cli_sync_all.c ---- */

int cli_sync_all(struct cli_call *cli, struct prov_err *err);

/* ---- cli_sync_watch.c ---- */

int cli_sync_watch(struct cli_call *cli, struct prov_err *err);

/* ---- cli_sync_list.c ---- */

int cli_sync_list(struct cli_call *cli, struct prov_err *err);

/* ---- cli_sync_status.c, cli_sync_history.c ---- */

int cli_sync_status(struct cli_call *cli, struct prov_err *err);
int cli_sync_history(struct cli_call *cli, struct prov_err *err);

/* ---- cli_sync_check.c ---- */

int cli_sync_check(struct cli_call *cli, struct prov_err *err);
/* What is found out about a source, as a list: its columns, and who finds it. */
typedef int cli_sync_check_fn(struct prov_call *call, const struct prov_source_config *source,
	const struct cli_sync_opt *opt, const struct prov_rows *rows, struct prov_err *err);
int cli_sync_check_facts(struct cli_call *cli, size_t (*columns_of)(struct prov_column *columns),
	cli_sync_check_fn *find, struct prov_err *err);

/* ---- cli_sync_explain.c ---- */

int cli_sync_explain(struct cli_call *cli, struct prov_err *err);

/* ---- cli_sync.c ---- */

struct prov_sync_options;
struct prov_sync_counts;
struct prov_limits;
struct prov_sync_change;
struct prov_directory_watch;
struct cli_list;
struct cli_sync_names;
struct cli_sync_reasons;
struct cli_sync {
	struct cli_call *cli;
	const char *source;		/* its name, or what was asked for; NULL: neither is known */
	struct cli_list *list;		/* the plan of a dry run */
	bool begun;			/* and of its object */
	bool progress;			/* the terminal shows a line of it */
	bool watched;			/* everything is said: by a terminal, or as JSON */
	long long lines, rejects;	/* that were told, of these rejects; of a plan: rejects left out */
	struct cli_sync_names *names;	/* or NULL */
	struct cli_sync_reasons *reasons;	/* or NULL */
	const char *before, *after;	/* the object of the run in JSON; or NULL */
	struct prov_directory_watch *watch;	/* more runs of it follow in this process; or NULL */
	enum prov_code code;
	bool applied, read_all;		/* it was carried out; it has read everything */
	const struct prov_limits *limits;	/* of the source */
};
/* cli and source are set in sync, which is used until the end of the run. */
int cli_sync_begin(struct cli_sync *sync, struct prov_sync_options *options, struct prov_err *err);
/* rc and err: how the run ended, or why there was none. */
int cli_sync_end(struct cli_sync *sync, const struct prov_sync_options *options,
	const struct prov_sync_counts *counts, int rc, struct prov_err *err);

/* ---- cli_sync_notify.c: nothing, if there is no service manager that listens ---- */

void cli_sync_notify_begin(const struct cli_sync *sync);
void cli_sync_notify_progress(const struct cli_sync *sync, const struct prov_sync_counts *counts);
void cli_sync_notify_end(const struct cli_sync *sync, const struct prov_sync_counts *counts, int rc,
	const struct prov_err *err);

/* ---- cli_sync_plan.c: of a dry run ---- */

int cli_sync_plan_begin(struct cli_sync *sync, struct prov_err *err);
int cli_sync_plan_line(struct cli_sync *sync, const struct prov_sync_change *change, struct prov_err *err);
/* planned: there is a plan, if it was not stopped. */
int cli_sync_plan_end(struct cli_sync *sync, const struct prov_sync_counts *counts, bool planned, int rc,
	struct prov_err *err);

/* ---- cli_sync_object.c: of a run, or around the list of a dry run ---- */

int cli_sync_object_print(const struct cli_sync *sync, bool done, const struct prov_sync_counts *counts,
	const struct prov_err *how, struct prov_err *err);
int cli_sync_object_begin(const struct cli_sync *sync, struct prov_err *err);
int cli_sync_object_end(const struct cli_sync *sync, bool planned, const struct prov_sync_counts *counts,
	const struct prov_err *how, struct prov_err *err);

/* ---- cli_sync_reasons.c ---- */

/* Notes an entry that was rejected; how many there are now for its reason. */
long long cli_sync_reasons_add(struct cli_sync *sync, const struct prov_sync_change *change);
void cli_sync_reasons_say(const struct cli_sync *sync);

/* ---- cli_sync_names.c ---- */

/* False: it is none that the summary names. */
bool cli_sync_names_add(struct cli_sync *sync, const struct prov_sync_change *change);
/* Adds "; created: anna, bert; ..." to the summary. */
void cli_sync_names_print(const struct cli_sync *sync, const struct prov_sync_counts *counts,
	struct prov_str *s);

#endif
