/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_scope.c - what a source is and what belongs to it, compared with its last run
 *
 * Who is not read any more because somebody changed the configuration has not left the directory. Keys that
 * mean something else would make everybody missing, and everybody new: then nothing is read at all.
 */
#include "libprov/sync/sync_scope.h"
#include "libprov/sink/sink_reading.h"

#define NAMED 5			/* changes that are told one by one */

static uint64_t hash_rules(uint64_t h, const struct prov_map_rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++)
		h = prov_hash_text(prov_hash_text(h, rules[i].field), rules[i].expr);
	return h;
}

uint64_t prov_sink_scope_rules(const struct prov_source *s)
{
	return hash_rules(hash_rules(PROV_HASH_INIT, s->user_rules, s->user_rule_count), s->group_rules,
			  s->group_rule_count);
}

/* The order of the searches does not matter. */
static uint64_t hash_scope(const struct prov_source *s)
{
	uint64_t sum = s->search_count;

	for (size_t i = 0; i < s->search_count; i++) {
		const struct prov_source_search *search = &s->searches[i];
		uint64_t h = prov_hash(PROV_HASH_INIT, &search->kind, sizeof(search->kind));

		h = prov_hash_text(prov_hash_text(h, search->base), search->filter);
		sum += prov_hash_text(h, search->context);
	}
	return sum;
}

static void add_member(struct prov_str *json, const char *name, const char *value)
{
	if (!value)
		return;
	prov_str_addf(json, ", \"%s\": ", name);
	prov_str_add_json(json, value, strlen(value));
}

static void add_scope(struct prov_str *json, const struct prov_source *s)
{
	prov_str_add_char(json, '[');
	for (size_t i = 0; i < s->search_count; i++) {
		const struct prov_source_search *search = &s->searches[i];

		prov_str_addf(json, "%s{\"kind\": \"%s\"", i ? ", " : "",
			      search->kind == PROV_ENTRY_USER ? "user" : "group");
		add_member(json, "base", search->base);
		add_member(json, "filter", search->filter);
		add_member(json, "context", search->context);
		prov_str_add_char(json, '}');
	}
	prov_str_add_char(json, ']');
}

static bool differs(const char *was, const char *is)
{
	return was && is && strcmp(was, is) != 0;
}

static int hint(const struct sink *sink, const char *what, struct prov_err *err)
{
	return prov_err_hint(err,
			     "set the %s as it was; if the people are the same, \"ldapsync -s %s --rekey "
			     "name -n\" shows a plan that keeps users and groups with their ids; another "
			     "directory is another source, with a name of its own; --accept does not help "
			     "here",
			     what, sink->config->name);
}

static int fail_key(const struct sink *sink, const char *profile, const char *key_attr,
		    struct prov_err *err)
{
	const struct prov_source *s = sink->source;

	prov_fail(err, PROV_E_GUARD,
		  "the users of source \"%s\" are known by %s (profile \"%s\"), the profile \"%s\" goes by "
		  "%s; nothing was changed",
		  sink->config->name, key_attr, profile, s->profile, s->key_attr);
	return hint(sink, "profile", err);
}

static int fail_server(const struct sink *sink, const char *server, struct prov_err *err)
{
	prov_fail(err, PROV_E_GUARD,
		  "the server of source \"%s\" was %s and is %s now; nothing was changed",
		  sink->config->name, prov_sync_scope_server(server),
		  prov_sync_scope_server(sink->source->server));
	return hint(sink, "server", err);
}

static int check_known(const struct sink *sink, const struct prov_sql_result *was,
		       struct prov_err *err)
{
	const char *profile = prov_sql_text(was, 0, 0), *key_attr = prov_sql_text(was, 0, 1);
	const char *server = prov_sql_text(was, 0, 3);

	if (differs(key_attr, sink->source->key_attr))
		return fail_key(sink, profile, key_attr, err);
	if (differs(server, sink->source->server))
		return fail_server(sink, server, err);
	return 0;
}

static int check_new(const struct sink *sink, struct prov_err *err)
{
	const struct prov_source *s = sink->source;

	if (!s->better_profile)
		return 0;
	prov_fail(err, PROV_E_CONFIG,
		  "the server of source \"%s\" is %s, and the profile \"%s\" is for another kind",
		  sink->config->name, prov_sync_scope_server(s->server), s->profile);
	return prov_err_hint(err, "set source.%s.profile = \"%s\"", sink->config->name,
			     s->better_profile);
}

static void note_change(struct sink *sink, const char *what, bool narrows)
{
	prov_str_addf(&sink->scope.what, "%s%s", sink->scope.what.len ? "; " : "", what);
	sink->scope.narrows |= narrows;
}

static int look_at_searches(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	PROV_CLEANUP(prov_str_fini) struct prov_str json = PROV_STR_INIT;

	add_scope(&json, sink->source);
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_SCOPE_CHANGES, PROV_ARGS(sink->config->name, json.p),
			  &res, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(res); i++) {
		if (i < NAMED)
			note_change(sink, prov_sql_text(res, i, 0), prov_sql_true(res, i, 1));
		sink->scope.narrows |= prov_sql_true(res, i, 1);
	}
	sink->scope.searches = prov_sql_rows(res) > 0;
	if (prov_sql_rows(res) > NAMED)
		prov_str_addf(&sink->scope.what, "; and %d more", prov_sql_rows(res) - NAMED);
	return 0;
}

