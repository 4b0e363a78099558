/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_judge.c - what would be taken away, in all and by context; holding it back
 *
 * The limits of the source are the engine's business (libprov/sync/sync_plan.c). Those of single contexts
 * hold back what would be taken away there, before conflicts are looked for: a user who is kept keeps name
 * and addresses. The other contexts go on. When the run has to stop anyway, nothing is held back, so that
 * its plan shows everything.
 */
#include "libprov/sync/sync_plan.h"
#include "libprov/sink/sink_plan.h"

/* Who is deleted in the day of going missing is in no row any more. */
static const char *deletes_soon(const struct sink *sink)
{
	return sink->config->purge && sink->config->grace >= 0 && sink->config->grace <= 1 ? "t" : "f";
}

static int tally(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_TALLY,
			  PROV_ARGS(sink->run, sink->config->name, deletes_soon(sink)), &res,
			  err) < 0)
		return -1;
	c->users = (struct prov_sync_tally){
		.owned = sink->owned_users, .missing = prov_sql_number(res, 0, 0),
		.coming = prov_sql_number(res, 0, 1), .recent = prov_sql_number(res, 0, 2)
	};
	c->groups = (struct prov_sync_tally){
		.owned = prov_sql_number(res, 0, 3), .missing = prov_sql_number(res, 0, 4),
		.recent = prov_sql_number(res, 0, 5), .coming = prov_sql_number(res, 0, 6),
		.rekeyed = prov_sql_number(res, 0, 7)
	};
	return 0;
}

/* In this context; cid 0: in all. */
static long long rekeyed(const struct prov_sql_result *res, long long cid)
{
	long long n = 0;

	for (int i = 0; i < prov_sql_rows(res); i++)
		if (cid == 0 || cid == prov_sql_number(res, i, 0))
			n += prov_sql_number(res, i, 1);
	return n;
}

static bool is_tripped(const struct prov_sql_result *res, int row, long long again,
		       const struct prov_sync_options *o)
{
	const struct prov_sync_tally users = {
		.owned = prov_sql_number(res, row, 2), .missing = prov_sql_number(res, row, 3),
		.coming = prov_sql_number(res, row, 4), .recent = prov_sql_number(res, row, 5),
		.rekeyed = again
	}, groups = {
		.owned = prov_sql_number(res, row, 6), .missing = prov_sql_number(res, row, 7),
		.recent = prov_sql_number(res, row, 8), .coming = prov_sql_number(res, row, 9)
	};

	return prov_sync_plan_judge(&users, o) != PROV_SYNC_PASS ||
		prov_sync_plan_judge(&groups, o) != PROV_SYNC_PASS;
}

/* "context 2 (acme), 3 (beta), ..." */
static void add_name(struct prov_str *names, const struct prov_sql_result *res, int row)
{
	if (names->len > sizeof(((struct prov_sync_counts *)0)->held_names) - 80)
		return;
	prov_str_addf(names, "%s%s (%.40s)", names->len ? ", " : "context ",
		      prov_sql_text(res, row, 0), prov_sql_text(res, row, 1));
}

static int look_at_contexts(struct sink *sink, const struct prov_sync_options *o,
			    const struct prov_sql_result *again, struct prov_sync_counts *c,
			    struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL, *all = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str names = PROV_STR_INIT;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_TALLY_CONTEXTS,
			  PROV_ARGS(sink->run, sink->config->name, deletes_soon(sink)), &res,
			  err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++) {
		if (!is_tripped(res, i, rekeyed(again, prov_sql_number(res, i, 0)), o))
			continue;
		prov_str_addf(&sink->held, "%s%s", sink->held.len ? "," : "{",
			      prov_sql_text(res, i, 0));
		add_name(&names, res, i);
		c->tripped_contexts++;
	}
	if (c->tripped_contexts == 0)
		return 0;
	prov_str_add_char(&sink->held, '}');
	snprintf(c->held_names, sizeof(c->held_names), "%s", names.p);
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_TALLY_ALL, PROV_ARGS(sink->config->name), &all,
			  err) < 0)
		return -1;
	c->contexts = prov_sql_number(all, 0, 0);
	return 0;
}

/* A statement about the contexts that are held back. */
static int hold(struct sink *sink, enum prov_query query, long long *count, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, query, PROV_ARGS(sink->run, sink->held.p), &res, err) < 0)
		return -1;
	*count = prov_sql_affected(res);
	return 0;
}

int prov_sink_judge(struct sink *sink, const struct prov_sync_options *o,
		    struct prov_sync_counts *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *again = NULL;

	if (sink->differ + sink->suspect_groups == 0)
		return 0;
	if (tally(sink, c, err) < 0 ||
	    prov_sql_exec(sink->db, PROV_Q_SYNC_REKEYED, PROV_ARGS(sink->run, sink->config->name),
			  &again, err) < 0)
		return -1;
	c->users.rekeyed = rekeyed(again, 0);
	if (look_at_contexts(sink, o, again, c, err) < 0)
		return -1;
	if (c->tripped_contexts == 0 || prov_sync_plan_stops(c, o)) {
		prov_str_clear(&sink->held);
		return 0;
	}
	c->held = true;
	return hold(sink, PROV_Q_SYNC_HOLD_USERS, &c->held_users, err);
}

int prov_sink_judge_groups(struct sink *sink, struct prov_sync_counts *c, struct prov_err *err)
{
	return sink->held.len ? hold(sink, PROV_Q_SYNC_HOLD_GROUPS, &c->held_groups, err) : 0;
}

int prov_sink_judge_members(struct sink *sink, struct prov_err *err)
{
	long long ignored;

	return sink->held.len ? hold(sink, PROV_Q_SYNC_HOLD_MEMBERS, &ignored, err) : 0;
}
