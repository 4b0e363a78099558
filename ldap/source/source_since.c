/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_since.c - what became of the entries of a source since the last run: how this server says it
 *
 * Each kind of server has the best way that it knows. Where there is none, or it is not switched on, times of
 * changes are left, which tell of no deletions: they are taken only where that was asked for (mode =
 * "incremental", not "auto").
 */
#include <string.h>

#include "ldap/source/source_int.h"

struct prov_source_way {
	const char *name;		/* NULL: that is known later */
	const char *kind;		/* of servers; NULL: any */
	/* Fills cookies, or sets the one that is that of all; or end does. Else says why not. */
	const char *(*begin)(struct prov_source_ldap *source);
	int (*since)(struct prov_source_ldap *source, const char *const *cookies,
		const struct prov_news *news, struct prov_err *err);
	void (*end)(struct prov_source_ldap *source);	/* everything was read; or NULL */
	enum { EACH, AROUND, TOP } asks;	/* below each base, around many, or the whole tree */
};

static int since_ad(struct prov_source_ldap *s, const char *const *cookies, const struct prov_news *news,
		    struct prov_err *err)
{
	return prov_source_dirsync_is(cookies[0]) ? prov_source_dirsync_since(s, cookies, news, err) :
		prov_source_usn_since(s, cookies, news, err);
}

static const struct prov_source_way ways[] = {
	{ NULL, "ad", prov_source_usn_begin, since_ad, NULL, EACH },
	{ "by content synchronisation", "openldap", prov_source_syncrepl_begin, prov_source_syncrepl_since,
	  NULL, AROUND },
	{ "by content synchronisation", "389", prov_source_ds389_begin, prov_source_ds389_since, NULL,
	  EACH },
};

static const struct prov_source_way by_time = {
	"by modifyTimestamp, which does not tell of deletions: they are found when everything is read", NULL,
	prov_source_modified_begin, prov_source_modified_since, prov_source_modified_end, TOP
};

static bool is_kind(const struct prov_source_ldap *s, const char *kind)
{
	return s->server.kind && strcmp(s->server.kind, kind) == 0;
}

/* Whatever the way. Active Directory is asked for users by their primary group, and from any part. */
static const char *why_none(const struct prov_source_ldap *s)
{
	if (is_kind(s, "ad"))
		return s->profile->active_directory ? NULL : "the profile is not that of this kind of server";
	if (s->profile->user_number)
		return "members by primary group are known only when all users are read";
	return prov_source_server_top(s) ? NULL : "its bases are in several parts of the directory";
}

static const char *take_way(struct prov_source_ldap *s, const struct prov_source_way *way)
{
	const size_t searches[] = { s->step_count, s->read_count, 1 };
	const char *why = prov_source_around_too_many(searches[way->asks]);

	why = why ? why : way->begin(s);
	if (why)
		return why;
	s->way = way;
	for (size_t i = 0; i < s->step_count; i++)
		if (!s->cookies[i])
			s->cookies[i] = s->cookie;
	return NULL;
}

static const char *choose(struct prov_source_ldap *s, bool by_time_too)
{
	const char *why = why_none(s);

	if (why)
		return why;
	why = "there is no incremental mode for this kind of server that tells of deletions";
	for (size_t i = 0; !s->way && i < COUNT(ways); i++)
		if (is_kind(s, ways[i].kind))
			why = take_way(s, &ways[i]);
	if (!s->way && by_time_too && !is_kind(s, "ad"))
		why = take_way(s, &by_time);
	return s->way ? NULL : why;
}

void prov_source_since_begin(struct prov_source_ldap *s, bool by_time_too)
{
	s->cookies = prov_pool_alloc(s->said, s->step_count * sizeof(*s->cookies));
	s->pub.no_cookies = choose(s, by_time_too);
	if (!s->way)
		return;
	s->pub.way = s->way->name;
	s->pub.cookies = s->way->end ? NULL : s->cookies;
}

void prov_source_since_end(struct prov_source_ldap *s)
{
	if (s->way && s->way->end && !s->has_gone_on)
		s->way->end(s);
}

void prov_source_since_first(struct prov_source_ldap *s)
{
	if (!s->began && s->way && is_kind(s, "ad"))
		prov_source_dirsync_begin(s);
	s->began = true;
}

int prov_source_since(struct prov_source *source, const char *const *cookies, const struct prov_news *news,
		      struct prov_err *err)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;

	s->began = s->primary.unread = s->has_gone_on = true;
	if (s->way->since(s, cookies, news, err) < 0)
		return -1;
	s->at = s->read_count;
	return 0;
}

/* ---- what comes after it ---- */

void prov_source_since_groups(struct prov_source *source)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;

	s->at = 0;
	while (s->at < s->read_count && s->reads[s->at]->map != s->groups)
		s->at++;
}

void prov_source_since_trust(struct prov_source *source, enum prov_entry_kind kind, const char *first,
			     const char *last)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;

	prov_str_clear(&s->first_key[kind]);
	prov_str_add(&s->first_key[kind], first);
	prov_str_clear(&s->last_key[kind]);
	prov_str_add(&s->last_key[kind], last);
}
