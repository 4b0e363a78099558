/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_watch.c - a source whose server tells what changes (RFC 4533, refreshAndPersist)
 *
 * Told are keys, and a cookie up to which all of them are. A run takes them in place of asking what became of
 * its searches (source_since.c): it looks those entries up, so it is right whatever happened meanwhile, and
 * costs what changed, also on a server that keeps no log of changes and would have to name all others.
 *
 * That is right only if the run begins where the last one ended: else changes between the two were told to
 * nobody here. So a run takes them only if the cookies that are stored are those that the last one has left
 * (not so after a database went back, or another run came in between), and if the server that it reads has
 * seen all that was told (not so behind a load balancer). Else it asks, as any other run.
 *
 * The first run after the watch has begun asks as well: from there on nothing is missed.
 *
 * What is read by one search around many bases is watched by one. What lies between them is told as well, and
 * is not found in the source: so groups are looked up, too, before they are told.
 */
#include <ldap.h>
#include <string.h>

#include "ldap/source/source_int.h"

#define MANY PROV_SOURCE_WATCH_MANY	/* more wait in the connection */
#define UUID_TEXT 37

struct told_key {
	enum prov_entry_kind kind;
	bool gone, may_be_outside;
	bool is_lost;			/* it was looked up, and is nowhere */
	char text[UUID_TEXT];
};

/* One search. */
struct watched {
	enum prov_entry_kind kind;
	size_t first, count;		/* the steps that it stands for */
	struct prov_str told;		/* the cookie up to which its changes are among the keys; or empty */
};

struct prov_source_watch {
	struct prov_ldap_watch *ldap;
	struct watched *searches;
	size_t count, step_count;
	char **applied;			/* cookies of the steps, of the last run; or NULL */
	struct told_key keys[MANY];
	size_t key_count;
};

/* ---- begin and end ---- */

static void forget(struct prov_source_watch *w)
{
	for (size_t i = 0; w->applied && i < w->step_count; i++)
		free(w->applied[i]);
	free(w->applied);
	w->applied = NULL;
	w->key_count = 0;
}

void prov_source_watch_close(struct prov_source_watch *w)
{
	if (!w)
		return;
	forget(w);
	for (size_t i = 0; i < w->count; i++)
		prov_str_fini(&w->searches[i].told);
	free(w->searches);
	prov_ldap_watch_close(w->ldap);
	free(w);
}

static int add(struct prov_source_watch *w, const struct prov_source_ldap *s,
	       const struct prov_source_asked *asked, struct prov_err *err)
{
	const struct prov_source_step *step = asked->step;

	w->searches[w->count++] = (struct watched){
		step->map == s->users ? PROV_ENTRY_USER : PROV_ENTRY_GROUP, asked->first, asked->count,
		PROV_STR_INIT
	};
	return prov_ldap_watch_add(w->ldap, step->base, step->filter, asked->cookie, err);
}

static int begin(struct prov_source_watch *w, const struct prov_source_ldap *s, struct prov_err *err)
{
	for (size_t i = 0; i < s->step_count;) {
		const struct prov_source_asked asked = prov_source_syncrepl_asked(s, i, s->cookies);

		if (add(w, s, &asked, err) < 0)
			return -1;
		i += asked.count;
	}
	return prov_ldap_watch_begin(w->ldap, err);
}

const char *prov_source_watch_why_not(const struct prov_source *source)
{
	const struct prov_source_ldap *s = (const struct prov_source_ldap *)source;

	if (source->no_cookies)
		return source->no_cookies;
	/* from times (source_modified.c) no search goes on */
	if (!source->server || strcmp(source->server, "openldap") != 0 || s->attrs[0])
		return "this kind of server does not tell what changes";
	return prov_source_around_too_many(prov_source_syncrepl_searches(s, s->cookies));
}

struct prov_source_watch *prov_source_watch_open(const struct prov_source *source, struct prov_err *err)
{
	const struct prov_source_ldap *s = (const struct prov_source_ldap *)source;
	struct prov_ldap_params params = s->params;
	struct prov_source_watch *w;
	struct prov_ldap *ldap;

