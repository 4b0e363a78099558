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

#include "bin/cli_list.h"
#include "bin/cli_sync.h"

static const struct prov_column columns[] = {
	{ "action", NULL, "action", PROV_CELL_TEXT }, { "kind", NULL, "kind", PROV_CELL_TEXT },
	{ "context", NULL, "context", PROV_CELL_INT }, { "name", NULL, "name", PROV_CELL_TEXT },
	{ "dn", NULL, "dn", PROV_CELL_TEXT }, { "what", NULL, "what", PROV_CELL_TEXT },
};

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

	if (poll(&terminal, 1, 0) < 1)
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

	(void)err;
	end_progress(sync);
	if (note_line(sync, c))
		return 0;
	cli_list_row(sync->list, (const char *const[]){ c->action, c->kind, c->context, c->name, c->dn,
		     c->what });
	return 0;
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
	if (strcmp(c->action, "reject") == 0)
		return "rejected";
	if (strcmp(c->action, "left") == 0)
		return "left as it is:";
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
	cli_note("%s: and %lld more; ldapsync %s -s %s lists them all", sync->cli->command->name, rest,
		 done && sync->rejects == sync->lines ? "--list rejected" : "-n", sync->source);
}

int cli_sync_begin(struct cli_sync *sync, struct prov_sync_options *options, struct prov_err *err)
{
	if (isatty(STDERR_FILENO))
		options->progress = progress;
	sync->watched = isatty(STDERR_FILENO) || sync->cli->opt.json;
	options->change = options->dry_run ? plan_line : reject_line;
	options->data = sync;
	if (!options->dry_run)
		return 0;
	sync->list = prov_pool_alloc(sync->cli->pool, sizeof(*sync->list));
	return cli_list_begin(sync->cli, sync->list, columns, COUNT(columns), err);
}

/* " 812 users read, 40 groups read, 2 created" */
static void add_numbers(struct prov_str *s, const struct prov_sync_counts *c)
{
	const struct prov_sync_number *n;

	for (size_t i = 0; (n = prov_sync_number_at(i)); i++) {
		const long long value = prov_sync_number_get(n, c, true);

		if (value == 0 && i > 1)
			continue;
		prov_str_addf(s, "%s %lld ", i ? "," : "", value);
		prov_sync_number_add_words(s, n);
	}
}

static int print_summary(const struct cli_sync *sync, const struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	prov_str_addf(&s, "%s:", sync->source);
	add_numbers(&s, c);
	cli_sync_names_print(sync, c, &s);
	return cli_print(err, "%s", s.p);
}

/* One object in every run, however it ended. What was planned and not done is no number of it. */
static int print_object(const struct cli_sync *sync, bool done, const struct prov_sync_counts *c,
			const struct prov_err *how, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	prov_str_addf(&s, "%s{", sync->before ? sync->before : "");
	if (sync->source) {
		prov_str_add(&s, "\"source\": ");
		prov_str_add_json(&s, sync->source, strlen(sync->source));
		prov_str_add(&s, ", ");
	}
	prov_sync_number_add_json(&s, c, done);
	prov_str_addf(&s, ", \"applied\": %s, \"status\": %d", done ? "true" : "false",
		      prov_err_status(how->code));
	if (how->code != PROV_OK) {
		prov_str_add(&s, ", \"error\": ");
		cli_exit_json(&s, sync->cli, how);
	}
	return cli_print(err, "%s}%s", s.p, sync->after ? sync->after : "");
}

/* What the plan comes to, and how near to its limit each kind is. Beside the list, which may be CSV. */
static void say_totals(const struct cli_sync *sync, const struct prov_sync_counts *c)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	add_numbers(&s, c);
	cli_note("%s: %s would be:%s", sync->cli->command->name, sync->source, s.p);
	for (int i = 0; sync->limits && i < PROV_LIMITS; i++) {
		const struct prov_limit_count *count = &c->limits[i];

		if (count->n)
			cli_note("%s: limit %s: %lld of %lld, %lld may", sync->cli->command->name,
				 prov_limit_kind((enum prov_limit)i)->name, count->n,
				 prov_limit_base(count, false),
				 prov_limit_allowed(sync->limits, count, false));
	}
}

static int end_plan(struct cli_sync *sync, const struct prov_sync_counts *counts, bool planned, int rc,
		    struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;

	if (!planned) {
		cli_list_end(sync->list, -1, err);
		return rc;
	}
	if (cli_list_end(sync->list, 0, &other) == 0) {
		if (cli_format(sync->cli) == PROV_OUT_TABLE)
			say_totals(sync, counts);
		return rc;
	}
	*err = other;
	return -1;
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

int cli_sync_end(struct cli_sync *sync, const struct prov_sync_options *options,
		 const struct prov_sync_counts *counts, int rc, struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;
	const bool json = sync->cli->opt.json;
	const bool done = rc == 0 || counts->applied || err->code == PROV_E_PARTIAL;
	int printed = 0;

	end_progress(sync);
	if (options->dry_run)
		return end_plan(sync, counts, done || err->code == PROV_E_GUARD || counts->planned, rc, err);
	say_rest(sync, done);
	if (json)
		printed = print_object(sync, done, counts, err, &other);
	else if (done && (prov_sync_changes(counts) || isatty(STDOUT_FILENO)))
		printed = print_summary(sync, counts, &other);
	if (printed == 0 || !done)
		return rc < 0 ? keep_quiet(sync, counts, err) : rc;
	*err = other;
	return -1;
}
