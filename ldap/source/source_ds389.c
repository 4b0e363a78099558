/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_ds389.c - what became of the entries of a source since the last run: 389 Directory Server
 *
 * It has content synchronisation (RFC 4533), by the log of changes that its plug-in Retro Changelog keeps,
 * with differences that decide what its answers mean:
 *
 *	it says that who is not named is gone	nobody is: after a cookie only what differs comes
 *	who leaves the filter is not told	all entries are asked for, and those that changed are
 *						looked up (source_changed.c)
 *	a log that was cut behind the cookie	is not told: its first number is compared
 *	an import				is not told: after one, and after each start, the server
 *						has another dataversion
 *
 * The first cookie comes with a search of the base alone: only who asks, where and with which filter is in
 * it, and the number of the last change.
 */
#include <ldap.h>
#include <stdlib.h>
#include <string.h>

#include "ldap/source/source_int.h"

#define KEY "nsUniqueId"		/* what the server names entries by */
#define ALL "(objectClass=*)"

static const unsigned char dashes[] = { 4, 8, 12, 0 };	/* of a key, before these bytes */

/* ---- cookies: "DATAVERSION COOKIE" ---- */

static const char *of_server(const char *cookie)
{
	const char *blank = strchr(cookie, ' ');

	return blank ? blank + 1 : "";
}

/* The last change that it knows; -1: it is none. */
static long long number_of(const char *cookie)
{
	const char *mark = strrchr(cookie, '#');
	long long n;

	return mark && prov_int_parse(mark + 1, 0, INT64_MAX - 1, &n) ? n : -1;
}

static bool same_version(const char *cookie, const char *version)
{
	const size_t len = strlen(version);

	return strncmp(cookie, version, len) == 0 && cookie[len] == ' ';
}

/* ---- one search ---- */

static int read_all(struct prov_source_ldap *s, const struct prov_source_step *step, int scope,
		    struct prov_ldap_sync *sync, struct prov_err *err)
{
	char none[] = LDAP_NO_ATTRS, *nothing[] = { none, NULL };
	const struct prov_ldap_query query = {
		.base = step->base, .scope = scope, .filter = ALL, .attrs = nothing, .sync = sync,
	};
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_ldap_search_open(s->ldap, &query, err);
	const struct prov_ldap_entry *entry;
	int rc = search ? 1 : -1;

	while (rc > 0)
		rc = prov_ldap_search_next(search, &entry, err);
	return rc;
}

static int ignore_id(void *data, const unsigned char *uuid, bool gone, struct prov_err *err)
{
	(void)data;
	(void)uuid;
	(void)gone;
	(void)err;
	return 0;
}

static int add_id(void *data, const unsigned char *uuid, bool gone, struct prov_err *err)
{
	char key[2 * PROV_LDAP_SYNC_UUID + sizeof(dashes)];

	prov_source_changed_uuid(uuid, dashes, key);
	return prov_source_changed_add(data, key, !gone, false, err);
}

static const char *keep(struct prov_source_ldap *s, const char *version, const struct prov_ldap_sync *sync)
{
	return prov_pool_printf(s->said, "%s %s", version, sync->next.p);
}

/* Another search of the same base has the same answer. */
static const char *cookie_of_base(const struct prov_source_ldap *s, size_t step)
{
	for (size_t i = 0; i < step; i++)
		if (strcmp(s->steps[i].base, s->steps[step].base) == 0)
			return s->cookies[i];
	return NULL;
}

/* ---- from now on ---- */

static const char *take_cookie(struct prov_source_ldap *s, size_t i)
{
	struct prov_ldap_sync sync = { .id = ignore_id, .next = PROV_STR_INIT };
	struct prov_err err = PROV_ERR_INIT;
	const char *why = NULL;

	if (read_all(s, &s->steps[i], LDAP_SCOPE_BASE, &sync, &err) < 0)
		why = err.native == LDAP_UNAVAILABLE_CRITICAL_EXTENSION ?
			"content synchronisation is not switched on" : prov_pool_strdup(s->said, err.msg);
	else if (!sync.has_next || number_of(sync.next.p) < 0)
		why = "the server's cookie has no number of a change";
	else
		s->cookies[i] = keep(s, s->server.data_version, &sync);
	prov_str_fini(&sync.next);
	return why;
}

