/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access_global.c - other modules for the users of all contexts, in one transaction
 *
 * Contexts are locked in the order of their ids, as by all that locks several: so no two wait for each other
 * in a circle. Which ones is asked before, so that those with nothing to change are not locked. What the
 * context admin mirrors is derived (M3); here it is a user as all others, by what was granted to it.
 */
#include "libprov/model/model.h"

#define BITS_OF_A_NUMBER 0xffffffffULL	/* those that have a bit in the Open-Xchange tools */

struct global {
	struct prov_call *call;
	prov_modules_t keep, set, mask, value;
	bool filtered;
	long long contexts, users;
	long long logged_in, seq;	/* one of the lines in the log, and of which context */
	char token[37];
};

#define FILTER(g) (g)->filtered ? PROV_INT((long long)(g)->mask) : NULL, PROV_INT((long long)(g)->value)

/* A number is the mask that `report` shows, which has no bit for two of the modules; a name means all. */
static int read_filter(struct global *g, const char *filter, struct prov_err *err)
{
	long long number;

	if (!filter)
		return 0;
	g->filtered = true;
	if (prov_int_parse(filter, 0, (long long)BITS_OF_A_NUMBER, &number)) {
		g->mask = BITS_OF_A_NUMBER;
		g->value = (prov_modules_t)number;
		return 0;
	}
	g->mask = (prov_modules_t)INT64_MAX;
	return prov_access_combination(g->call, filter, &g->value, err);
}

static int read_change(struct global *g, const struct prov_access_change *change, struct prov_err *err)
{
	const prov_modules_t single = change->on | change->off;

	if (single & PROV_MODULE_BIT(PROV_M_GAB_DISABLED))
		return prov_fail(err, PROV_E_INVALID, "the global address book cannot be changed for all "
				 "users at once");
	if (change->combination && single)
		return prov_fail(err, PROV_E_INVALID, "You must not specify access combination name AND "
				 "single access attributes");
	g->keep = change->combination ? 0 : (prov_modules_t)INT64_MAX & ~change->off;
	g->set = change->on;
	return change->combination ? prov_access_combination(g->call, change->combination, &g->set, err) : 0;
}

static int prepare(struct global *g, const struct prov_access_global *what, struct prov_err *err)
{
	if (prov_auth_master(g->call, err) < 0 || read_filter(g, what->filter, err) < 0)
		return -1;
	return read_change(g, &what->change, err);
}

/* ---- what would change ---- */

size_t prov_access_global_columns(struct prov_column *columns)
{
	static const struct prov_column all[] = {
		{ "id", NULL, "cid", PROV_CELL_INT }, { "name", NULL, "name", PROV_CELL_TEXT },
		{ "users", NULL, "users", PROV_CELL_INT },
	};

	memcpy(columns, all, sizeof(all));
	return COUNT(all);
}

static int plan_row(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	const struct prov_rows *rows = data;
	const char *const cells[] = {
		prov_sql_text(row, 0, 0), prov_sql_text(row, 0, 1), prov_sql_text(row, 0, 2)
	};

	return rows->row(rows->data, cells, err);
}

int prov_access_global_plan(struct prov_call *call, const struct prov_access_global *what,
			    const struct prov_rows *rows, struct prov_err *err)
{
	struct global g = { .call = call };
	struct prov_rows copy = *rows;
	struct prov_sql *db;

	if (prepare(&g, what, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	if (!db)
		return -1;
	return prov_sql_each(db, PROV_Q_ACCESS_GLOBAL_CONTEXTS,
			     PROV_ARGS(PROV_INT((long long)g.keep), PROV_INT((long long)g.set), FILTER(&g)),
			     plan_row, &copy, err);
}

/* ---- the change ---- */

/* Their ids as an array literal. */
static void add_ids(const struct prov_sql_result *res, struct prov_str *list)
{
	for (int i = 0; i < prov_sql_rows(res); i++)
		prov_str_addf(list, "%s%s", i ? "," : "{", prov_sql_text(res, i, 0));
	prov_str_add_char(list, '}');
}

static int write(struct prov_sql *db, struct global *g, const char *cids, struct prov_err *err)
{
	const char *keep = PROV_INT((long long)g->keep), *set = PROV_INT((long long)g->set);
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *counted = NULL, *changed = NULL;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_ACCESS_GLOBAL_LOG, PROV_ARGS(cids, keep, set, FILTER(g), g->token,
						      prov_session_who(g->call), g->call->program), NULL },
		{ PROV_Q_ACCESS_GLOBAL_COUNTERS, PROV_ARGS(cids, keep, set, FILTER(g)), &counted },
		{ PROV_Q_ACCESS_GLOBAL, PROV_ARGS(cids, keep, set, FILTER(g)), &changed },
	};

	if (prov_sql_batch(db, steps, COUNT(steps), err) < 0)
		return -1;
	g->contexts = prov_sql_rows(counted);
	g->users = prov_sql_affected(changed);
	if (g->contexts) {
		g->logged_in = prov_sql_number(counted, 0, 0);
		g->seq = prov_sql_number(counted, 0, 1);
	}
	return 0;
}

/* Behind the locks the statements find what there is now: less than before, if somebody was faster. */
static int change_all(struct prov_sql *db, void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;
	struct global *g = data;

	g->contexts = g->users = 0;
	if (prov_sql_exec(db, PROV_Q_ACCESS_GLOBAL_CONTEXTS,
			  PROV_ARGS(PROV_INT((long long)g->keep), PROV_INT((long long)g->set), FILTER(g)),
			  &res, err) < 0)
		return -1;
	if (prov_sql_rows(res) == 0)
		return 0;
	add_ids(res, &list);
	if (prov_context_lock_rows(db, res, err) < 0)
		return -1;
	return write(db, g, list.p, err);
}

static int happened(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct global *g = data;

	return g->users == 0 ? 1 : prov_doubt_happened(db, g->logged_in, g->seq, g->token, err);
}

int prov_access_global_change(struct prov_call *call, const struct prov_access_global *what,
			      long long *contexts, long long *users, struct prov_err *err)
{
	struct global g = { .call = call };
	const struct prov_sql_work tx = { change_all, happened, &g };
	struct prov_sql *db;

	if (prepare(&g, what, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	prov_uuid(g.token);
	if (!db || prov_sql_tx(db, &tx, err) < 0)
		return -1;
	*contexts = g.contexts;
	*users = g.users;
	return 0;
}
