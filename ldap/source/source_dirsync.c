/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_dirsync.c - what became of the entries of a source since the last run: Active Directory, by DirSync
 *
 * It tells what differs in the whole part of the tree, and what was deleted, to those who may see that:
 * administrators, and logins with the right to replicate changes. Only for them it is used, since without
 * what was deleted all keys have to be listed anyway, and then the numbers of changes (source_usn.c) need
 * less. Whether deletions are shown is tried out when everything is read, with the search that brings the
 * first cookie: it asks for what was deleted, which there always is (the container of such entries is one).
 *
 * Of what differs only parts come, so users are looked up by key. Those that are not found then, or have left
 * the bases, are said to be gone, which is looked at once more. Units and groups: see source_usn.c.
 *
 * A filter of the source's own may depend on anything, also on groups: there all keys have to be listed, too.
 */
#include <ctype.h>
#include <ldap.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/source/source_news.h"

#define WAY "dirsync "
#define MANY 10000			/* users that are looked up; of more, everything is read */
#define DELETED "(isDeleted=TRUE)"

struct dirsync {
	struct prov_source_news n;	/* first: it is handed on by this */
	struct prov_ldap_dirsync ask;
	const char **keys;		/* of users who are below a base */
	size_t count, cap, answered;	/* answered: those that are found, wherever they are */
	long long groups;		/* below a base */
	const char *outside[PROV_SOURCE_MANY_UNITS];	/* units that are below none now, and may have been */
	size_t outside_count;
};
typedef int on_entry_fn(struct dirsync *d, const struct prov_ldap_entry *entry, struct prov_err *err);

/* ---- cookies: WAY, that of source_usn.c, whose sight, and the server's own in hexadecimal ---- */

static const char *make_cookie(const struct prov_source_ldap *s, const struct prov_ldap_dirsync *ask)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;

	prov_str_addf(&text, WAY "%s %d ", prov_source_usn_now(s), ask->own_sight);
	for (size_t i = 0; i < ask->next.len; i++)
		prov_str_addf(&text, "%02x", (unsigned char)ask->next.p[i]);
	return prov_pool_strdup(s->said, text.p);
}

static int digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int read_cookie(struct dirsync *d, const char *rest, struct prov_err *err)
{
	const size_t len = strlen(rest);
	char *bytes = prov_pool_alloc(d->n.pool, len + 1);
	size_t n = 0;

	d->ask.own_sight = rest[0] == '1';
	for (size_t i = 2; i + 1 < len && digit(rest[i]) >= 0 && digit(rest[i + 1]) >= 0; i += 2)
		bytes[n++] = (char)(digit(rest[i]) * 16 + digit(rest[i + 1]));
	d->ask.cookie = (struct prov_text){ bytes, n };
	return n && 2 * n + 2 == len ? 0 : prov_fail(err, PROV_E_INCOMPLETE, "the cookie of DirSync is none");
}

bool prov_source_dirsync_is(const char *cookie)
{
	return strncmp(cookie, WAY, strlen(WAY)) == 0;
}

static void set_cookies(struct prov_source_ldap *s, const char *cookie)
{
	for (size_t i = 0; i < s->step_count; i++)
		s->cookies[i] = cookie;
}

/* ---- a search ---- */

static int ask(struct dirsync *d, const char *filter, char **attrs, on_entry_fn *fn, struct prov_err *err)
{
	const struct prov_ldap_query query = {
		.base = prov_source_server_top(d->n.s), .scope = LDAP_SCOPE_SUBTREE, .filter = filter,
		.attrs = attrs, .domain_scope = true, .dirsync = &d->ask,
	};
	PROV_CLEANUP(prov_ldap_search_closep) struct prov_ldap_search *search = NULL;
	const struct prov_ldap_entry *entry;
	int rc;

	prov_str_clear(&d->ask.next);
	search = prov_ldap_search_open(d->n.s->ldap, &query, err);
	rc = search ? 1 : -1;
	while (rc > 0) {
		rc = prov_ldap_search_next(search, &entry, err);
		if (rc > 0 && fn(d, entry, err) < 0)
			return -1;
	}
	return rc;
}