const char *prov_source_ds389_begin(struct prov_source_ldap *s)
{
	const char *why = NULL;

	if (strcmp(s->profile->key, KEY) != 0)
		return "the key is not " KEY;
	if (!s->server.has_sync)
		return "the server does not offer content synchronisation (plug-ins Content Synchronization "
			"and Retro Changelog)";
	if (!s->server.data_version)
		return "the server does not say of which import its entries are (dataversion)";
	for (size_t i = 0; !why && i < s->step_count; i++) {
		s->cookies[i] = cookie_of_base(s, i);
		if (!s->cookies[i])
			why = take_cookie(s, i);
	}
	return why;
}

/* ---- since then ---- */

static int read_step(struct prov_source_ldap *s, size_t i, const char *before,
		     struct prov_source_changed *changed, struct prov_err *err)
{
	const char *cookie = of_server(before);
	struct prov_ldap_sync sync = { .cookie = { cookie, strlen(cookie) }, .id = add_id, .data = changed,
				       .next = PROV_STR_INIT };
	int rc = read_all(s, &s->steps[i], LDAP_SCOPE_SUBTREE, &sync, err);

	if (rc == 0 && (!sync.has_next || number_of(sync.next.p) < number_of(cookie)))
		rc = prov_fail(err, PROV_E_INCOMPLETE, "the server's cookie was \"%s\", and is \"%s\"",
			       cookie, sync.has_next ? sync.next.p : "");
	else if (rc == 0)
		s->cookies[i] = keep(s, s->server.data_version, &sync);
	prov_str_fini(&sync.next);
	return rc;
}

static int check_cookie(const char *cookie, const char *version, long long first, struct prov_err *err)
{
	if (!version || !same_version(cookie, version))
		return prov_fail(err, PROV_E_INCOMPLETE, "the server was started, or its entries were "
				 "imported, since then (dataversion)");
	if (first <= number_of(cookie) + 1)
		return 0;
	return prov_fail(err, PROV_E_INCOMPLETE, "the server's log of changes begins at %lld, and the "
			 "last run knew %lld", first, number_of(cookie));
}

/* It may be cut at any time, so this is asked after it was read. */
static int check_log(struct prov_source_ldap *s, const char *const *cookies, struct prov_err *err)
{
	PROV_CLEANUP(prov_ldap_server_fini) struct prov_ldap_server now = { 0 };
	long long first = 0;

	if (prov_ldap_server_ask(s->ldap, &now, err) < 0)
		return -1;
	if (!now.first_change || !prov_int_parse(now.first_change, 0, INT64_MAX - 1, &first))
		return prov_fail(err, PROV_E_INCOMPLETE, "the server does not say where its log of changes "
				 "begins (firstChangeNumber)");
	for (size_t i = 0; i < s->step_count; i++)
		if (check_cookie(cookies[i], now.data_version, first, err) < 0)
			return -1;
	return 0;
}

int prov_source_ds389_since(struct prov_source_ldap *s, const char *const *cookies,
			    const struct prov_news *news, struct prov_err *err)
{
	PROV_CLEANUP(prov_source_changed_freep)
	struct prov_source_changed *changed = prov_source_changed_new(s);

	for (size_t i = 0; i < s->step_count; i++) {
		const char *same = cookie_of_base(s, i);

		if (same)
			s->cookies[i] = same;
		else if (read_step(s, i, cookies[i], changed, err) < 0)
			return -1;
	}
	if (check_log(s, cookies, err) < 0)
		return -1;
	return prov_source_changed_tell(changed, news, err);
}
