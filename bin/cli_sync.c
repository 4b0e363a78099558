/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync.c - what ldapsync prints
 *
 * Cron manners: nothing on standard output when nothing changed and nobody watches, one line
 * otherwise; rejected entries and errors on standard error; progress only on a terminal.
 */
#include <poll.h>
#include <prov/directory.h>
#include <unistd.h>

#include "bin/cli.h"

static struct {
	const struct cli *cli;
	struct prov_out *out;		/* the plan of a dry run */
	bool progress;
} state;

static const struct prov_column columns[] = {
	{ "action", NULL, "action", PROV_OUT_TEXT }, { "kind", NULL, "kind", PROV_OUT_TEXT },
	{ "context", NULL, "context", PROV_OUT_INT }, { "name", NULL, "name", PROV_OUT_TEXT },
	{ "dn", NULL, "dn", PROV_OUT_TEXT }, { "what", NULL, "what", PROV_OUT_TEXT },
};

static void end_progress(void)
{
	if (state.progress)
		fprintf(stderr, "\r\033[K");
	state.progress = false;
}

/* Not if the terminal was stopped (Ctrl-S): the run holds locks and goes on. */
static void progress(void *data, const struct prov_sync_counts *c)
{
	struct pollfd terminal = { .fd = STDERR_FILENO, .events = POLLOUT };

	(void)data;
	if (poll(&terminal, 1, 0) < 1)
		return;
	fprintf(stderr, "\r%lld users and %lld groups read", c->read_users, c->read_groups);
	state.progress = true;
}

static int plan_line(void *data, const struct prov_sync_change *c, struct prov_err *err)
{
	(void)data;
	(void)err;
	end_progress();
	prov_out_row(state.out, (const char *const[]){ c->action, c->kind, c->context, c->name, c->dn,
						       c->what });
	return 0;
}

static int reject_line(void *data, const struct prov_sync_change *c, struct prov_err *err)
{
	bool rejected = strcmp(c->action, "reject") == 0;
	/* who is missing has nothing to be said about */
	bool locked = strcmp(c->action, "disable") == 0 && c->what;

	(void)data;
	(void)err;
	end_progress();
	fprintf(stderr, "%s: %s %s \"%s\"%s%s\n", state.cli->spec->name,
		rejected ? "rejected" : locked ? "disabled" : "missing", c->kind,
		c->dn ? c->dn : c->name ? c->name : "",
		c->what ? ": " : "", c->what ? c->what : "");
	return 0;
}

void cli_sync_begin(const struct cli *cli, struct prov_sync_options *sync)
{
	state.cli = cli;
	if (isatty(STDERR_FILENO))
		sync->progress = progress;
	sync->change = sync->dry_run ? plan_line : reject_line;
	if (sync->dry_run)
		state.out = prov_out_open(cli_format(), columns, COUNT(columns));
}

struct number {
	const char *name;
	long long value;
};

static int print_summary(const char *source, const struct prov_sync_counts *c,
			 struct prov_err *err)
{
	const struct number numbers[] = {
		{ "users read", c->read_users }, { "groups read", c->read_groups },
		{ "created", c->created }, { "changed", c->changed }, { "renamed", c->renamed },
		{ "enabled", c->enabled }, { "disabled", c->disabled }, { "deleted", c->deleted },
		{ "groups created", c->groups_created }, { "groups changed", c->groups_changed },
		{ "groups missing", c->groups_missing }, { "groups deleted", c->groups_deleted },
		{ "members added", c->members_added },
		{ "members removed", c->members_removed }, { "members ignored", c->members_ignored },
		{ "rejected", c->rejected },
	};
	struct prov_str s = PROV_STR_INIT;
	int rc;

	if (cli_opt.json)
		prov_str_addf(&s, "{\"source\": \"%s\"", source);
	else
		prov_str_addf(&s, "%s:", source);
	for (size_t i = 0; i < COUNT(numbers); i++) {
		if (cli_opt.json) {
			prov_str_add(&s, ", \"");
			for (const char *p = numbers[i].name; *p; p++)
				prov_str_add_char(&s, *p == ' ' ? '_' : *p);
			prov_str_addf(&s, "\": %lld", numbers[i].value);
		} else if (numbers[i].value || i < 2) {
			prov_str_addf(&s, "%s %lld %s", i ? "," : "", numbers[i].value, numbers[i].name);
		}
	}
	rc = cli_print(err, "%s%s", s.p, cli_opt.json ? "}" : "");
	prov_str_fini(&s);
	return rc;
}

int cli_sync_end(const struct prov_sync_options *sync, const char *source,
		 const struct prov_sync_counts *counts, int rc, struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;
	bool done = rc == 0 || counts->applied || err->code == PROV_E_PARTIAL;
	bool planned = done || err->code == PROV_E_GUARD;

	end_progress();
	if (sync->dry_run && planned && prov_out_close(state.out, &other) < 0) {
		*err = other;
		return -1;
	}
	if (sync->dry_run && !planned)
		prov_out_abort(state.out);
	if (!done || sync->dry_run)
		return rc;
	if (!cli_opt.json && prov_sync_changes(counts) == 0 && !isatty(STDOUT_FILENO))
		return rc;
	if (print_summary(source, counts, &other) < 0) {
		*err = other;
		return -1;
	}
	return rc;
}
