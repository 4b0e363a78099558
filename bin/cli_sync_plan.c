/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_plan.c - what a dry run prints: the plan, what it comes to, and how near to its limits it is
 *
 * A table is for people: of the entries that cannot be taken it has two of each reason, and how many there
 * are of it stands below. CSV and JSON have them all.
 */
#include <prov/directory.h>

#include "bin/cli_list.h"
#include "bin/cli_sync.h"

#define EXAMPLES 2	/* of each reason */

static const struct prov_column columns[] = {
	{ "action", NULL, "action", PROV_CELL_TEXT }, { "kind", NULL, "kind", PROV_CELL_TEXT },
	{ "context", NULL, "context", PROV_CELL_INT }, { "name", NULL, "name", PROV_CELL_TEXT },
	{ "dn", NULL, "dn", PROV_CELL_TEXT }, { "what", NULL, "what", PROV_CELL_TEXT },
};

int cli_sync_plan_begin(struct cli_sync *sync, struct prov_err *err)
{
	sync->list = prov_pool_alloc(sync->cli->pool, sizeof(*sync->list));
	return cli_list_begin(sync->cli, sync->list, columns, COUNT(columns), err);
}

/* With the first line, and not before: then the run is over, and nothing waits for who reads it. */
static int begin_object(struct cli_sync *sync, struct prov_err *err)
{
	if (sync->begun || cli_format(sync->cli) != PROV_OUT_JSON)
		return 0;
	sync->begun = true;
	return cli_sync_object_begin(sync, err);
}

int cli_sync_plan_line(struct cli_sync *sync, const struct prov_sync_change *c, struct prov_err *err)
{
	if (begin_object(sync, err) < 0)
		return -1;
	if (strcmp(c->action, "reject") == 0 && cli_format(sync->cli) == PROV_OUT_TABLE &&
	    cli_sync_reasons_add(sync, c) > EXAMPLES) {
		sync->rejects++;
		return 0;
	}
	cli_list_row(sync->list, (const char *const[]){ c->action, c->kind, c->context, c->name, c->dn,
		     c->what });
	return 0;
}

/* Where nothing was known before there is nothing to measure. */
static void say_limits(const struct cli_sync *sync, const struct prov_sync_counts *c)
{
	for (int i = 0; sync->limits && i < PROV_LIMITS; i++) {
		const struct prov_limit_count *count = &c->limits[i];

		if (count->n && count->of)
			cli_note("%s: limit %s: %lld of %lld, %lld may", sync->cli->command->name,
				 prov_limit_kind((enum prov_limit)i)->name, count->n,
				 prov_limit_base(count, false),
				 prov_limit_allowed(sync->limits, count, false));
	}
}

/* Beside the list, which may be CSV. */
static void say_totals(const struct cli_sync *sync, const struct prov_sync_counts *c)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	prov_sync_number_add_summary(&s, c);
	cli_note("%s: %s would be:%s", sync->cli->command->name, sync->source, s.p);
	say_limits(sync, c);
	cli_sync_reasons_say(sync);
	if (sync->rejects)
		cli_note("%s: %d of each reason are in the list; all: ldapsync -n -s %s --csv",
			 sync->cli->command->name, EXAMPLES, sync->source);
}

static int end_object(struct cli_sync *sync, const struct prov_sync_counts *counts, bool planned, int rc,
		      struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;

	if (begin_object(sync, &other) == 0 && cli_list_end(sync->list, 0, &other) == 0 &&
	    cli_sync_object_end(sync, planned, counts, err, &other) == 0)
		return rc;
	*err = other;
	return -1;
}

int cli_sync_plan_end(struct cli_sync *sync, const struct prov_sync_counts *counts, bool planned, int rc,
		      struct prov_err *err)
{
	struct prov_err other = PROV_ERR_INIT;

	if (cli_format(sync->cli) == PROV_OUT_JSON)
		return end_object(sync, counts, planned, rc, err);
	if (!planned) {
		cli_list_end(sync->list, -1, err);
		return rc;
	}
	/* one of several: whose it is */
	if ((!sync->before || cli_print(&other, "%s:", sync->source) == 0) &&
	    cli_list_end(sync->list, 0, &other) == 0) {
		if (cli_format(sync->cli) == PROV_OUT_TABLE)
			say_totals(sync, counts);
		return rc;
	}
	*err = other;
	return -1;
}
