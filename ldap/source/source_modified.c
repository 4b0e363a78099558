/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_modified.c - what became of the entries of a source since the last run: by modifyTimestamp, of any
 * server that has nothing better
 *
 * Times are those of the server only: the newest one that an entry showed is where the next run goes on,
 * and some time before it, for servers take changes of others later than their time says. What was read took
 * a while, too, and what was read first may have been changed meanwhile. When nothing is newer for as long,
 * what may come late has come, and the next run begins at the newest one.
 *
 * All entries of the tree are asked for, with any filter: what is changed is looked up (source_changed.c).
 * So who does not match the filter any more, or is in another place, is seen. An entry that was deleted, or
 * is in a place that this login does not see, is not: that is found when everything is read.
 */
#include <ldap.h>
#include <string.h>
#include <time.h>

#include "ldap/source/source_int.h"

#define ATTR "modifyTimestamp"
#define OVERLAP 120			/* seconds */

/* Of the cookie: from when on is asked, the newest time, when that was seen first (by our clock), and who
 * had it: another one may get the same time in what is left of its second. */
struct mark {
	long long from, newest, seen, who;
};

/* ---- times ---- */

static bool parse_time(const struct prov_text *text, long long *at)
{
	const char *form;

	for (size_t i = 0; (form = prov_map_time_form(i)); i++)
		if (strcmp(form, "time") == 0)
			return !prov_map_time_parse(i, *text, at);
	return false;
}

static const char *text_of(struct prov_pool *pool, long long at)
{
	const time_t t = (time_t)at;
	struct tm tm;
	char text[32];

	if (!gmtime_r(&t, &tm) || strftime(text, sizeof(text), "%Y%m%d%H%M%SZ", &tm) == 0)
		return NULL;
	return prov_pool_strdup(pool, text);
}

/* 0: it shows none. */
static long long time_of(const struct prov_ldap_entry *entry)
{
	const struct prov_values v = prov_ldap_entry_get(entry, ATTR);
	long long at = 0;

	return v.n == 1 && parse_time(&v.v[0], &at) ? at : 0;
}

void prov_source_modified_note(struct prov_source_ldap *s, const struct prov_ldap_entry *entry)
{
	const long long at = time_of(entry);

	if (at > s->newest)
		s->newest = at;
}

/* ---- cookies: "modified FROM NEWEST SEEN WHO", in seconds since 1970, and a sum of hashes of names ---- */

static void keep(struct prov_source_ldap *s, const struct mark *m)
{
	const char *cookie = prov_pool_printf(s->said, "modified %lld %lld %lld %lld", m->from,
					      m->newest, m->seen, m->who);

	for (size_t i = 0; i < s->step_count; i++)
		s->cookies[i] = cookie;
	s->pub.cookies = s->cookies;
}

static int parse_mark(const char *cookie, struct mark *m, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *copy = prov_strdup(cookie);
	char *save = NULL, *word = strtok_r(copy, " ", &save);
	long long *const numbers[] = { &m->from, &m->newest, &m->seen, &m->who };
	bool good = word && strcmp(word, "modified") == 0;

	for (size_t i = 0; good && i < COUNT(numbers); i++) {
		word = strtok_r(NULL, " ", &save);
		good = word && prov_int_parse(word, 0, INT64_MAX / 2, numbers[i]);
	}
	return good ? 0 : prov_fail(err, PROV_E_INCOMPLETE, "\"%s\" is no time to go on from", cookie);
}

/* So long it took so far. */
static long long took(const struct prov_source_ldap *s)
{
	return (prov_clock_ms() - s->reading_since) / 1000 + 1;
}

/* ---- everything is read ---- */

static char **with_time(struct prov_source_ldap *s, const struct prov_map *map)
{
	char **attrs = map ? prov_map_attrs(map) : NULL, **more;
	size_t n = 0;

	while (attrs && attrs[n])
		n++;
	more = prov_pool_alloc(s->said, (n + 2) * sizeof(*more));
	if (n)
		memcpy(more, attrs, n * sizeof(*more));
	more[n] = prov_pool_strdup(s->said, ATTR);
	more[n + 1] = NULL;
	return more;
}

const char *prov_source_modified_begin(struct prov_source_ldap *s)
{
	s->reading_since = prov_clock_ms();
	s->attrs[0] = with_time(s, s->users);
	s->attrs[1] = with_time(s, s->groups);
	return NULL;
}

/* ---- who is asked for ---- */

/* What is shown: the newest time, and who has it, or has what was it before: of those only that may have
 * others below them, for of the rest it is no matter how often they are looked up. */
