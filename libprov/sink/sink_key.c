/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_key.c - what SOGo finds the users and groups of a run by, where it is used (libprov/model/key.h)
 *
 * In bulk, behind what writes users, and of those that change only where a name or an address does.
 */
#include "libprov/sink/sink.h"

static int step(struct sink *sink, enum prov_query query, struct prov_err *err)
{
	return prov_sql_keys_kept(sink->db) ? prov_sink_tx_step(sink, query, err) : 0;
}

/* So many that indexes are made behind them, if there are hardly any others. */
#define MANY 1000

static int without_indexes(struct sink *sink, long long users, bool *gone, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (users < MANY)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SOGO_UNINDEX, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	*gone = prov_sql_true(res, 0, 0);
	return 0;
}

/* The counters of their contexts, sink->cids, still stand where they were. */
int prov_sink_key_direct(struct sink *sink, long long users, struct prov_err *err)
{
	bool gone = false;

	if (!prov_sql_keys_kept(sink->db))
		return 0;
	prov_sink_context_list(sink);
	if (without_indexes(sink, users, &gone, err) < 0 ||
	    prov_sql_exec(sink->db, PROV_Q_SOGO_ADD_DIRECT, PROV_ARGS(sink->cids.p), NULL, err) < 0)
		return -1;
	return gone ? prov_sql_exec(sink->db, PROV_Q_SOGO_INDEX, PROV_NO_ARGS, NULL, err) : 0;
}

int prov_sink_key_drop_users(struct sink *sink, struct prov_err *err)
{
	return step(sink, PROV_Q_SOGO_DROP_STAGED, err);
}

int prov_sink_key_add_users(struct sink *sink, struct prov_err *err)
{
	return step(sink, PROV_Q_SOGO_ADD_STAGED, err);
}

int prov_sink_key_groups(struct sink *sink, struct prov_err *err)
{
	if (step(sink, PROV_Q_SOGO_DROP_STAGED_GROUPS, err) < 0)
		return -1;
	return step(sink, PROV_Q_SOGO_ADD_STAGED_GROUPS, err);
}