static int compare(struct sink *sink, const struct prov_sql_result *was, struct prov_err *err)
{
	const char *scope = prov_sql_text(was, 0, 5), *profile = prov_sql_text(was, 0, 0);
	PROV_CLEANUP(prov_freep) char *other = prov_asprintf("its profile was \"%s\" and is \"%s\" now",
							     profile ? profile : "", sink->source->profile);

	sink->scope.profile = differs(profile, sink->source->profile);
	if (sink->scope.profile)
		note_change(sink, other, true);

	if (differs(prov_sql_text(was, 0, 4), sink->source->identity))
		note_change(sink, "the entry at the top of the directory has another key: it was loaded "
			    "anew, or it is another directory", true);
	sink->rules_changed = prov_sql_text(was, 0, 2) &&
			      (uint64_t)prov_sql_number(was, 0, 2) != sink->rules;
	if (!scope || (uint64_t)prov_sql_number(was, 0, 5) == sink->scope.hash)
		return 0;
	return look_at_searches(sink, err);
}

static bool is_same(const struct sink *sink, const struct prov_sql_result *was)
{
	const struct prov_source *s = sink->source;
	const char *const old[] = { prov_sql_text(was, 0, 0), prov_sql_text(was, 0, 1),
				    prov_sql_text(was, 0, 3), prov_sql_text(was, 0, 4) };
	const char *const new[] = { s->profile, s->key_attr, s->server, s->identity };

	for (size_t i = 0; i < COUNT(old); i++)
		if (new[i] && (!old[i] || strcmp(old[i], new[i]) != 0))
			return false;
	return prov_sql_text(was, 0, 2) && (uint64_t)prov_sql_number(was, 0, 2) == sink->rules &&
	       prov_sql_text(was, 0, 5) &&
	       (uint64_t)prov_sql_number(was, 0, 5) == sink->scope.hash;
}

static void note_other(struct sink *sink, const struct prov_sql_result *was)
{
	const struct prov_source *s = sink->source;

	sink->scope.other_keys = differs(prov_sql_text(was, 0, 1), s->key_attr);
	sink->scope.other_source = sink->scope.other_keys || differs(prov_sql_text(was, 0, 0), s->profile) ||
				   differs(prov_sql_text(was, 0, 3), s->server);
}

int prov_sink_scope_begin(struct sink *sink, bool known, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *was = NULL;

	sink->scope.hash = hash_scope(sink->source);
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_IDENTITY, PROV_ARGS(sink->config->name), &was, err) < 0)
		return -1;
	if (sink->rekey && !known)
		return prov_fail(err, PROV_E_INVALID,
				 "source \"%s\" has brought no users, so there are none that could get "
				 "new keys", sink->config->name);
	if (!known || prov_sql_rows(was) == 0) {
		sink->scope.is_new = true;
		return check_new(sink, err);
	}
	sink->scope.is_new = !is_same(sink, was);
	note_other(sink, was);
	if (sink->rekey ? check_new(sink, err) < 0 : check_known(sink, was, err) < 0)
		return -1;
	return compare(sink, was, err);
}

int prov_sink_scope_save(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str json = PROV_STR_INIT;
	const struct prov_source *s = sink->source;

	/* who was held back, or is not looked at, is out of it in the next run, too */
	const bool old = sink->held.len || (sink->rekey && sink->scope.searches);

	if (!sink->scope.is_new)
		return 0;
	add_scope(&json, s);
	return prov_sql_exec(sink->db, PROV_Q_SYNC_SAVE_IDENTITY,
			     PROV_ARGS(sink->config->name, s->profile, s->key_attr,
				       PROV_INT((long long)sink->rules), s->server, s->identity,
				       old ? NULL : json.p,
				       old ? NULL : PROV_INT((long long)sink->scope.hash)), NULL, err);
}

static void describe(const struct sink *sink, struct prov_str *s)
{
	prov_str_addf(s, "the scope of source \"%s\" was changed: %s", sink->config->name,
		      sink->scope.what.p);
}

void prov_sink_scope_count(const struct sink *sink, struct prov_sync_counts *c)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	if (!sink->scope.what.len)
		return;
	describe(sink, &s);
	if (s.len >= sizeof(c->scope)) {
		size_t len = sizeof(c->scope) - sizeof("...");

		while (((unsigned char)s.p[len] & 0xC0) == 0x80)	/* not in the middle of a character */
			len--;
		prov_str_truncate(&s, len);
		prov_str_add(&s, "...");
	}
	snprintf(c->scope, sizeof(c->scope), "%s", s.p);
	c->scope_narrows = sink->scope.narrows;
	c->scope_profile = sink->scope.profile;
}

/* Once, in the run from which on it is so. A mapping by which nothing becomes another one is nobody's
 * concern. */
int prov_sink_scope_tell(const struct sink *sink,
			 int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
			 void *data, struct prov_err *err)
{
	const char *name = sink->config->name;
	PROV_CLEANUP(prov_str_fini) struct prov_str scope = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *rules =
		prov_asprintf("the mapping of source \"%s\" was changed", name);
	struct prov_sync_change change = { .action = PROV_SYNC_NOTE, .kind = "source", .name = name };

	describe(sink, &scope);
	change.what = scope.p;
	if (sink->scope.what.len && fn(data, &change, err) < 0)
		return -1;
	change.what = rules;
	return sink->rules_changed && sink->planned ? fn(data, &change, err) : 0;
}
