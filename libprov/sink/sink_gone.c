/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_gone.c - who was not seen, and the proof that they are gone
 *
 * An entry that moves while several bases are read is seen in none of them. So a user who would be
 * disabled or deleted is a suspect, until the engine has looked the key up. An entry that is found is
 * staged like all others; the plan takes something from a suspect only if nothing was found.
 */
#include "libprov/sink/sink_reading.h"

#define BATCH 240		/* keys that are looked up before the lease is looked at again */

struct sink_gone {
	struct prov_sql_result *page;	/* keys that are being looked up */
	const char *keys[BATCH];
	bool listed[2], over[2];	/* by kind */
};

static const char *kind_of(enum prov_entry_kind kind)
{
	return kind == PROV_ENTRY_USER ? "u" : "g";
}

/* Looking up costs as much as there are suspects. Where the directory showed nothing of a kind, that
 * alone stops the run, unless there was only one. */
static int list(struct sink *k, enum prov_entry_kind kind, struct prov_err *err)
{
	bool user = kind == PROV_ENTRY_USER;
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	long long found;

	k->gone->listed[kind] = k->gone->over[kind] = true;
	if (user ? k->unseen_count == 0 : !k->has_groups || prov_sink_group_all_same(k))
		return 0;
	if (prov_sink_direct_pause(k, err) < 0 ||
	    prov_sql_exec(k->db, user ? PROV_Q_SYNC_SUSPECT_USERS : PROV_Q_SYNC_SUSPECT_GROUPS,
			  PROV_ARGS(k->run, k->config->name, prov_sink_tx_grace(k)), &res, err) < 0)
		return -1;
	found = prov_sql_affected(res);
	*(user ? &k->suspect_users : &k->suspect_groups) = found;
	k->staged_rows += found;
	k->gone->over[kind] = found == 0 || (found > 1 && (user ? k->read_users : k->read_groups) == 0);
	return 0;
}

/* The keys of the last page were looked up. */
static int prove(struct sink *k, enum prov_entry_kind kind, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str keys = PROV_STR_INIT;
	int count = prov_sql_rows(k->gone->page);

	prov_str_add_char(&keys, '{');
	for (int i = 0; i < count; i++) {
		const char *key = prov_sql_text(k->gone->page, i, 0);

		if (i)
			prov_str_add_char(&keys, ',');
		prov_str_add_array_elem(&keys, key, strlen(key));
	}
	prov_str_add_char(&keys, '}');
	if (prov_sink_send(k, true, err) < 0)
		return -1;
	return prov_sql_exec(k->db, kind == PROV_ENTRY_USER ? PROV_Q_SYNC_PROVE_USERS :
			     PROV_Q_SYNC_PROVE_GROUPS, PROV_ARGS(k->run, keys.p), NULL, err);
}

static int turn_page(struct sink *k, enum prov_entry_kind kind, struct prov_err *err)
{
	int last = k->gone->page ? prov_sql_rows(k->gone->page) - 1 : -1;
	PROV_CLEANUP(prov_freep) char *after =
		prov_strdup(last < 0 ? "" : prov_sql_text(k->gone->page, last, 0));

	prov_sql_result_free(k->gone->page);
	k->gone->page = NULL;
	if (prov_sql_exec(k->db, PROV_Q_SYNC_SUSPECT_PAGE,
			  PROV_ARGS(k->run, kind_of(kind), after, PROV_INT(BATCH)), &k->gone->page,
			  err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(k->gone->page); i++)
		k->gone->keys[i] = prov_sql_text(k->gone->page, i, 0);
	return 0;
}

int prov_sink_gone_next(struct sink *k, enum prov_entry_kind kind, const char *const **keys,
			size_t *count, struct prov_err *err)
{
	if (!k->gone)
		k->gone = prov_alloc(sizeof(*k->gone));
	if (!k->gone->listed[kind] && (prov_sink_reading_end(k, err) < 0 || list(k, kind, err) < 0))
		return -1;
	if (k->gone->over[kind])
		return 0;
	if ((k->gone->page && prove(k, kind, err) < 0) || turn_page(k, kind, err) < 0)
		return -1;
	*keys = k->gone->keys;
	*count = (size_t)prov_sql_rows(k->gone->page);
	if (*count > 0)
		return 1;
	prov_sql_result_free(k->gone->page);
	k->gone->page = NULL;
	k->gone->over[kind] = true;
	return 0;
}

void prov_sink_gone_free(struct sink_gone *gone)
{
	if (gone)
		prov_sql_result_free(gone->page);
	free(gone);
}
