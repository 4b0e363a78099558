/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_tx.c - the transaction of a run, and its statements
 */
#include "libprov/sink/sink.h"

int prov_sink_tx_step(struct sink *k, enum prov_query query, struct prov_err *err)
{
	return prov_sql_exec(k->db, query, PROV_ARGS(k->run), NULL, err);
}

int prov_sink_tx_step_source(struct sink *k, enum prov_query query, struct prov_err *err)
{
	return prov_sql_exec(k->db, query, PROV_ARGS(k->run, k->config->name), NULL, err);
}

const char *prov_sink_tx_grace(struct sink *k)
{
	if (k->config->grace < 0)
		return NULL;
	prov_sql_int(k->grace, k->config->grace);
	return k->grace;
}

int prov_sink_tx_nestloop(struct sink *k, bool on, struct prov_err *err)
{
	return prov_sql_exec(k->db, PROV_Q_SYNC_NESTLOOP, PROV_ARGS(on ? "on" : "off"), NULL, err);
}

int prov_sink_tx_open(struct sink *k, struct prov_err *err)
{
	/* A dry run locks nothing: instead all of it looks at the same state. */
	if (k->dry_run)
		prov_sql_tx_begin_snapshot(k->db);
	else
		prov_sql_tx_begin(k->db);
	k->in_tx = true;
	if (prov_sink_lease_check(k, err) < 0 ||
	    prov_sql_exec(k->db, PROV_Q_SYNC_WORK_MEM, PROV_ARGS(SINK_TX_MUCH), NULL, err) < 0)
		return -1;
	return prov_sink_licence_look(k, err);
}
