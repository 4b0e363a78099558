/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_gone.c - who was not seen, and the proof that they are gone
 *
 * An entry that moves while several bases are read is seen in none of them. So a user who would be
 * disabled or deleted is a suspect, until the engine has looked the key up. An entry that is found is
 * staged like all others; the plan takes something from a suspect only if nothing was found, or an entry
 * that is no part of the source any more (place).
 */
#include <string.h>

#include "libprov/sink/sink_reading.h"
#include "libprov/sink/sink_since.h"

#define BATCH 240		/* keys that are looked up before the lease is looked at again */

struct sink_gone {
	struct prov_sql_result *page;	/* keys that are being looked up */
	const char *keys[BATCH];
	bool listed[2], none[2];	/* by kind; none: nobody is to be looked up */
};

static const char *kind_of(enum prov_entry_kind kind)
{
	return kind == PROV_ENTRY_USER ? "u" : "g";
}

/* Of groups that were not read, or are as they were, nobody is missing. */
static bool shows_all_groups(const struct sink *sink)
{
	return sink->has_groups && !sink->few && prov_sink_since_knows_groups(sink) &&
	       !prov_sink_group_are_same(sink);
}

static int find(struct sink *sink, bool user, long long *found, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	*found = 0;
	if (user && prov_sink_since_has_same_names(sink))
		return 0;
	if (prov_sink_direct_pause(sink, err) < 0 ||
	    prov_sink_tx_alone(sink, user ? PROV_Q_SYNC_SUSPECT_USERS : PROV_Q_SYNC_SUSPECT_GROUPS,
			       PROV_ARGS(sink->run, sink->config->name, prov_sink_tx_grace(sink),
					 PROV_INT(prov_sink_tx_kept_since(sink))),
			       user && prov_sink_tx_is_little(sink, sink->unseen_count), &res, err) < 0)
		return -1;
	*found = prov_sql_affected(res);
	return 0;
}

/* Looking up costs as much as there are suspects. Where the directory showed nothing of a kind, that
 * alone stops the run, unless there was only one. */
static int list(struct sink *sink, enum prov_entry_kind kind, struct prov_err *err)
{
	bool user = kind == PROV_ENTRY_USER;
	long long found, more = 0;

	sink->gone->listed[kind] = sink->gone->none[kind] = true;
	if (sink->scope.other_keys)		/* nobody can be found by them */
		return 0;
	if (user ? sink->unseen_count == 0 : !shows_all_groups(sink))
		return 0;
	if (find(sink, user, &found, err) < 0 || prov_sink_rekey_suspects(sink, kind, &more, err) < 0)
		return -1;
	found += more;
	*(user ? &sink->suspect_users : &sink->suspect_groups) = found;
	sink->staged_rows += found;
	sink->gone->none[kind] = found == 0 ||
				 (found > 1 && !sink->since &&
				  (user ? sink->read_users : sink->read_groups) == 0);
	return 0;
}

static int turn_page(struct sink *sink, enum prov_entry_kind kind, struct prov_err *err)
{
	int last = sink->gone->page ? prov_sql_rows(sink->gone->page) - 1 : -1;
	PROV_CLEANUP(prov_freep) char *after =
		prov_strdup(last < 0 ? "" : prov_sql_text(sink->gone->page, last, 0));

	prov_sql_result_free(sink->gone->page);
	sink->gone->page = NULL;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_SUSPECT_PAGE,
			  PROV_ARGS(sink->run, kind_of(kind), after, PROV_INT(BATCH)),
			  &sink->gone->page, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(sink->gone->page); i++)
		sink->gone->keys[i] = prov_sql_text(sink->gone->page, i, 0);
	return 0;
}

int prov_sink_gone_next(struct sink *sink, enum prov_entry_kind kind, const char *const **keys,
			size_t *count, long long *total, struct prov_err *err)
{
	if (!sink->gone)
		sink->gone = prov_alloc(sizeof(*sink->gone));
	if (!sink->gone->listed[kind] &&
	    (prov_sink_reading_end(sink, err) < 0 || list(sink, kind, err) < 0))
		return -1;
	if (sink->gone->none[kind])
		return 0;
	if (turn_page(sink, kind, err) < 0)
		return -1;
	*keys = sink->gone->keys;
	*count = (size_t)prov_sql_rows(sink->gone->page);
	*total = kind == PROV_ENTRY_USER ? sink->suspect_users : sink->suspect_groups;
	if (*count > 0)
		return 1;
	prov_sql_result_free(sink->gone->page);
	sink->gone->page = NULL;
	return 0;
}

int prov_sink_gone_prove(struct sink *sink, enum prov_entry_kind kind,
			 const struct prov_outside *outside, size_t count, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str keys = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str out = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str places = PROV_STR_INIT;

	if (!sink->gone || !sink->gone->page)
		return prov_fail(err, PROV_E_INTERNAL, "nobody was to be looked up");
	for (int i = 0; i < prov_sql_rows(sink->gone->page); i++)
		prov_str_array_add_text(&keys, prov_sql_text(sink->gone->page, i, 0));
	for (size_t i = 0; i < count; i++) {
		prov_str_array_add_text(&out, outside[i].key);
		prov_str_array_add_text(&places, outside[i].why);
	}
	prov_str_array_end(&keys);
	prov_str_array_end(&out);
	prov_str_array_end(&places);
	if (prov_sink_send(sink, true, err) < 0)
		return -1;
	return prov_sql_exec(sink->db, kind == PROV_ENTRY_USER ? PROV_Q_SYNC_PROVE_USERS :
			     PROV_Q_SYNC_PROVE_GROUPS, PROV_ARGS(sink->run, keys.p, out.p, places.p), NULL,
			     err);
}

void prov_sink_gone_free(struct sink_gone *gone)
{
	if (gone)
		prov_sql_result_free(gone->page);
	free(gone);
}
