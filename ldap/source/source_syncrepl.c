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
 *
 * For each search the server looks at all that changed anywhere. So what is read by one search around many
 * bases (source_around.c) is asked for by one, too, and what comes from between them counts as gone. That is
 * enough while entries come: of a key that is only named as there nobody knows where it is, and a server
 * without a log of changes names all. Then each base is asked for by itself.
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
	size_t first, count;		/* the steps it stands for: itself, or those that it is around */
	const struct prov_news *news;
	enum prov_entry_kind kind;
	const char *before;		/* its cookie */
	struct prov_ldap_sync sync;
	struct prov_ldap_search *search;	/* NULL: it was not begun */
	char key[2 * PROV_LDAP_SYNC_UUID + sizeof(dashes)];	/* the last one that was told */
	long long outside;		/* entries that are below none of the bases */
	bool falls_apart;		/* it names what is there, and that may be outside */
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
	const char *next = prov_pool_strdup(x->s->said, sync->has_next ? sync->next.p : x->before);

	for (size_t i = 0; i < x->count; i++)
		x->s->cookies[x->first + i] = next;
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

	x->falls_apart = x->step->around && x->sync.present > x->sync.entries;
	if (x->falls_apart)
		return -1;
	prov_source_syncrepl_uuid(uuid, x->key);
	return x->news->key(x->news->data, x->kind, x->key, gone, err);
}

static int on_outside(struct since *x, struct prov_err *err)
{
	x->outside++;
	return x->news->key(x->news->data, x->kind, x->key, true, err);
}

static int on_user(struct since *x, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_source_step *owner;
	const struct prov_record *record;

	if (prov_source_step_map(x->s, x->step, entry, &owner, &record, err) < 0)
		return -1;
	if (!prov_source_around_is_ours(x->step, owner, record))
		return x->step->around ? on_outside(x, err) : 0;
	prov_source_step_note(x->s, record);
	return x->news->record(x->news->data, record, err);
}

static int on_group(struct since *x, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_record *id = prov_map_entry_id(x->step->map, entry);

	if (x->step->around &&
	    !prov_source_around_is_ours(x->step, prov_source_owner_nearest(x->s, x->step, id->dn_norm), id))
		return on_outside(x, err);
	return x->news->group(x->news->data, x->key, err);
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
		if ((x->kind == PROV_ENTRY_USER ? on_user(x, entry, err) : on_group(x, entry, err)) < 0)
			return -1;
	return rc;
}

static int read_one(struct since *x, struct prov_err *err)
{
	if (begin(x, err) < 0 || read_entries(x, err) < 0 || keep_cookie(x, err) < 0)
		return -1;
	prov_ldap_search_closep(&x->search);
	return x->news->end(x->news->data, x->kind, x->sync.names_present, x->sync.entries - x->outside, err);
}

/* ---- all of them ---- */

static void make(struct since *x, struct prov_source_ldap *s, const struct prov_source_step *step,
		 const char *cookie, const struct prov_news *news)
{
	*x = (struct since){ .s = s, .step = step, .count = 1, .news = news, .before = cookie };
	x->kind = step->map == s->users ? PROV_ENTRY_USER : PROV_ENTRY_GROUP;
	x->sync = (struct prov_ldap_sync){ .cookie = { cookie, strlen(cookie) }, .id = on_id, .data = x,
					   .next = PROV_STR_INIT };
}

static void fini(struct since *x)
{
	prov_ldap_search_close(x->search);
	prov_str_fini(&x->sync.next);
}

static bool are_same(const char *const *cookies, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (strcmp(cookies[0], cookies[i]) != 0)
			return false;
	return true;
}

/* The steps from number i on that one search around them can stand for; 1: none is. */
static size_t together(const struct prov_source_ldap *s, size_t i, const char *const *cookies)
{
	const size_t n = prov_source_around_count(s, &s->steps[i]);

	return n > 1 && are_same(cookies + i, n) ? n : 1;
}

static size_t make_all(struct since *all, struct prov_source_ldap *s, const char *const *cookies,
		       const struct prov_news *news)
{
	size_t count = 0;

	for (size_t i = 0, n; i < s->step_count; i += n) {
		struct since *x = &all[count++];

		n = together(s, i, cookies);
		make(x, s, n > 1 ? &s->around[s->steps[i].map == s->groups] : &s->steps[i], cookies[i], news);
		x->first = i;
		x->count = n;
	}
	return count;
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

/* Each of the steps by itself. What was told before that counts no less: of an entry the later one does. */
static int read_apart(const struct since *together, struct prov_err *err)
{
	int rc = 0;

	for (size_t i = together->first; rc == 0 && i < together->first + together->count; i++) {
		struct since x;

		make(&x, together->s, &together->s->steps[i], together->before, together->news);
		x.first = i;
		rc = read_one(&x, err);
		fini(&x);
	}
	return rc;
}

static int read_or_apart(struct since *x, struct prov_err *err)
{
	const int rc = read_one(x, err);

	if (!x->falls_apart)
		return rc;
	prov_err_clear(err);
	prov_ldap_search_closep(&x->search);
	return read_apart(x, err);
}

int prov_source_syncrepl_since(struct prov_source_ldap *s, const char *const *cookies,
			       const struct prov_news *news, struct prov_err *err)
{
	struct since *all = prov_alloc((s->step_count + 1) * sizeof(*all));
	const size_t count = make_all(all, s, cookies, news);
	int rc = count ? begin(&all[0], err) : 0;

	if (rc == 0)
		rc = begin_groups(all, count, err);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = read_or_apart(&all[i], err);
	for (size_t i = 0; i < count; i++)
		fini(&all[i]);
	free(all);
	return rc;
}
