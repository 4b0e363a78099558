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
#define AHEAD 4				/* searches of groups that are asked for while users are read */
#define MANY 1000			/* changes: it matters how they are looked at */

static const unsigned char dashes[] = { 4, 6, 8, 10, 0 };	/* of a key, before these bytes */

/* All that go on. */
struct searches {
	struct since *all;
	size_t count;
	long long changed;		/* so many entries differ, or are gone, as far as was told */
	bool names_present;		/* the server has no log that goes back as far */
};

/* One of them. */
struct since {
	struct searches *of;
	struct prov_source_ldap *s;
	const struct prov_source_step *step;
	size_t first, count;		/* the steps it stands for: itself, or those that it is around */
	const struct prov_news *news;
	enum prov_entry_kind kind;
	const char *const *cookies;	/* of its steps; it goes on from the oldest one */
	struct prov_ldap_sync sync;
	struct prov_ldap_search *search;
	bool begun;
	char key[2 * PROV_LDAP_SYNC_UUID + sizeof(dashes)];	/* the last one that was told */
	long long others;		/* entries that are not of these steps */
	bool is_again;			/* one around it was asked for before */
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

/* Where the base had been asked for by a search around it, what became of an entry between the two was told
 * by neither: it comes once more, from when the source was opened. */
static const char *next_cookie(const struct since *x)
{
	const char *const both[] = { x->sync.next.p, x->s->cookie };
	const char *oldest;

	if (!x->sync.has_next)
		return NULL;
	oldest = x->is_again ? prov_source_position_oldest(x->s->said, both, 2) : NULL;
	return oldest ? oldest : prov_pool_strdup(x->s->said, x->sync.next.p);
}

static int keep_cookie(struct since *x, struct prov_err *err)
{
	const char *next = next_cookie(x);

	for (size_t i = 0; i < x->count; i++) {
		x->s->cookies[x->first + i] = next ? next : prov_pool_strdup(x->s->said, x->cookies[i]);
		if (next && !prov_source_position_goes_on(x->cookies[i], next))
			return prov_fail(err, PROV_E_INCOMPLETE, "the server went back, or is another one: "
					 "its cookie was \"%s\", and is \"%s\"", x->cookies[i], next);
	}
	return 0;
}

/* ---- one search ---- */

void prov_source_syncrepl_uuid(const unsigned char *uuid, char *text)
{
	prov_source_changed_uuid(uuid, dashes, text);
}

static int on_id(void *data, const unsigned char *uuid, bool gone, struct prov_err *err)
{
	struct since *x = data;
	const bool is_only_there = x->sync.present > x->sync.entries;

	x->falls_apart = x->step->around && is_only_there;
	x->of->names_present |= is_only_there;
	x->of->changed++;
	if (x->falls_apart)
		return -1;
	prov_source_syncrepl_uuid(uuid, x->key);
	return x->news->key(x->news->data, x->kind, x->key, gone, err);
}

/* It comes with the search of a base below this one, or from between the bases. */
static int on_other(struct since *x, struct prov_err *err)
{
	x->others++;
	return x->step->around ? x->news->key(x->news->data, x->kind, x->key, true, err) : 0;
}

static int on_user(struct since *x, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_source_step *owner;
	const struct prov_record *record;

	if (prov_source_step_map(x->s, x->step, entry, &owner, &record, err) < 0)
		return -1;
	if (!prov_source_around_is_ours(x->step, owner, record))
		return on_other(x, err);
	prov_source_step_note(x->s, record);
	return x->news->record(x->news->data, record, err);
}

static int on_group(struct since *x, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_record *id = prov_map_entry_id(x->step->map, entry);
	const struct prov_source_step *owner = prov_source_owner_nearest(x->s, x->step, id->dn_norm);

	if (!prov_source_around_is_ours(x->step, owner, id))
		return on_other(x, err);
	return x->news->group(x->news->data, x->key, err);
}

/* Of many that changed slapd asks each, "is it still in this search?", and merges lists of all groups from
 * its indexes for that: five times the work. Behind a double negation, which means the same, it looks at the
 * entry. Of few, and where it has to find all there are, indexes are better. */
static bool is_better_unindexed(const struct searches *of)
{
	return of->changed >= MANY && !of->names_present;
}

static int begin(struct since *x, struct prov_err *err)
{
	const bool unindexed = x->kind == PROV_ENTRY_GROUP && is_better_unindexed(x->of);

	if (x->begun)
		return 0;
	x->begun = true;
	x->search = prov_source_step_since(x->s, x->step, unindexed, &x->sync, err);
	return x->search ? 0 : -1;
}

/* Their answers are keys, which wait in memory. Each may name all that changed elsewhere: a few only. */
static int begin_groups(struct searches *of, struct prov_err *err)
{
	size_t begun = 0;

	for (size_t i = 0; i < of->count && begun < AHEAD; i++) {
		if (of->all[i].kind != PROV_ENTRY_GROUP)
			continue;
		if (begin(&of->all[i], err) < 0)
			return -1;
		begun++;
	}
	return 0;
}

static int read_entries(struct since *x, struct prov_err *err)
{
	const struct prov_ldap_entry *entry;
	int rc;

	while ((rc = prov_ldap_search_next(x->search, &entry, err)) > 0) {
		if ((x->kind == PROV_ENTRY_USER ? on_user(x, entry, err) : on_group(x, entry, err)) < 0)
			return -1;
		if (x->kind == PROV_ENTRY_USER && is_better_unindexed(x->of) && begin_groups(x->of, err) < 0)
			return -1;
	}
	return rc;
}

static int read_one(struct since *x, struct prov_err *err)
{
	if (begin(x, err) < 0 || read_entries(x, err) < 0 || keep_cookie(x, err) < 0)
		return -1;
	prov_ldap_search_closep(&x->search);
	x->of->names_present |= x->sync.names_present;
	return x->news->end(x->news->data, x->kind, x->sync.names_present, x->sync.entries - x->others, err);
}

/* ---- all of them ---- */

static void make(struct since *x, struct searches *of, struct prov_source_ldap *s,
		 const struct prov_source_asked *asked, const char *const *cookies,
		 const struct prov_news *news)
{
	*x = (struct since){ .of = of, .s = s, .step = asked->step, .first = asked->first,
			     .count = asked->count, .cookies = cookies, .news = news };
	x->kind = x->step->map == s->users ? PROV_ENTRY_USER : PROV_ENTRY_GROUP;
	x->sync = (struct prov_ldap_sync){ .cookie = { asked->cookie, strlen(asked->cookie) }, .id = on_id,
					   .data = x, .next = PROV_STR_INIT };
}

static void fini(struct since *x)
{
	prov_ldap_search_close(x->search);
	prov_str_fini(&x->sync.next);
}

struct prov_source_asked prov_source_syncrepl_asked(const struct prov_source_ldap *s, size_t first,
						    const char *const *cookies)
{
	const struct prov_source_step *step = &s->steps[first], *around = prov_source_around(s, step);
	const size_t n = prov_source_around_count(s, step);
	const char *top = prov_source_server_top(s), *oldest = NULL;

	if (n > 1 && top && prov_dn_is_below(around->norm, top))
		oldest = prov_source_position_oldest(s->said, cookies + first, n);
	return oldest ? (struct prov_source_asked){ around, oldest, first, n } :
		(struct prov_source_asked){ step, cookies[first], first, 1 };
}

size_t prov_source_syncrepl_searches(const struct prov_source_ldap *s, const char *const *cookies)
{
	size_t searches = 0;

	for (size_t i = 0; i < s->step_count; searches++)
		i += prov_source_syncrepl_asked(s, i, cookies).count;
	return searches;
}

static void make_all(struct searches *of, struct prov_source_ldap *s, const char *const *cookies,
		     const struct prov_news *news)
{
	of->all = prov_alloc((s->step_count + 1) * sizeof(*of->all));
	for (size_t i = 0; i < s->step_count;) {
		const struct prov_source_asked asked = prov_source_syncrepl_asked(s, i, cookies);

		make(&of->all[of->count++], of, s, &asked, cookies + i, news);
		i += asked.count;
	}
}

/* Each of the steps by itself. What was told before that counts no less: of an entry that is told again the
 * later one does. */
static int read_apart(const struct since *together, struct prov_err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < together->count; i++) {
		const size_t first = together->first + i;
		const struct prov_source_asked asked = { &together->s->steps[first], together->cookies[i],
							 first, 1 };
		struct since x;

		make(&x, together->of, together->s, &asked, together->cookies + i, together->news);
		x.is_again = true;
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
	if (x->count > PROV_SOURCE_MANY_SEARCHES)
		return prov_fail(err, PROV_E_INCOMPLETE, "the server names what is there, not what is gone "
				 "(no session log that goes back as far), and %zu bases are too many to be "
				 "asked for one by one", x->count);
	return read_apart(x, err);
}

int prov_source_syncrepl_since(struct prov_source_ldap *s, const char *const *cookies,
			       const struct prov_news *news, struct prov_err *err)
{
	struct searches of = { 0 };
	int rc = 0;

	make_all(&of, s, cookies, news);
	if (prov_source_around_too_many(of.count))
		rc = prov_fail(err, PROV_E_INCOMPLETE, "%s", prov_source_around_too_many(of.count));
	for (size_t i = 0; rc == 0 && i < of.count; i++)
		rc = read_or_apart(&of.all[i], err);
	for (size_t i = 0; i < of.count; i++)
		fini(&of.all[i]);
	free(of.all);
	return rc;
}
