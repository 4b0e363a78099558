/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_tx.c - the transaction of a run, and its statements
 */
#include "libprov/sink/sink.h"

#define MANY_ROWS 100
/* Statistics made anew let the server plan all anew: not while it has plans for so little. It makes up to
 * five before it keeps one; and others may have given it statistics of much. */
#define MANY_TIMES 8
#define PLANS_LAST 64

int prov_sink_tx_step(struct sink *sink, enum prov_query query, struct prov_err *err)
{
	return prov_sql_exec(sink->db, query, PROV_ARGS(sink->run), NULL, err);
}

int prov_sink_tx_step_source(struct sink *sink, enum prov_query query, struct prov_err *err)
{
	return prov_sql_exec(sink->db, query, PROV_ARGS(sink->run, sink->config->name), NULL, err);
}

/* Who is purged is found by reading everything. */
const char *prov_sink_tx_grace(struct sink *sink)
{
	if (!sink->config->purge || sink->since || sink->config->grace < 0)
		return NULL;
	prov_sql_int(sink->grace, sink->config->grace);
	return sink->grace;
}

long long prov_sink_tx_kept_since(const struct sink *sink)
{
	return sink->runs - sink->config->grace_runs;
}

/* Of a batch of a watch: one like it comes soon, for which the server keeps what it plans now. */
static int keep_plans(struct sink *sink, struct prov_err *err)
{
	const bool little = sink->since && sink->staged_rows <= MANY_ROWS;

	return prov_sql_keep(sink->db, sink->is_batch && little, err);
}

bool prov_sink_tx_is_planned(const struct sink *sink)
{
	const unsigned times = prov_sql_keep_times(sink->db, PROV_Q_SYNC_DIFF);

	return sink->staged_rows <= MANY_ROWS && times > MANY_TIMES && times % PLANS_LAST;
}

bool prov_sink_tx_is_little(const struct sink *sink, long long rows)
{
	return rows <= MANY_ROWS || rows < sink->n / 10;
}

int prov_sink_tx_nestloop(struct sink *sink, bool on, struct prov_err *err)
{
	if (keep_plans(sink, err) < 0)
		return -1;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_NESTLOOP, PROV_ARGS(on ? "on" : "off"), NULL,
			     err);
}

int prov_sink_tx_analyze(struct sink *sink, struct prov_err *err)
{
	const long long more = sink->staged_rows - sink->analyzed_rows;
	const bool rest_is_known = sink->analyzed_rows && more == sink->unseen_count - sink->analyzed_unseen;

	if (more == 0 || prov_sink_tx_is_planned(sink))
		return 0;
	sink->analyzed_rows = sink->staged_rows;
	sink->analyzed_unseen = sink->unseen_count;
	return prov_sql_exec(sink->db, rest_is_known ? PROV_Q_SYNC_ANALYZE_UNSEEN : PROV_Q_SYNC_ANALYZE_USER,
			     PROV_NO_ARGS, NULL, err);
}

/* What the planner knows nothing of, it takes for a row or two. */
static int analyze_more(struct sink *sink, struct prov_err *err)
{
	return sink->staged_rows - sink->analyzed_rows > MANY_ROWS ? prov_sink_tx_analyze(sink, err) : 0;
}

int prov_sink_tx_alone(struct sink *sink, enum prov_query query, struct prov_sql_args args, bool little,
		       struct prov_sql_result **res, struct prov_err *err)
{
	const struct prov_sql_step steps[] = {
		{ PROV_Q_TX_BEGIN, PROV_NO_ARGS, NULL },
		{ PROV_Q_SYNC_WORK_MEM, PROV_ARGS(SINK_TX_MUCH), NULL },
		{ PROV_Q_SYNC_NESTLOOP, PROV_ARGS(little ? "on" : "off"), NULL },
		{ query, args, res },
		{ PROV_Q_TX_COMMIT, PROV_NO_ARGS, NULL },
	};

	if (sink->in_tx)
		return prov_sql_exec(sink->db, query, args, res, err);
	if (analyze_more(sink, err) < 0 || keep_plans(sink, err) < 0)
		return -1;
	return prov_sql_batch(sink->db, steps, COUNT(steps), err);
}

int prov_sink_tx_open(struct sink *sink, struct prov_err *err)
{
	/* A dry run locks nothing: instead all of it looks at the same state. */
	if (sink->dry_run)
		prov_sql_tx_begin_snapshot(sink->db);
	else
		prov_sql_tx_begin(sink->db);
	sink->in_tx = true;
	sink->tx_at = prov_clock_ms();
	if (prov_sink_lease_check(sink, err) < 0 ||
	    prov_sql_exec(sink->db, PROV_Q_SYNC_WORK_MEM, PROV_ARGS(SINK_TX_MUCH), NULL, err) < 0)
		return -1;
	return prov_sink_licence_look(sink, err);
}