	params.uri = source->uri;		/* the one whose cookies these are */
	params.deadline = 0;
	ldap = prov_ldap_open(&params, err);
	if (!ldap)
		return NULL;
	w = prov_alloc(sizeof(*w));
	w->ldap = prov_ldap_watch_open(ldap);
	w->step_count = s->step_count;
	w->searches = prov_alloc((w->step_count + 1) * sizeof(*w->searches));
	if (begin(w, s, err) == 0)
		return w;
	prov_source_watch_close(w);
	return NULL;
}

int prov_source_watch_fd(const struct prov_source_watch *w)
{
	return prov_ldap_watch_fd(w->ldap);
}

/* ---- what is told ---- */

/* What became of an entry last counts. */
static void note_key(struct prov_source_watch *w, const struct prov_ldap_told *told)
{
	const struct watched *search = &w->searches[told->search];
	struct told_key key = { .kind = search->kind, .gone = told->gone,
				.may_be_outside = search->count > 1 };
	size_t i = 0;

	prov_source_syncrepl_uuid(told->uuid, key.text);
	while (i < w->key_count && (w->keys[i].kind != key.kind || strcmp(w->keys[i].text, key.text) != 0))
		i++;
	w->keys[i] = key;
	w->key_count += i == w->key_count;
}

static int note(struct prov_source_watch *w, const struct prov_ldap_told *told, struct prov_err *err)
{
	struct prov_str *cookie = &w->searches[told->search].told;

	if (told->uuid)
		note_key(w, told);
	if (!told->cookie.p)
		return 0;
	if (prov_source_position_merge(cookie, &told->cookie) < 0)
		return prov_fail(err, PROV_E_INCOMPLETE, "the server told a cookie that cannot be "
				 "understood: \"%.*s\"", (int)told->cookie.len, told->cookie.p);
	return 0;
}

int prov_source_watch_read(struct prov_source_watch *w, size_t *waiting, struct prov_err *err)
{
	struct prov_ldap_told told;
	int rc = 0;

	while (w->key_count < MANY && (rc = prov_ldap_watch_next(w->ldap, &told, err)) > 0)
		if (note(w, &told, err) < 0)
			return -1;
	*waiting = w->key_count;
	return rc < 0 ? -1 : 0;
}

/* ---- a run ---- */

void prov_source_watch_use(struct prov_source_watch *w, struct prov_source *source)
{
	((struct prov_source_ldap *)source)->watch = w;
}

void prov_source_watch_end(struct prov_source_watch *w, const struct prov_source *source)
{
	forget(w);
	if (!source || !source->cookies || source->search_count != w->step_count)
		return;
	w->applied = prov_alloc(w->step_count * sizeof(*w->applied));
	for (size_t i = 0; i < w->step_count; i++)
		w->applied[i] = prov_strdup(source->cookies[i]);
}

bool prov_source_watch_knows(const struct prov_source_ldap *s, const char *const *cookies)
{
	const struct prov_source_watch *w = s->watch;

	if (!w || !w->applied || w->step_count != s->step_count || !s->cookie)
		return false;
	for (size_t i = 0; i < w->step_count; i++)
		if (strcmp(w->applied[i], cookies[i]) != 0)
			return false;
	for (size_t i = 0; i < w->count; i++) {
		const struct prov_str *told = &w->searches[i].told;

		if (told->len && !prov_source_position_goes_on(told->p, s->cookie))
			return false;
	}
	return true;
}

/* Entries that are there. */
struct looking {
	const struct prov_news *news;
	struct prov_source_watch *watch;
	const char *keys[MANY];
	size_t count;
};

static int on_found(void *data, const struct prov_record *record, struct prov_err *err)
{
	struct looking *x = data;
	struct told_key *k = x->watch->keys, *end = k + x->watch->key_count;

	for (; k < end; k++)
		if (k->kind == record->kind && strcmp(k->text, record->key) == 0)
			k->gone = k->is_lost = false;
	return record->kind == PROV_ENTRY_USER ? x->news->record(x->news->data, record, err) : 0;
}

