/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_server.c - the server of a source whose state is stored, and how new that was
 *
 * Written when something is: what another server shows is compared with it (libprov/sync/sync_server.c).
 */
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_reading.h"
#include "libprov/sink/sink_run.h"

int prov_sink_server_begin(struct sink *sink, struct prov_err *err)
{
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_SERVER, PROV_ARGS(sink->config->name), &sink->server_row,
			  err) < 0)
		return -1;
	if (prov_sql_rows(sink->server_row) == 0)
		return 0;
	sink->last = (struct prov_sync_server){
		.name = prov_sql_text(sink->server_row, 0, 0),
		.uri = prov_sql_text(sink->server_row, 0, 1),
		.vendor = prov_sql_text(sink->server_row, 0, 2),
		.counter = prov_sql_text(sink->server_row, 0, 3),
		.epoch = prov_sql_text(sink->server_row, 0, 4),
		.position = prov_sql_text(sink->server_row, 0, 5),
	};
	sink->base.last = &sink->last;
	sink->base.went_back = prov_sql_text(sink->server_row, 0, 6);
	return 0;
}

/* A source whose server is not known yet gets to know it. */
bool prov_sink_server_pending(const struct sink *sink)
{
	return !sink->base.last || sink->direct || !sink->known || sink->staged + sink->unseen_count > 0 ||
		(sink->has_groups && !prov_sink_group_are_same(sink));
}

int prov_sink_server_save(struct sink *sink, struct prov_err *err)
{
	const struct prov_sync_server *s = &sink->source->ended;

	if (!s->name)
		return 0;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_SAVE_SERVER,
			     PROV_ARGS(sink->config->name, s->name, s->uri, s->vendor, s->counter, s->epoch,
				       s->position), NULL, err);
}

int prov_sink_server_back(struct prov_sql *db, const char *source, struct prov_err *err)
{
	return prov_sql_exec(db, PROV_Q_SYNC_SERVER_BACK, PROV_ARGS(source), NULL, err);
}
