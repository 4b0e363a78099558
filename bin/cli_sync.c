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

#include "bin/cli_list.h"

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

static int plan_line(void *data, const struct prov_sync_change *c, struct prov_err *err)
{
	struct cli_sync *sync = data;

	(void)err;
	end_progress(sync);
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

static int reject_line(void *data, const struct prov_sync_change *c, struct prov_err *err)
{
	struct cli_sync *sync = data;
	bool rejected = strcmp(c->action, "reject") == 0;
	/* who is missing has nothing to be said about */
	bool locked = strcmp(c->action, "disable") == 0 && c->what;

	(void)err;
	end_progress(sync);
	if (strcmp(c->action, "warn") == 0)
		return warn_line(sync, c);
	cli_note("%s: %s %s \"%s\"%s%s", sync->cli->command->name,
		rejected ? "rejected" : locked ? "disabled" : "missing", c->kind,
		c->dn ? c->dn : c->name ? c->name : "",
		c->what ? ": " : "", c->what ? c->what : "");
	return 0;
}

int cli_sync_begin(struct cli_call *cli, struct cli_sync *sync, struct prov_sync_options *options,
		   struct prov_err *err)
{
	*sync = (struct cli_sync){ .cli = cli };
	if (isatty(STDERR_FILENO))
		options->progress = progress;
	options->change = options->dry_run ? plan_line : reject_line;
	options->data = sync;
	if (!options->dry_run)
		return 0;
	sync->list = prov_pool_alloc(cli->pool, sizeof(*sync->list));
	return cli_list_begin(cli, sync->list, columns, COUNT(columns), err);
}

struct number {
	const char *name;
	long long value;
};

static int print_summary(bool json, const char *source, const struct prov_sync_counts *c,
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

	if (json) {
		prov_str_add(&s, "{\"source\": ");
		prov_str_add_json(&s, source, strlen(source));
	} else {
		prov_str_addf(&s, "%s:", source);
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		if (json) {
			prov_str_add(&s, ", \"");
			for (const char *p = numbers[i].name; *p; p++)
				prov_str_add_char(&s, *p == ' ' ? '_' : *p);
			prov_str_addf(&s, "\": %lld", numbers[i].value);
		} else if (numbers[i].value || i < 2) {
			prov_str_addf(&s, "%s %lld %s", i ? "," : "", numbers[i].value, numbers[i].name);
		}
	}
	rc = cli_print(err, "%s%s", s.p, json ? "}" : "");
	prov_str_fini(&s);
	return rc;
}

int cli_sync_end(struct cli_sync *sync, const struct prov_sync_options *options, const char *source,
		 const struct prov_sync_counts *counts, int rc, struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;
	bool json = sync->cli->opt.json;
	bool done = rc == 0 || counts->applied || err->code == PROV_E_PARTIAL;
	bool planned = done || err->code == PROV_E_GUARD;

	end_progress(sync);
	if (options->dry_run && planned && cli_list_end(sync->list, 0, &other) < 0) {
		*err = other;
		return -1;
	}
	if (options->dry_run && !planned)
		cli_list_end(sync->list, -1, err);
	if (!done || options->dry_run)
		return rc;
	if (!json && prov_sync_changes(counts) == 0 && !isatty(STDOUT_FILENO))
		return rc;
	if (print_summary(json, source, counts, &other) < 0) {
		*err = other;
		return -1;
	}
	return rc;
}
