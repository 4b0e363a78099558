/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_some.c - an incremental run reads only those groups whose entries changed
 *
 * What is known of the others stays as it is, and so do its hashes (sink_sums.c). That is right while no
 * group comes or goes, nobody comes, goes or is known by another name (sink_since.c), and those that changed
 * differ by no more than sink_few.c can tell from what is stored. Else the run begins anew, and reads all.
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_since.h"

#define MANY 200		/* of as many, reading all is as quick */

enum { NUMBER, HASH };		/* columns of since_some.sql */

struct sink_some {
	const char *keys[MANY];		/* in the pool */
	size_t count;			/* MANY: there may be more */
};

void prov_sink_some_free(struct sink *sink)
{
	free(sink->some);
	sink->some = NULL;
}

/* One may be told twice, where a search was begun anew in another way. */
static bool is_noted(const struct sink_some *some, const char *key)
{
	for (size_t i = 0; i < some->count; i++)
		if (strcmp(some->keys[i], key) == 0)
			return true;
	return false;
}

void prov_sink_some_note(struct sink *sink, const char *key)
{
	if (!sink->some)
		sink->some = prov_alloc(sizeof(*sink->some));
	if (sink->some->count < MANY && !is_noted(sink->some, key))
		sink->some->keys[sink->some->count++] = prov_pool_strdup(sink->pool, key);
}

/* Their hashes are no part of the sums any more: those of their entries of now will be. */
static void take_out(struct sink *sink, const struct prov_sql_result *groups)
{
	for (int i = 0; i < prov_sql_rows(groups); i++) {
		const uint64_t number = (uint64_t)prov_sql_number(groups, i, NUMBER);
		const uint64_t hash = (uint64_t)prov_sql_number(groups, i, HASH);

		prov_sink_sums_add(sink, number, 0 - hash);
		prov_sink_few_expect(sink, number, hash);
	}
}

static int find(struct sink *sink, struct prov_sql_result **groups, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str keys = PROV_STR_INIT;

	for (size_t i = 0; i < sink->some->count; i++)
		prov_str_array_add_text(&keys, sink->some->keys[i]);
	return prov_sql_exec(sink->db, PROV_Q_SYNC_SINCE_SOME,
			     PROV_ARGS(sink->config->name, prov_str_array_end(&keys)), groups, err);
}

int prov_sink_some_begin(struct sink *sink, long long entries, const char *const **keys, size_t *count,
			 struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *groups = NULL;
	bool known;

	if (!sink->some || sink->some->count == MANY || (long long)sink->some->count != entries ||
	    !prov_sink_few_are(entries, sink->had_groups))
		return 0;
	if (find(sink, &groups, err) < 0 || prov_sink_sums_load(sink, &known, err) < 0)
		return -1;
	if (!known || prov_sql_rows(groups) != entries) {
		memset(sink->sums, 0, sizeof(sink->sums));
		return 0;
	}
	take_out(sink, groups);
	*keys = sink->some->keys;
	*count = (size_t)entries;
	return 0;
}