struct shown {
	const struct mark *before;
	long long newest, who, who_before;
	struct prov_source_changed *changed;	/* NULL: only these are of interest */
	struct same {
		const char *key;
		struct same *next;
	} *same;		/* who has the time of before */
};

/* A sum, for they come in any order. */
static void add_who(long long *who, const struct prov_record *id)
{
	*who = (long long)(((uint64_t)*who + prov_hash_text(PROV_HASH_INIT, id->dn_norm)) & INT64_MAX >> 2);
}

static void add_same(struct prov_source_ldap *s, struct shown *shown, const struct prov_record *id)
{
	struct same *same = prov_pool_alloc(s->said, sizeof(*same));

	add_who(&shown->who_before, id);
	*same = (struct same){ prov_pool_strdup(s->said, id->key), shown->same };
	shown->same = same;
}

static void add_time(struct prov_source_ldap *s, struct shown *shown, const struct prov_record *id,
		     long long at, bool is_leaf)
{
	if (at > shown->newest) {
		shown->newest = at;
		shown->who = 0;
	}
	if (is_leaf)
		return;
	if (at == shown->newest)
		add_who(&shown->who, id);
	if (at == shown->before->newest && id->key)
		add_same(s, shown, id);
}

/* Of one that is not newer than the newest, a unit say, nobody can tell that something became of it now. */
static int on_entry(struct prov_source_ldap *s, struct shown *shown, const struct prov_ldap_entry *entry,
		    struct prov_err *err)
{
	const struct prov_record *id = prov_map_entry_id(s->users, entry);
	const long long at = time_of(entry);

	add_time(s, shown, id, at, prov_source_changed_is_leaf(entry));
	if (!shown->changed)
		return 0;
	if (!id->key)
		return prov_fail(err, PROV_E_INCOMPLETE, "\"%s\" was changed, and shows no key", id->dn);
	return prov_source_changed_add(shown->changed, id->key, true, at <= shown->before->newest, err);
}

static int read_all(struct prov_source_ldap *s, struct shown *shown, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(s->profile->key);
	const char *from = text_of(s->said, shown->before->from);
	const char *filter = prov_pool_printf(s->said, "(" ATTR ">=%s)", from);
	char modified[] = ATTR, *attrs[] = { key, modified, PROV_SOURCE_CHANGED_LEAF, NULL };
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_source_step_search(s, s->users, prov_source_server_top(s),
								  filter, attrs, s->page_size, err);
	const struct prov_ldap_entry *entry;
	int rc = search ? 1 : -1;

	while (rc > 0) {
		rc = prov_ldap_search_next(search, &entry, err);
		if (rc > 0 && on_entry(s, shown, entry, err) < 0)
			return -1;
	}
	return rc;
}

/* Others have the newest time of before than had it then: something became of one of them after that. */
static int add_others(struct shown *shown, struct prov_err *err)
{
	if (shown->who_before == shown->before->who)
		return 0;
	for (const struct same *same = shown->same; same; same = same->next)
		if (prov_source_changed_add(shown->changed, same->key, true, false, err) < 0)
			return -1;
	return 0;
}

/* What is not newer than the newest is there when this time is over, and was asked for after that. */
static void go_on(struct prov_source_ldap *s, const struct shown *shown)
{
	struct mark m = *shown->before;

	if (shown->newest > m.newest || m.seen == 0)
		m = (struct mark){ shown->newest - OVERLAP - took(s), shown->newest, s->now, 0 };
	else if (s->now - m.seen >= OVERLAP)
		m.from = m.newest;
	m.who = shown->who;
	if (m.from > 0)
		keep(s, &m);
}

/* What is neither a user nor a group was not read, and may be newer. */
void prov_source_modified_end(struct prov_source_ldap *s)
{
	const struct mark last = { .from = s->newest, .newest = s->newest };
	struct shown shown = { .before = &last, .newest = s->newest };
	struct prov_err ignored = PROV_ERR_INIT;

	if (s->newest == 0 || read_all(s, &shown, &ignored) < 0)
		return;
	go_on(s, &shown);
}

/* ---- since then ---- */

int prov_source_modified_since(struct prov_source_ldap *s, const char *const *cookies,
			       const struct prov_news *news, struct prov_err *err)
{
	PROV_CLEANUP(prov_source_changed_freep)
	struct prov_source_changed *changed = prov_source_changed_new(s);
	struct mark m = { 0 };
	struct shown shown = { .before = &m, .changed = changed };

	if (parse_mark(cookies[0], &m, err) < 0)
		return -1;
	shown.newest = m.newest;
	if (read_all(s, &shown, err) < 0 || add_others(&shown, err) < 0)
		return -1;
	go_on(s, &shown);
	return prov_source_changed_tell(changed, news, err);
}