/* What a map wants, and what shows a new name, a deletion, and one that belongs to the system. */
static char **attrs_of(struct dirsync *d, const struct prov_map *map)
{
	static const char *const more[] = { "name", "isDeleted", "isCriticalSystemObject" };
	char **own = map ? prov_map_attrs(map) : NULL, **attrs;
	size_t n = 0;

	while (own && own[n])
		n++;
	attrs = prov_pool_alloc(d->n.pool, (n + COUNT(more) + 1) * sizeof(*attrs));
	for (size_t i = 0; i < n; i++)
		attrs[i] = own[i];
	for (size_t i = 0; i < COUNT(more); i++)
		attrs[n + i] = (char *)(uintptr_t)more[i];
	attrs[n + COUNT(more)] = NULL;
	return attrs;
}

static bool is_deleted(const struct prov_ldap_entry *entry)
{
	const struct prov_values v = prov_ldap_entry_get(entry, "isDeleted");

	return v.n == 1 && v.v[0].len == 4 && memcmp(v.v[0].p, "TRUE", 4) == 0;
}

static const char *key_of(struct dirsync *d, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_values v = prov_ldap_entry_get(entry, d->n.s->profile->key);

	if (v.n == 1 && v.v[0].len == 16)
		return prov_map_key_guid(d->n.pool, (const unsigned char *)v.v[0].p);
	prov_fail(err, PROV_E_INCOMPLETE, "\"%.*s\" shows no key", (int)entry->dn.len, entry->dn.p);
	return NULL;
}

/* The step of this map that an entry is below; of one that was deleted, or is elsewhere: NULL. */
static const struct prov_source_step *step_of(struct dirsync *d, const struct prov_map *map,
					      const struct prov_ldap_entry *entry)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str norm = PROV_STR_INIT;

	if (!map || is_deleted(entry) ||
	    prov_dn_normalize_as(d->n.s->server.dn_rule, entry->dn.p, entry->dn.len, &norm) < 0)
		return NULL;
	return prov_source_owner(d->n.s, map, norm.p);
}

/* ---- entries ---- */

static int add_key(struct dirsync *d, const char *key, struct prov_err *err)
{
	if (d->count == MANY)
		return prov_fail(err, PROV_E_INCOMPLETE, "more than %d users differ", MANY);
	if (d->count == d->cap) {
		d->cap = d->cap ? 2 * d->cap : 64;
		d->keys = prov_realloc(d->keys, d->cap * sizeof(*d->keys));
	}
	d->keys[d->count++] = key;
	return 0;
}

/* Each is gone unless it is found. */
static int on_user(struct dirsync *d, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_source_step *step = step_of(d, d->n.s->users, entry);
	const char *key = key_of(d, entry, err);
	int rc;

	if (!key || d->n.to->key(d->n.to->data, PROV_ENTRY_USER, key, true, err) < 0)
		return -1;
	if (!step)
		return 0;
	prov_source_news_step(&d->n, step);
	rc = prov_source_news_conflict(&d->n, entry, err);
	return rc ? rc : add_key(d, key, err);
}

static int on_group(struct dirsync *d, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const char *key = key_of(d, entry, err);

	if (!key)
		return -1;
	if (step_of(d, d->n.s->groups, entry)) {
		d->groups++;
		return d->n.to->group(d->n.to->data, key, err);
	}
	return d->n.to->key(d->n.to->data, PROV_ENTRY_GROUP, key, true, err);
}

/* Its name may be part of that of a base. */
static bool is_above_base(const struct dirsync *d, const struct prov_ldap_entry *entry)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str norm = PROV_STR_INIT;
	const struct prov_source_ldap *s = d->n.s;

	if (prov_dn_normalize_as(s->server.dn_rule, entry->dn.p, entry->dn.len, &norm) < 0)
		return true;
	for (size_t i = 0; i < s->step_count; i++)
		if (prov_dn_is_below(s->steps[i].norm, norm.p))
			return true;
	return false;
}

