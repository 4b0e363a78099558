/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_sql.c - struct prov_sink over the database: staging, plan and merge of one run
 */
#include "libprov/sink/sink.h"

static int begin(struct prov_sink *sink, const struct prov_source *source,
		 const struct prov_sync_options *options, struct prov_err *err)
{
	struct sink *k = (struct sink *)sink;

	k->source = source;
	k->dry_run = options->dry_run;
	k->force = options->force;
	k->accept = options->accept;
	k->db = prov_session_db(k->call, err);
	if (!k->db || prov_sink_lease_take(k, err) < 0)
		return -1;
	return prov_sink_row_begin(k, source, err);
}

static int put(struct prov_sink *sink, const struct prov_record *record, struct prov_err *err)
{
	return prov_sink_row_put((struct sink *)sink, record, err);
}

static void fini_texts(struct sink *k)
{
	prov_str_fini(&k->mapped);
	prov_str_fini(&k->cids);
	prov_str_fini(&k->held);
	prov_str_fini(&k->login);
	prov_str_fini(&k->aliases);
	prov_str_fini(&k->addresses);
	prov_str_fini(&k->attrs);
	prov_str_fini(&k->display);
	prov_str_fini(&k->names);
	prov_str_fini(&k->reject);
	prov_str_fini(&k->address_list);
	prov_sql_rows_fini(&k->line);
	prov_sql_rows_fini(&k->users);
	prov_sql_rows_fini(&k->groups);
	prov_sql_rows_fini(&k->unseen);
}

static void close_sink(struct prov_sink *sink)
{
	struct sink *k = (struct sink *)sink;

	if (!k)
		return;
	prov_sink_direct_stop(k);
	prov_sink_known_stop(k);
	if (k->in_tx)
		prov_sql_tx_rollback(k->db);
	prov_sink_lease_drop(k);
	prov_sink_known_free(k->known);
	prov_sink_gone_free(k->gone);
	prov_sink_spool_free(k);
	prov_sink_direct_free(k);
	fini_texts(k);
	prov_pool_free(k->pool);
	free(k->user_targets);
	free(k->user_attrs);
	free(k->group_targets);
	free(k->contexts);
	free(k->job);
	free(k->owner);
	free(k);
}

struct prov_sink *prov_sink_sql_open(struct prov_call *call,
				     const struct prov_source_config *config)
{
	struct sink *k = prov_alloc(sizeof(*k));
	struct prov_str *const texts[] = { &k->mapped, &k->cids, &k->held, &k->login,
					   &k->aliases, &k->addresses,
					   &k->attrs, &k->display, &k->names, &k->reject,
					   &k->address_list, &k->line.text, &k->users.text,
					   &k->groups.text, &k->unseen.text };

	k->base = (struct prov_sink){ begin, put, prov_sink_suspects, prov_sink_plan,
				      prov_sink_changes, prov_sink_merge, close_sink };
	for (size_t i = 0; i < COUNT(texts); i++)
		*texts[i] = (struct prov_str)PROV_STR_INIT;
	k->call = call;
	k->config = config;
	k->pool = prov_pool_new();
	prov_uuid(k->run);
	return &k->base;
}
