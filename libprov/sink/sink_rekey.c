/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_rekey.c - entries with new keys and the users they belong to
 *
 * Users are followed by the keys of their entries, never by name. An entry that was deleted and made anew has
 * another key and the old name: whether it is the same person only an administrator knows. So that is a
 * setting for a handful, and otherwise the message says who holds the name and what to do.
 */
#include "libprov/sync/sync_plan.h"
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_reading.h"

/* What an entry and its user have in common; NULL: nothing is put together. */
static const char *same(const struct sink *sink)
{
	const char *how = sink->config->on_reuse;

	return how && strcmp(how, "rekey") == 0 ? "name" : NULL;
}

int prov_sink_rekey_suspects(struct sink *sink, long long *found, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	*found = 0;
	if (!same(sink) || sink->staged == 0)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_SUSPECT_REKEYED,
			  PROV_ARGS(sink->run, sink->config->name, same(sink)), &res, err) < 0)
		return -1;
	*found = prov_sql_affected(res);
	return 0;
}

/* More than a handful, now or in a day, are a directory that was loaded anew. */
static int is_handful(struct sink *sink, bool *yes, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	long long now, day;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_COUNT, PROV_ARGS(sink->run), &res, err) < 0)
		return -1;
	now = prov_sql_number(res, 0, 0);
	day = prov_sql_number(res, 0, 1);
	*yes = now > 0 && !prov_sync_plan_is_rekeyed(now + day, sink->owned_users + day);
	return 0;
}

int prov_sink_rekey_users(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	bool handful;

	if (!same(sink) || sink->differ == 0 || sink->unseen_count == 0)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_USERS,
			  PROV_ARGS(sink->run, sink->config->name, same(sink), "f"), NULL, err) < 0 ||
	    is_handful(sink, &handful, err) < 0)
		return -1;
	if (!handful)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_DROP, PROV_ARGS(sink->run), &res, err) < 0)
		return -1;
	sink->differ -= prov_sql_affected(res);
	return prov_sink_tx_step(sink, PROV_Q_SYNC_REKEY_TURN, err);
}

int prov_sink_rekey_explain(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *command =
		prov_asprintf("ldapsync -s %s --rekey name", sink->config->name);

	if (sink->unseen_count == 0)
		return 0;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_REKEY_EXPLAIN,
			     PROV_ARGS(sink->run, sink->config->name, prov_sink_tx_grace(sink), command),
			     NULL, err);
}