/* With another name. What was below one that was deleted was deleted, too, or moved. */
static int on_unit(struct dirsync *d, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	if (!prov_ldap_entry_get(entry, "name").n || is_deleted(entry))
		return 0;
	if (is_above_base(d, entry))
		return prov_fail(err, PROV_E_INCOMPLETE, "\"%.*s\", which a base is below, has another name",
				 (int)entry->dn.len, entry->dn.p);
	if (step_of(d, d->n.s->users, entry) || step_of(d, d->n.s->groups, entry))
		return prov_source_news_unit(&d->n, &entry->dn, err);
	if (d->outside_count == PROV_SOURCE_MANY_UNITS)
		return prov_fail(err, PROV_E_INCOMPLETE, "more than %d units differ", PROV_SOURCE_MANY_UNITS);
	d->outside[d->outside_count++] = prov_pool_strndup(d->n.pool, entry->dn.p, entry->dn.len);
	return 0;
}

/* One that moved with its unit: neither user nor group of the source any more, whichever it was. */
static int on_moved_out(struct prov_source_news *n, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	struct dirsync *d = (struct dirsync *)n;
	const char *key = key_of(d, entry, err);

	if (!key || n->to->key(n->to->data, PROV_ENTRY_USER, key, true, err) < 0)
		return -1;
	return n->to->key(n->to->data, PROV_ENTRY_GROUP, key, true, err);
}

static int below_outside(struct dirsync *d, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(d->n.s->profile->key);
	char *only_key[] = { key, NULL };

	prov_source_news_step(&d->n, &d->n.s->steps[0]);
	for (size_t i = 0; i < d->outside_count; i++)
		if (prov_source_news_search(&d->n, d->outside[i], "(|(objectClass=user)(objectClass=group))",
					    only_key, on_moved_out, err) < 0)
			return -1;
	return 0;
}

/* ---- since the last run ---- */

static int on_found(void *data, const struct prov_record *record, struct prov_err *err)
{
	struct dirsync *d = data;

	d->answered++;
	return d->n.to->record(d->n.to->data, record, err);
}

static int on_outside(void *data, const char *key, const char *why, struct prov_err *err)
{
	struct dirsync *d = data;

	d->answered++;
	(void)key;
	(void)why;
	(void)err;
	return 0;
}

/* What was shown below a base, and is not found by its key anywhere, is hidden from this login, or has gone
 * since: that it is gone was not said. */
static int look_up(struct dirsync *d, struct prov_err *err)
{
	const struct prov_finder finder = { on_found, on_outside, d };

	if (d->count && prov_source_find(&d->n.s->pub, PROV_ENTRY_USER, d->keys, d->count, &finder, err) < 0)
		return -1;
	if (d->answered < d->count)
		return prov_fail(err, PROV_E_INCOMPLETE, "an entry that differs is not found by its key");
	return 0;
}

/* The cookie of now is that of the first search: what changes meanwhile comes once more. */
static int read_changes(struct dirsync *d, const char **cookie, struct prov_err *err)
{
	struct prov_source_ldap *s = d->n.s;

	if (ask(d, "(objectClass=user)", attrs_of(d, s->users), on_user, err) < 0)
		return -1;
	*cookie = make_cookie(s, &d->ask);
	if (s->groups && ask(d, "(objectClass=group)", attrs_of(d, s->groups), on_group, err) < 0)
		return -1;
	if (ask(d, PROV_SOURCE_UNITS, attrs_of(d, NULL), on_unit, err) < 0 || below_outside(d, err) < 0)
		return -1;
	s->at = s->read_count;
	return look_up(d, err);
}

