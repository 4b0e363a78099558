/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_reject.c - what a run could not take is stored with it, so that it can be listed, and told what is new
 *
 * As long as the same entries are rejected for the same reasons nothing is written: the rows say since
 * when that is so.
 */
#include "libprov/sink/sink_plan.h"

int prov_sink_reject_save(struct sink *sink, struct prov_err *err)
{
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_DROP_REJECTS, PROV_ARGS(sink->run, sink->config->name), NULL },
		{ PROV_Q_SYNC_SAVE_REJECTS, PROV_ARGS(sink->run, sink->config->name), NULL },
	};

	if (!sink->any_rejects && !sink->had_rejects)
		return 0;
	return prov_sql_batch(sink->db, steps, COUNT(steps), err);
}
