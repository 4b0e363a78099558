/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_syncrepl.c - what became of the entries of a source since the last run: OpenLDAP with syncprov
 *
 * The cookie of a server says which changes are known; it says nothing of base, filter or login, which the
 * sink looks after. The first one is made of contextCSN, from before everything is read: so what changed
 * meanwhile comes once more, and nothing is lost, which an answer without a cookie does not promise (entries
 * that are changed while it comes are left out of it).
 *
 * Users come as entries. Of groups it is only told which differ: they are looked up, or all are read where a
 * user came or went, since slapd does not say all that changes them then (the overlays refint and memberOf
 * write without a new CSN).
 */
#include <string.h>

#include "ldap/source/source_int.h"

#define KEY "entryUUID"			/* what the server names entries by */
#define AHEAD 4				/* searches of groups that are asked for before users are read */

static const unsigned char dashes[] = { 4, 6, 8, 10, 0 };	/* of a key, before these bytes */

/* One search that goes on. */
struct since {
	struct prov_source_ldap *s;
	const struct prov_source_step *step;
	const struct prov_news *news;
	enum prov_entry_kind kind;
	const char *before;		/* its cookie */
	struct prov_ldap_sync sync;
	struct prov_ldap_search *search;	/* NULL: it was not begun */
	char key[2 * PROV_LDAP_SYNC_UUID + sizeof(dashes)];	/* the last one that was told */
};

const char *prov_source_syncrepl_begin(struct prov_source_ldap *s)
{
	if (strcmp(s->profile->key, KEY) != 0)
		return "the key is not " KEY;
	if (!s->server.has_sync)
		return "the server does not offer content synchronisation (overlay syncprov)";
	return s->cookie ? NULL : "the server shows no contextCSN at its top to this login";
}

/* ---- cookies ---- */

static int keep_cookie(struct since *x, struct prov_err *err)
{
	const struct prov_ldap_sync *sync = &x->sync;

	x->s->cookies[x->step - x->s->steps] =
		prov_pool_strdup(x->s->said, sync->has_next ? sync->next.p : x->before);
	if (!sync->has_next || prov_source_position_goes_on(x->before, sync->next.p))
		return 0;
	return prov_fail(err, PROV_E_INCOMPLETE, "the server went back, or is another one: its cookie was "
			 "\"%s\", and is \"%s\"", x->before, sync->next.p);
}

/* ---- one search ---- */

void prov_source_syncrepl_uuid(const unsigned char *uuid, char *text)
{
	prov_source_changed_uuid(uuid, dashes, text);
}

static int on_id(void *data, const unsigned char *uuid, bool gone, struct prov_err *err)
{
	struct since *x = data;

	prov_source_syncrepl_uuid(uuid, x->key);
	return x->news->key(x->news->data, x->kind, x->key, gone, err);
}

static int on_user(struct since *x, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_source_step *owner;
	const struct prov_record *record;

	if (prov_source_step_map(x->s, x->step, entry, &owner, &record, err) < 0)
		return -1;
	if (owner != x->step)
		return 0;
	prov_source_step_note(x->s, record);
	return x->news->record(x->news->data, record, err);
}

static int begin(struct since *x, struct prov_err *err)
{
	if (!x->search)
		x->search = prov_source_step_since(x->s, x->step, &x->sync, err);
	return x->search ? 0 : -1;
}

static int read_entries(struct since *x, struct prov_err *err)
{
	const struct prov_ldap_entry *entry;
	int rc;

	while ((rc = prov_ldap_search_next(x->search, &entry, err)) > 0)
		if ((x->kind == PROV_ENTRY_USER ? on_user(x, entry, err) :
		     x->news->group(x->news->data, x->key, err)) < 0)
			return -1;
	return rc;
}

static int read_one(struct since *x, struct prov_err *err)
{
	if (begin(x, err) < 0 || read_entries(x, err) < 0 || keep_cookie(x, err) < 0)
		return -1;
	prov_ldap_search_closep(&x->search);
	return x->news->end(x->news->data, x->kind, x->sync.names_present, x->sync.entries, err);
}

/* ---- all of them ---- */

static struct since *make_all(struct prov_source_ldap *s, const char *const *cookies,
			      const struct prov_news *news)
{
	struct since *all = prov_alloc((s->step_count + 1) * sizeof(*all));

	for (size_t i = 0; i < s->step_count; i++) {
		struct since *x = &all[i];

		*x = (struct since){ .s = s, .step = &s->steps[i], .news = news, .before = cookies[i] };
		x->kind = x->step->map == s->users ? PROV_ENTRY_USER : PROV_ENTRY_GROUP;
		x->sync = (struct prov_ldap_sync){ .cookie = { cookies[i], strlen(cookies[i]) },
						   .id = on_id, .data = x, .next = PROV_STR_INIT };
	}
	return all;
}

static void free_all(struct since *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		prov_ldap_search_close(all[i].search);
		prov_str_fini(&all[i].sync.next);
	}
	free(all);
}

/* The server looks at all that changed for each search. It does so for those of groups while users are read:
 * their answers are keys, which wait in memory. Each may name all that changed elsewhere: a few only. */
static int begin_groups(struct since *all, size_t count, struct prov_err *err)
{
	size_t begun = 0;

	for (size_t i = 0; i < count && begun < AHEAD; i++) {
		if (all[i].kind != PROV_ENTRY_GROUP)
			continue;
		if (begin(&all[i], err) < 0)
			return -1;
		begun++;
	}
	return 0;
}

int prov_source_syncrepl_since(struct prov_source_ldap *s, const char *const *cookies,
			       const struct prov_news *news, struct prov_err *err)
{
	struct since *all = make_all(s, cookies, news);
	int rc = s->step_count ? begin(&all[0], err) : 0;

	if (rc == 0)
		rc = begin_groups(all, s->step_count, err);
	for (size_t i = 0; rc == 0 && i < s->step_count; i++)
		rc = read_one(&all[i], err);
	free_all(all, s->step_count);
	return rc;
}