/* What the whole tree said counts for the first step of its kind. */
static int end_steps(struct dirsync *d, struct prov_err *err)
{
	const struct prov_source_ldap *s = d->n.s;
	long long entries[2] = { (long long)d->count, d->groups };

	for (size_t i = 0; i < s->step_count; i++) {
		prov_source_news_step(&d->n, &s->steps[i]);
		if (prov_source_news_below_units(&d->n, err) < 0 ||
		    d->n.to->end(d->n.to->data, d->n.kind, false, d->n.entries + entries[d->n.kind], err) < 0)
			return -1;
		entries[d->n.kind] = 0;
	}
	return 0;
}

static int since(struct dirsync *d, const char *const *cookies, struct prov_err *err)
{
	struct prov_source_usn_mark mark;
	const char *next = cookies[0];

	for (size_t i = 1; i < d->n.s->step_count; i++)
		if (strcmp(cookies[i], cookies[0]) != 0)
			return prov_fail(err, PROV_E_INCOMPLETE, "the cookies of DirSync differ");
	if (prov_source_usn_read(d->n.s, cookies[0], &mark, err) < 0 || read_cookie(d, mark.rest, err) < 0)
		return -1;
	if ((!mark.is_same && read_changes(d, &next, err) < 0) || end_steps(d, err) < 0)
		return -1;
	set_cookies(d->n.s, next);
	return 0;
}

int prov_source_dirsync_since(struct prov_source_ldap *s, const char *const *cookies,
			      const struct prov_news *news, struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct dirsync d = { .n = { .s = s, .to = news, .pool = pool }, .ask = { .next = PROV_STR_INIT } };
	int rc = since(&d, cookies, err);

	prov_str_fini(&d.ask.next);
	free(d.keys);
	return rc;
}

/* ---- from the beginning ---- */

/* Why it is of no use here, or NULL. */
static const char *why_not(const struct prov_source_ldap *s)
{
	if (!s->server.has_dirsync)
		return "the server does not offer DirSync";
	if (!prov_source_server_top(s))
		return "the bases are in several parts of the directory";
	for (size_t i = 0; i < s->step_count; i++)
		if (strcmp(s->steps[i].filter, s->profile->user_filter) != 0 &&
		    strcmp(s->steps[i].filter, s->profile->group_filter) != 0)
			return "there is a filter of its own";
	return NULL;
}

static int on_deleted(struct dirsync *d, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	(void)err;
	d->count += is_deleted(entry);
	return 0;
}

/* What it says where it cannot be used does not matter: there is another way. */
static const char *refusal(struct dirsync *d, struct prov_err *err)
{
	const char *why = err->native > 0 ?
		prov_pool_printf(d->n.s->said, "DirSync is refused: LDAP result %d", err->native) :
		prov_pool_printf(d->n.s->said, "DirSync fails: %s", err->msg);

	prov_err_clear(err);
	return why;
}

/* With the right to replicate, else with the login's own. NULL: it can be used, from *cookie on. */
static const char *try_out(struct dirsync *d, const char **cookie)
{
	struct prov_err err = PROV_ERR_INIT;
	const char *why = NULL;

	for (int own = 0; own < 2; own++) {
		d->ask.own_sight = own;
		if (ask(d, DELETED, attrs_of(d, NULL), on_deleted, &err) < 0) {
			why = refusal(d, &err);
			continue;
		}
		*cookie = make_cookie(d->n.s, &d->ask);
		return d->count ? NULL : "DirSync does not show this login what was deleted";
	}
	return why;
}

void prov_source_dirsync_begin(struct prov_source_ldap *s)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct dirsync d = { .n = { .s = s, .pool = pool }, .ask = { .next = PROV_STR_INIT } };
	const char *why = why_not(s), *cookie = NULL;

	if (!why)
		why = try_out(&d, &cookie);
	prov_str_fini(&d.ask.next);
	if (!why)
		set_cookies(s, cookie);
	s->pub.way = !why ? "by DirSync" :
		prov_pool_printf(s->said, "by uSNChanged and a list of all keys, since %s", why);
}
