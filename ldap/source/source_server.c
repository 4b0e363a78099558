/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_server.c - which directory a source is, and what of it belongs to the source
 *
 * A directory has several servers, and their names and addresses come and go. What stays, and is the same on
 * all of them, is the key of the entry at its top: a directory that was loaded anew has another one.
 */
#include <ldap.h>
#include <string.h>

#include "ldap/source/source_int.h"

/* What the entry at the top shows: the key, and how new the server is. */
struct top {
	struct prov_source_ldap *s;
	const char *position, *cookie;
	bool is_first;
};

static void note_identity(struct prov_source_ldap *s, const char *top, const struct prov_text *key)
{
	prov_str_addf(&s->identity, "%s ", top);
	if (!s->profile->key_is_guid)
		prov_str_add_len(&s->identity, key->p, key->len);
	else
		for (size_t i = 0; i < key->len; i++)
			prov_str_addf(&s->identity, "%02x", (unsigned char)key->p[i]);
	s->pub.identity = s->identity.p;
}

static bool is_kind(const struct prov_source_ldap *s, const char *kind)
{
	return s->server.kind && strcmp(s->server.kind, kind) == 0;
}

static void on_top(void *data, const struct prov_ldap_entry *entry)
{
	struct top *t = data;
	struct prov_values key = prov_ldap_entry_get(entry, t->s->profile->key);

	t->s->top_is_seen = true;
	if (t->is_first && key.n == 1)
		note_identity(t->s, prov_ldap_server_holds(&t->s->server, t->s->steps[0].norm), &key.v[0]);
	t->cookie = prov_source_position_cookie(t->s->said, prov_ldap_entry_get(entry, "contextCSN"));
	t->position = is_kind(t->s, "ad") ?
		prov_source_position_vector(t->s->said, prov_ldap_entry_get(entry, "replUpToDateVector")) :
		prov_source_position_csn(t->s->said, prov_ldap_entry_get(entry, "contextCSN"));
}

/* A login that may not see the top of the tree does not know; that is no error. */
static int ask_top(struct prov_source_ldap *s, struct top *t, struct prov_err *err)
{
	const char *dn = prov_ldap_server_holds(&s->server, s->steps[0].norm);
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(s->profile->key);
	char csn[] = "contextCSN", vector[] = "replUpToDateVector";
	char *attrs[] = { key, is_kind(s, "ad") ? vector : csn, NULL };

	if (!dn || prov_ldap_search_entry(s->ldap, dn, attrs, on_top, t, err) >= 0)
		return 0;
	if (err->native != LDAP_INSUFFICIENT_ACCESS)
		return -1;
	prov_err_clear(err);
	return 0;
}

/* Of several parts of the tree each has a position of its own. */
static struct prov_sync_server describe(struct prov_source_ldap *s, const struct prov_ldap_server *server,
					const char *position)
{
	struct prov_text counter = { server->counter, server->counter ? strlen(server->counter) : 0 };

	return (struct prov_sync_server){
		.name = prov_pool_strdup(s->said, server->name ? server->name : s->pub.uri),
		.uri = s->pub.uri,
		.vendor = prov_pool_strdup(s->said, server->vendor),
		.counter = prov_source_position_number(s->said, (struct prov_values){ &counter, 1 }),
		.position = prov_source_server_top(s) ? position : NULL,
	};
}

struct epoch {
	struct prov_pool *pool;
	const char **epoch;
};

static void on_epoch(void *data, const struct prov_ldap_entry *entry)
{
	const struct epoch *e = data;
	struct prov_values id = prov_ldap_entry_get(entry, "invocationId");

	if (id.n == 1 && id.v[0].len == 16)
		*e->epoch = prov_map_key_guid(e->pool, (const unsigned char *)id.v[0].p);
}

int prov_source_server_epoch(struct prov_source_ldap *s, const char *name, const char **epoch,
			     struct prov_err *err)
{
	char id[] = "invocationId";
	char *attrs[] = { id, NULL };
	struct epoch e = { s->said, epoch };

	return prov_ldap_search_entry(s->ldap, name, attrs, on_epoch, &e, err) < 0 ? -1 : 0;
}

/* Active Directory: this copy of the database has a name of its own, and its own changes are not in the
 * vector of those it has of others. */
static int ask_epoch(struct prov_source_ldap *s, struct prov_err *err)
{
	struct prov_sync_server *const both[] = { &s->pub.started, &s->pub.ended };

	if (!is_kind(s, "ad") || !s->server.name)
		return 0;
	if (prov_source_server_epoch(s, s->pub.ended.name, &s->pub.ended.epoch, err) < 0) {
		if (err->native <= 0)
			return -1;
		prov_err_clear(err);
	}
	for (size_t i = 0; s->pub.ended.epoch && i < COUNT(both); i++)
		if (both[i]->counter && both[i]->position)
			both[i]->position = prov_source_position_add(s->said, both[i]->position,
								     s->pub.ended.epoch, both[i]->counter);
	return 0;
}

/* An OpenLDAP says nothing in its rootDSE that could change. */
int prov_source_server_end(struct prov_source *source, struct prov_err *err)
{
	struct prov_source_ldap *s = (struct prov_source_ldap *)source;
	PROV_CLEANUP(prov_ldap_server_fini) struct prov_ldap_server now = { 0 };
	bool is_openldap = is_kind(s, "openldap");
	struct top top = { .s = s };

	if ((!is_openldap && prov_ldap_server_ask(s->ldap, &now, err) < 0) || ask_top(s, &top, err) < 0)
		return -1;
	s->pub.ended = describe(s, is_openldap ? &s->server : &now, top.position);
	return ask_epoch(s, err);
}

const char *prov_source_server_top(const struct prov_source_ldap *s)
{
	const char *top = prov_ldap_server_holds(&s->server, s->steps[0].norm);

	for (size_t i = 1; top && i < s->step_count; i++) {
		const char *other = prov_ldap_server_holds(&s->server, s->steps[i].norm);

		if (!other || strcmp(top, other) != 0)
			return NULL;
	}
	return top;
}

static void note_scope(struct prov_source_ldap *s)
{
	s->searches = prov_alloc((s->step_count + 1) * sizeof(*s->searches));
	for (size_t i = 0; i < s->step_count; i++) {
		const struct prov_source_step *step = &s->steps[i];

		s->searches[i] = (struct prov_source_search){
			step->map == s->users ? PROV_ENTRY_USER : PROV_ENTRY_GROUP, step->norm, step->filter,
			step->context ? step->context : prov_map_context_rule(step->map)
		};
	}
	s->pub.searches = s->searches;
	s->pub.search_count = s->step_count;
}

/* Anything may stand behind an OpenLDAP; the signs of the others are sure. */
static const char *better_profile(const struct prov_source_ldap *s)
{
	const char *kind = s->server.kind;

	if (!kind || strcmp(kind, "openldap") == 0 || strcmp(kind, s->profile->server) == 0)
		return NULL;
	return prov_map_rules_for(kind);
}

int prov_source_server_note(struct prov_source_ldap *s, struct prov_err *err)
{
	struct top top = { .s = s, .is_first = true };

	note_scope(s);
	s->pub.server = s->server.kind;
	s->pub.better_profile = better_profile(s);
	if (ask_top(s, &top, err) < 0)
		return -1;
	s->pub.started = describe(s, &s->server, top.position);
	s->cookie = top.cookie;
	return 0;
}