static int on_outside(void *data, const char *key, const char *why, struct prov_err *err)
{
	const struct looking *x = data;

	(void)why;
	(void)err;
	for (size_t i = 0; i < x->watch->key_count; i++)
		if (strcmp(x->watch->keys[i].text, key) == 0)
			x->watch->keys[i].is_lost = false;
	return 0;
}

/* No group is known by which looking up would prove that it works. */
static int check_groups(const struct prov_source_watch *w, struct prov_err *err)
{
	for (size_t i = 0; i < w->key_count; i++)
		if (w->keys[i].kind == PROV_ENTRY_GROUP && w->keys[i].is_lost)
			return prov_fail(err, PROV_E_INCOMPLETE, "a group that changed is not found by its "
					 "key");
	return 0;
}

/* One that is not found any more has gone since it was told, or was never in the source. */
static int look_up(struct prov_source_ldap *s, enum prov_entry_kind kind, const struct prov_news *news,
		   struct prov_err *err)
{
	struct prov_source_watch *w = s->watch;
	struct looking x = { .news = news, .watch = w };
	const struct prov_finder finder = { on_found, on_outside, &x };

	for (size_t i = 0; i < w->key_count; i++) {
		struct told_key *k = &w->keys[i];

		if (k->kind != kind || k->gone || (kind == PROV_ENTRY_GROUP && !k->may_be_outside))
			continue;
		x.keys[x.count++] = k->text;
		k->gone = k->is_lost = true;
	}
	s->at = s->read_count;
	return x.count ? prov_source_find(&s->pub, kind, x.keys, x.count, &finder, err) : 0;
}

static int tell_key(const struct told_key *k, const struct prov_news *news, struct prov_err *err)
{
	if (news->key(news->data, k->kind, k->text, k->gone, err) < 0)
		return -1;
	return k->kind == PROV_ENTRY_GROUP && !k->gone ? news->group(news->data, k->text, err) : 0;
}

/* Of each kind, as one search has it: so many entries came. */
static int tell_ends(const struct prov_source_watch *w, const struct prov_news *news, struct prov_err *err)
{
	long long named[2] = { 0, 0 }, there[2] = { 0, 0 };

	for (size_t i = 0; i < w->key_count; i++) {
		named[w->keys[i].kind]++;
		there[w->keys[i].kind] += !w->keys[i].gone;
	}
	for (size_t i = 0; i < COUNT(named); i++)
		if (named[i] &&
		    news->end(news->data, (enum prov_entry_kind)i, false, there[i], err) < 0)
			return -1;
	return 0;
}

static void go_on(struct prov_source_ldap *s, const struct watched *search, const char *const *cookies)
{
	for (size_t i = search->first; i < search->first + search->count; i++) {
		PROV_CLEANUP(prov_str_fini) struct prov_str next = PROV_STR_INIT;
		const struct prov_str *told = &search->told;

		prov_str_add(&next, cookies[i]);
		if (told->len)
			prov_source_position_merge(&next, &(struct prov_text){ told->p, told->len });
		s->cookies[i] = prov_pool_strdup(s->said, next.p);
	}
}

int prov_source_watch_since(struct prov_source_ldap *s, const char *const *cookies,
			    const struct prov_news *news, struct prov_err *err)
{
	const struct prov_source_watch *w = s->watch;

	if (look_up(s, PROV_ENTRY_USER, news, err) < 0 || look_up(s, PROV_ENTRY_GROUP, news, err) < 0 ||
	    check_groups(w, err) < 0)
		return -1;
	for (size_t i = 0; i < w->key_count; i++)
		if (tell_key(&w->keys[i], news, err) < 0)
			return -1;
	if (tell_ends(w, news, err) < 0)
		return -1;
	for (size_t i = 0; i < w->count; i++)
		go_on(s, &w->searches[i], cookies);
	return 0;
}
