/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync.c - what ldapsync prints
 *
 * Cron manners: nothing on standard output when nothing changed and nobody watches, one line
 * otherwise; rejected entries and errors on standard error; progress only on a terminal. What was said
 * and has not changed is said again once a day (sync.remind): the library leaves out such lines, and here
 * the error is, too. On a terminal, and with --json, everything is said.
 */
#include <poll.h>
#include <prov/directory.h>
#include <unistd.h>

#include "bin/cli_sync.h"

static void end_progress(struct cli_sync *sync)
{
	if (sync->progress)
		fprintf(stderr, "\r\033[K");
	sync->progress = false;
}

/* Not if the terminal was stopped (Ctrl-S): the run holds locks and goes on. */
static void progress(void *data, const struct prov_sync_counts *c)
{
	struct pollfd terminal = { .fd = STDERR_FILENO, .events = POLLOUT };
	struct cli_sync *sync = data;

	cli_sync_notify_progress(sync, c);
	if (!isatty(STDERR_FILENO) || poll(&terminal, 1, 0) < 1)
		return;
	fprintf(stderr, "\r%lld users and %lld groups read", c->read_users, c->read_groups);
	sync->progress = true;
}

/* Of the source, not of an object. */
static bool note_line(const struct cli_sync *sync, const struct prov_sync_change *c)
{
	if (strcmp(c->action, PROV_SYNC_NOTE) != 0)
		return false;
	cli_note("%s: %s", sync->cli->command->name, c->what);
	return true;
}

static int plan_line(void *data, const struct prov_sync_change *c, struct prov_err *err)
{
	struct cli_sync *sync = data;

	end_progress(sync);
	return note_line(sync, c) ? 0 : cli_sync_plan_line(sync, c, err);
}

static int warn_line(const struct cli_sync *sync, const struct prov_sync_change *c)
{
	const char *name = sync->cli->command->name;

	if (c->dn)
		cli_note("%s: warning: %s \"%s\": %s", name, c->kind, c->dn, c->what);
	else
		cli_note("%s: warning: %s", name, c->what);
	return 0;
}

#define LINES 50	/* of a list in a mail */

static const char *word_of(const struct prov_sync_change *c)
{
	static const struct { const char *action, *word;
	} words[] = {
		{ "reject", "rejected" }, { "left", "left as it is:" }, { "adopt", "would take over" },
		{ "change", "would change" }, { "rename", "would rename" }, { "create", "would create" },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(c->action, words[i].action) == 0)
			return words[i].word;
	/* who is missing has no field that changes, but is gone, or elsewhere */
	if (strcmp(c->action, "disable") == 0 && c->what && strncmp(c->what, "enabled: ", 9) == 0)
		return "disabled";
	return "missing";
}

static void say(const struct cli_sync *sync, const struct prov_sync_change *c)
{
	cli_note("%s: %s %s \"%s\"%s%s", sync->cli->command->name, word_of(c), c->kind,
		c->dn ? c->dn : c->name ? c->name : "",
		c->what ? ": " : "", c->what ? c->what : "");
}

static int reject_line(void *data, const struct prov_sync_change *c, struct prov_err *err)
{
	struct cli_sync *sync = data;
	const bool rejected = strcmp(c->action, "reject") == 0;

	(void)err;
	if (cli_sync_names_add(sync, c))
		return 0;
	end_progress(sync);
	if (note_line(sync, c))
		return 0;
	if (strcmp(c->action, "warn") == 0)
		return warn_line(sync, c);
	sync->lines++;
	sync->rejects += rejected;
	if (rejected && !sync->watched)
		cli_sync_reasons_add(sync, c);
	if (sync->watched || sync->lines <= LINES)
		say(sync, c);
	return 0;
}

/* How to see the lines that were too many. What a run that was stopped has found is not stored. */
static void say_rest(const struct cli_sync *sync, bool done)
{
	const long long rest = sync->lines - LINES;

	if (sync->watched || rest <= 0)
		return;
	cli_sync_reasons_say(sync);
	cli_note("%s: and %lld more; ldapsync %s -s %s lists them all", sync->cli->command->name, rest,
		 done && sync->rejects == sync->lines ? "--list rejected" : "-n", sync->source);
}

int cli_sync_begin(struct cli_sync *sync, struct prov_sync_options *options, struct prov_err *err)
{
	if (isatty(STDERR_FILENO) || cli_manager_listens())
		options->progress = progress;
	sync->watched = isatty(STDERR_FILENO) || sync->cli->opt.json;
	options->change = options->dry_run ? plan_line : reject_line;
	options->data = sync;
	return options->dry_run ? cli_sync_plan_begin(sync, err) : 0;
}

/* After failures that were told. */
static void add_failed(struct prov_str *s, const struct prov_sync_counts *c)
{
	prov_str_addf(s, "; works again after %lld failed run%s since %s (", c->failed_runs,
		      c->failed_runs == 1 ? "" : "s", c->failed_since);
	prov_plain_add(s, c->failed_why);
	prov_str_add_char(s, ')');
}

static int print_summary(const struct cli_sync *sync, const struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	prov_str_addf(&s, "%s:", sync->source);
	prov_sync_number_add_summary(&s, c);
	cli_sync_names_print(sync, c, &s);
	if (c->failed_runs)
		add_failed(&s, c);
	return cli_print(err, "%s", s.p);
}

/* The same as in the run before, and it was said: only the exit status says it again. */
static int keep_quiet(const struct cli_sync *sync, const struct prov_sync_counts *counts,
		      struct prov_err *err)
{
	if (sync->watched || !counts->repeated || sync->lines)
		return -1;
	sync->cli->status = prov_err_status(err->code);
	prov_err_clear(err);
	return 0;
}

static bool is_news(const struct prov_sync_counts *counts)
{
	return prov_sync_number_changes(counts) || counts->failed_runs;
}

int cli_sync_end(struct cli_sync *sync, const struct prov_sync_options *options,
		 const struct prov_sync_counts *counts, int rc, struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;
	const bool json = sync->cli->opt.json;
	const bool done = rc == 0 || counts->applied || err->code == PROV_E_PARTIAL;
	const bool planned = done || err->code == PROV_E_GUARD || counts->planned;
	int printed = 0;

	end_progress(sync);
	cli_sync_notify_end(sync, counts, rc, err);
	if (options->dry_run)
		return cli_sync_plan_end(sync, counts, planned, rc, err);
	say_rest(sync, done);
	if (json && !(sync->watch && done && !is_news(counts)))
		printed = cli_sync_object_print(sync, done, counts, err, &other);
	else if (!json && done && (is_news(counts) || (!sync->watch && isatty(STDOUT_FILENO))))
		printed = print_summary(sync, counts, &other);
	if (printed == 0 || !done)
		return rc < 0 ? keep_quiet(sync, counts, err) : rc;
	*err = other;
	return -1;
}
