/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_usn.c - what became of the entries of a source since the last run: Active Directory, by the numbers
 * that a server gives to changes
 *
 * Each change that a server makes, or gets from another one, has the next number there, and the entry has
 * that of its last one (uSNChanged). So the cookie is the highest number from before anything is read, with
 * the name of this copy of the database (invocationId), without which it means nothing.
 *
 * What that does not tell, since an ordinary login sees no entries that were deleted, and some changes are
 * none of the entry itself:
 *
 *	who is gone		all keys are listed, which also shows who came into the filter by a group
 *	a unit has another name	only the unit has a new number: what is below it is read
 *	a member has, or goes	its groups have no new number: who they know by another name is known by
 *				users, and then all groups are read
 *	a primary group		users are not read, so those with an unusual one are when groups are
 *
 * Values that a server makes up from other entries (memberOf) change with none of these: with a mapping that
 * uses them, everything is read.
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/source/source_news.h"

#define WAY "usn "

/* ---- can it be asked? ---- */

/* Of other entries: those who have it as a member, as a manager, ... */
static bool is_made_up(const char *attr)
{
	static const char *const names[] = {
		"memberOf", "msDS-MemberOfTransitive", "tokenGroups", "tokenGroupsGlobalAndUniversal",
		"directReports", "managedObjects", "msDS-User-Account-Control-Computed",
		"msDS-UserPasswordExpiryTimeComputed",
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcasecmp(attr, names[i]) == 0)
			return true;
	return false;
}

static const char *made_up(const struct prov_map *map)
{
	char **attrs = map ? prov_map_attrs(map) : NULL;

	for (; attrs && *attrs; attrs++)
		if (is_made_up(*attrs))
			return *attrs;
	return NULL;
}

static bool read_number(const char *text, long long *n)
{
	return text && prov_int_parse(text, 0, INT64_MAX - 1, n);
}

const char *prov_source_usn_begin(struct prov_source_ldap *s)
{
	const char *attr = made_up(s->users);
	struct prov_err ignored = PROV_ERR_INIT;
	const char *epoch = NULL;
	long long number;

	if (!attr)
		attr = made_up(s->groups);
	if (attr)
		return prov_pool_printf(s->said, "the mapping uses %s, which changes without a change of the "
					"entry", attr);
	if (!s->server.name || !read_number(s->server.counter, &number))
		return "the server does not say which one it is and how new (dsServiceName, "
			"highestCommittedUSN)";
	if (prov_source_server_epoch(s, s->server.name, &epoch, &ignored) < 0 || !epoch)
		return "the server does not show its invocationId to this login";
	s->cookie = prov_pool_printf(s->said, WAY "%s %lld", epoch, number);
	return NULL;
}

/* ---- cookies ---- */

const char *prov_source_usn_now(const struct prov_source_ldap *s)
{
	return s->cookie + strlen(WAY);
}

int prov_source_usn_read(const struct prov_source_ldap *s, const char *cookie,
			 struct prov_source_usn_mark *mark, struct prov_err *err)
{
	const char *now = prov_source_usn_now(s), *highest = strchr(now, ' ') + 1, *old = strchr(cookie, ' ');
	const size_t head = (size_t)(highest - now);
	char number[24] = "";
	long long n;

	if (old && strncmp(old + 1, now, head) == 0)
		snprintf(number, sizeof(number), "%.*s", (int)strcspn(old + 1 + head, " "), old + 1 + head);
	if (!read_number(number, &mark->number))
		return prov_fail(err, PROV_E_INCOMPLETE, "the server, or its copy of the database, is "
				 "another one than before");
	if (!read_number(highest, &n) || n < mark->number)
		return prov_fail(err, PROV_E_INCOMPLETE, "the server went back: its highest change was %lld, "
				 "and is %s", mark->number, highest);
	mark->is_same = n == mark->number;
	mark->rest = old + 1 + head + strlen(number);
	mark->rest += *mark->rest == ' ';
	return 0;
}

/* ---- one search after the other ---- */

static int on_unit(struct prov_source_news *n, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	return prov_source_news_unit(n, &entry->dn, err);
}

static int read_units(struct prov_source_news *n, const char *condition, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *filter = prov_asprintf("(&" PROV_SOURCE_UNITS "%s)", condition);
	char none[] = LDAP_NO_ATTRS, *nothing[] = { none, NULL };

	n->unit_count = 0;
	if (prov_source_news_search(n, n->step->base, filter, nothing, on_unit, err) < 0)
		return -1;
	return prov_source_news_below_units(n, err);
}

static int read_step(struct prov_source_news *n, const struct prov_source_step *step,
		     const struct prov_source_usn_mark *mark, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *condition = prov_asprintf("(uSNChanged>=%lld)", mark->number + 1);

	prov_source_news_step(n, step);
	if (!mark->is_same && (prov_source_news_entries(n, step->base, condition, err) < 0 ||
			       read_units(n, condition, err) < 0 || prov_source_news_keys(n, err) < 0))
		return -1;
	return n->to->end(n->to->data, n->kind, !mark->is_same, n->entries, err);
}

int prov_source_usn_since(struct prov_source_ldap *s, const char *const *cookies,
			  const struct prov_news *news, struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct prov_source_news n = { .s = s, .to = news, .pool = pool };
	struct prov_source_usn_mark mark;

	for (size_t i = 0; i < s->step_count; i++)
		if (prov_source_usn_read(s, cookies[i], &mark, err) < 0 ||
		    read_step(&n, &s->steps[i], &mark, err) < 0)
			return -1;
	return 0;
}
