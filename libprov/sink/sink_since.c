/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_since.c - incremental runs: from where, what comes of keys, and what has to be looked at beside
 *
 * A cookie is as good as what it was given for. So it is bound to all that decides what entries become:
 * another search, mapping, setting, login or server, and the next run reads everything. So does one that
 * finds something unsettled which only that can settle. Cookies are stored in the transaction of what they
 * say.
 */
#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_since.h"

#include <stdlib.h>
#include <string.h>

#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_reading.h"

#define MANY 1000		/* so many are looked up by key; of more, everything is read */
#define FEW_ENTRIES 100		/* so many may come in any case */
#define KEY_LEN 35		/* or with one dash more */
#define HOUR 3600

enum { CONTENT, IS_TIME, IS_DUE, RUNS, DUE, HELD, COOKIE };	/* columns of cookie.sql */

struct sink_since {
	struct prov_sql_result *stored, *sample, *purge, *indexed, *wanted;
	const char **cookies;
	const char *held;		/* array literal: keys of users who were; or NULL */
	const char *keys[MANY];
	struct prov_sql_rows rows;	/* keys on their way to staging */
	long long named[2], entries[2];	/* by kind: keys; entries that came */
	bool rest_is_gone[2], rest_stays[2];
	long long due, n;
	bool reads_groups, has_counted;
	long long same_names;		/* groups knew so many entries and users by these names; or -1 */
};

/* ---- may it be one? ---- */

uint64_t prov_sink_since_content(const struct sink *sink)
{
	const struct prov_source *s = sink->source;
	const struct prov_config *c = sink->call->session->config;
	const char *login = sink->config->bind_dn ? sink->config->bind_dn : c->ldap_bind_dn;
	const char *const words[] = { s->profile, s->key_attr, s->server, s->identity, s->started.name,
				      s->server && strcmp(s->server, "ad") == 0 ? NULL : s->way, login };
	uint64_t h = prov_hash(sink->meaning, &sink->scope.hash, sizeof(sink->scope.hash));

	for (size_t i = 0; i < COUNT(words); i++)
		h = prov_hash_text(h, words[i]);
	for (size_t i = 0; i < s->search_count; i++)	/* cookies are in their order */
		h = prov_hash_text(prov_hash_text(h, s->searches[i].base), s->searches[i].filter);
	return h;
}

static const char *why_stored(const struct sink *sink, const struct prov_sql_result *stored)
{
	if (prov_sql_rows(stored) == 0)
		return "no run has left a cookie";
	if ((uint64_t)prov_sql_number(stored, 0, CONTENT) != sink->content ||
	    (prov_sql_rows(stored) != 1 && (size_t)prov_sql_rows(stored) != sink->source->search_count))
		return "the server, the login, a search or the mapping is another one than before";
	return prov_sql_true(stored, 0, IS_DUE) ? "a time that entries name has come" : NULL;
}

/* By the clock of the database, or by number. */
static bool is_time(const struct sink *sink, const struct prov_sql_result *stored)
{
	const int every = sink->config->reconcile_runs;

	return prov_sql_true(stored, 0, IS_TIME) || (every && prov_sql_number(stored, 0, RUNS) + 1 >= every);
}

/* What the last run left that only a full one can settle. */
static const char *why_state(const struct sink *sink, const struct sink_since *since)
{
	if (sink->scope.is_new)
		return "the source is another one than before";
	if (sink->has_groups && !sink->has_old_digest && !sink->had_group_rejects)
		return "something about groups is not settled";
	if (prov_sql_text(since->stored, 0, HELD) && is_time(sink, since->stored))
		return "it is time to read everything, and something was held back";
	return prov_sql_true(since->purge, 0, 0) ? "somebody is to be purged" : NULL;
}

static const char *why_full(struct sink *sink, const struct sink_since *since)
{
	const char *why = sink->source->no_cookies ? sink->source->no_cookies :
		why_stored(sink, since->stored);

	if (!why)
		why = why_state(sink, since);
	return why || prov_sql_rows(since->sample) == 2 ? why : "fewer than two users are known";
}

static void since_free(struct sink_since *since)
{
	prov_sql_result_freep(&since->stored);
	prov_sql_result_freep(&since->sample);
	prov_sql_result_freep(&since->purge);
	prov_sql_result_freep(&since->indexed);
	prov_sql_result_freep(&since->wanted);
	prov_sql_rows_fini(&since->rows);
	free(since->cookies);
	free(since);
}

static void begin(struct sink *sink, struct sink_since *since)
{
	const size_t count = sink->source->search_count;
	const int each = prov_sql_rows(since->stored) > 1;

	since->cookies = prov_alloc(count * sizeof(*since->cookies));
	for (size_t i = 0; i < count; i++)
		since->cookies[i] = prov_sql_text(since->stored, each * (int)i, COOKIE);
	since->due = prov_sql_number(since->stored, 0, DUE);
	since->held = prov_sql_text(since->stored, 0, HELD);
	sink->since = since;
	sink->base.cookies = since->cookies;
	sink->base.reconcile = is_time(sink, since->stored);
	for (int i = 0; i < 2; i++)
		sink->base.known_keys[i] = prov_sql_text(since->sample, i, 0);
	sink->n = sink->had_users + sink->had_groups;
	sink->digest = sink->old_digest;
	if (sink->member_names)		/* of users who are not read */
		prov_sink_names_off(sink->member_names);
}

static int load(struct sink *sink, struct sink_since *since, struct prov_err *err)
{
	const struct prov_sql_args source = PROV_ARGS(sink->config->name);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_TX_BEGIN, PROV_NO_ARGS, NULL },
		{ PROV_Q_SYNC_COOKIE, source, &since->stored },
		{ PROV_Q_SYNC_KNOWN_ORDER, PROV_NO_ARGS, NULL },	/* two are looked at, not all */
		{ PROV_Q_SYNC_SINCE_SAMPLE, source, &since->sample },
		{ PROV_Q_SYNC_SINCE_PURGE,
		  PROV_ARGS(sink->config->name, prov_sink_tx_grace(sink),
			    PROV_INT(prov_sink_tx_kept_since(sink))), &since->purge },
		{ PROV_Q_SYNC_SINCE_INDEXED, PROV_NO_ARGS, &since->indexed },
		{ PROV_Q_TX_COMMIT, PROV_NO_ARGS, NULL },
	};

	return prov_sql_batch(sink->db, steps, COUNT(steps), err);
}

/* By the first run of this kind: each source pays for an index when it is filled. */
static int make_index(struct sink *sink, struct prov_err *err)
{
	if (prov_sql_true(sink->since->indexed, 0, 0))
		return 0;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_SINCE_INDEX, PROV_NO_ARGS, NULL, err);
}

int prov_sink_since_begin(struct sink *sink, struct prov_err *err)
{
	struct sink_since *since;

	if (!sink->wants_since)
		return 0;
	since = prov_alloc(sizeof(*since));
	since->rows.text = (struct prov_str)PROV_STR_INIT;
	since->same_names = -1;
	if (load(sink, since, err) < 0) {
		since_free(since);
		return -1;
	}
	sink->base.why_full = why_full(sink, since);
	if (sink->base.why_full) {
		since_free(since);
		return 0;
	}
	begin(sink, since);
	return make_index(sink, err);
}

void prov_sink_since_free(struct sink *sink)
{
	if (sink->since)
		since_free(sink->since);
	sink->since = NULL;
}

/* ---- keys ---- */

static int send(struct sink *sink, bool now, struct prov_err *err)
{
	struct prov_sql_rows *rows = &sink->since->rows;

	if (rows->count == 0 || (!now && rows->text.len < SINK_MUCH))
		return 0;
	sink->staged_rows += (long long)rows->count;
	return prov_sql_copy(sink->db, PROV_Q_SYNC_COPY_KEY, rows, err);
}

static void add_key(struct sink *sink, enum prov_entry_kind kind, const char *key, bool gone)
{
	struct prov_sql_rows *rows = &sink->since->rows;

	prov_sql_rows_int(rows, 0);
	prov_sql_rows_text(rows, sink->run, 36);
	prov_sql_rows_int(rows, ++sink->since->n);
	prov_sql_rows_text(rows, kind == PROV_ENTRY_USER ? "u" : "g", 1);
	prov_sql_rows_text(rows, gone ? "t" : "f", 1);
	prov_sql_rows_text(rows, key, strlen(key));
	prov_sql_rows_end(rows);
}

int prov_sink_since_key(struct sink *sink, enum prov_entry_kind kind, const char *key, bool gone,
			struct prov_err *err)
{
	sink->since->named[kind]++;
	add_key(sink, kind, key, gone);
	return send(sink, false, err);
}

static int doubt(const char *why, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INCOMPLETE, "what changed cannot be told from what the server says: %s",
			 why);
}

/* A server that does not know a cookie may send everything, and call it what changed. */
int prov_sink_since_end(struct sink *sink, enum prov_entry_kind kind, bool rest_is_gone, long long entries,
			struct prov_err *err)
{
	struct sink_since *since = sink->since;
	const long long had = kind == PROV_ENTRY_USER ? sink->had_users : sink->had_groups;

	since->entries[kind] += entries;
	*(rest_is_gone ? &since->rest_is_gone[kind] : &since->rest_stays[kind]) = true;
	if (since->rest_is_gone[kind] && since->rest_stays[kind])
		return doubt("of one search it names what is there, of another one what is gone", err);
	if (rest_is_gone && since->named[kind] == 0 && had > 0)
		return doubt("it names nothing that is there", err);
	if (!rest_is_gone && since->entries[kind] > FEW_ENTRIES && 2 * since->entries[kind] > had)
		return doubt("it sends most entries, and it is not clear whether these are all", err);
	return 0;
}

/* Beside what is known? */
static bool names_little(const struct sink *sink)
{
	const long long named = sink->since->named[PROV_ENTRY_USER];

	return named <= MANY || named < sink->had_users / 10;
}

static bool is_key(const char *text)
{
	const size_t len = strspn(text, "0123456789abcdefABCDEF-");

	return !text[len] && (len == KEY_LEN || len == KEY_LEN + 1);
}

/* Whose entry is not found by that is said to be gone, which is looked at once more. */
int prov_sink_since_wanted(struct sink *sink, const char *const **keys, size_t *count, size_t *there,
			   struct prov_err *err)
{
	struct sink_since *since = sink->since;
	int rows;

	if (prov_sink_send(sink, true, err) < 0 || send(sink, true, err) < 0 ||
	    prov_sink_tx_alone(sink, PROV_Q_SYNC_SINCE_WANTED,
			       PROV_ARGS(sink->run, sink->config->name, PROV_INT(MANY + 1),
					 PROV_BOOL(since->rest_is_gone[PROV_ENTRY_USER]), since->held),
			       names_little(sink), &since->wanted, err) < 0)
		return -1;
	rows = prov_sql_rows(since->wanted);
	if (rows > MANY)
		return doubt("too many entries would have to be looked up", err);
	*there = 0;
	for (int i = 0; i < rows; i++) {
		since->keys[i] = prov_sql_text(since->wanted, i, 0);
		*there += !prov_sql_true(since->wanted, i, 1);
		if (!is_key(since->keys[i]))
			return doubt("an entry without a key cannot be looked up", err);
		add_key(sink, PROV_ENTRY_USER, since->keys[i], true);
	}
	*keys = since->keys;
	*count = (size_t)rows;
	return 0;
}

/* ---- what is set aside ---- */

int prov_sink_since_aside(const struct sink *sink, struct prov_sql_result **kept, struct prov_err *err)
{
	const struct sink_since *since = sink->since;
	const bool groups = since->rest_is_gone[PROV_ENTRY_GROUP] || since->reads_groups;

	return prov_sql_exec(sink->db, PROV_Q_SYNC_ASIDE_KEPT,
			     PROV_ARGS(sink->run, sink->config->name,
				       PROV_BOOL(since->rest_is_gone[PROV_ENTRY_USER]), PROV_BOOL(groups)),
			     kept, err);
}

/* ---- all is there: what is not as it is stored ---- */

static int find_unseen(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *cids = NULL;
	const bool all = sink->since->rest_is_gone[PROV_ENTRY_USER];
	const bool few = !all && names_little(sink);

	if (prov_sink_tx_alone(sink, PROV_Q_SYNC_SINCE_UNSEEN,
			       PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(all)),
			       few, &cids, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(cids); i++)
		prov_sink_context_note(sink, (int)prov_sql_number(cids, i, 0));
	sink->unseen_count += prov_sql_rows(cids);
	sink->staged_rows += prov_sql_rows(cids);
	return 0;
}

int prov_sink_since_count(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *owned = NULL;

	if (!sink->since || sink->since->has_counted)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_SINCE_OWNED, PROV_ARGS(sink->config->name), &owned, err) < 0)
		return -1;
	sink->owned_users = prov_sql_number(owned, 0, 0);
	sink->since->has_counted = true;
	return 0;
}

static int ask(struct sink *sink, enum prov_query query, struct prov_sql_args args, bool *yes,
	       struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sink_tx_alone(sink, query, args, names_little(sink), &res, err) < 0)
		return -1;
	*yes = prov_sql_true(res, 0, 0);
	return 0;
}

static long long looked_at(const struct sink *sink)
{
	return sink->read_users + sink->unseen_count;
}

/* Must all be read: since one came, went or could not be taken, or somebody in them may be known by another
 * name? */
static int find_groups(struct sink *sink, bool *all, struct prov_err *err)
{
	const struct sink_since *since = sink->since;
	const bool rest = since->rest_is_gone[PROV_ENTRY_GROUP];

	*all = !sink->has_old_digest || (since->entries[PROV_ENTRY_GROUP] > 0 && !sink->may_be_some);
	if (!*all && (rest || since->named[PROV_ENTRY_GROUP] > 0) &&
	    ask(sink, PROV_Q_SYNC_SINCE_GROUPS, PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(rest)),
		all, err) < 0)
		return -1;
	if (*all || sink->staged + sink->unseen_count == 0)
		return 0;
	if (ask(sink, PROV_Q_SYNC_SINCE_NAMES, PROV_ARGS(sink->run, sink->config->name), all, err) < 0)
		return -1;
	if (!*all)
		sink->since->same_names = looked_at(sink);
	return 0;
}

/* Those whose entries changed, if that is enough. */
static int find_some(struct sink *sink, const char *const **keys, size_t *count, struct prov_err *err)
{
	const long long entries = sink->since->entries[PROV_ENTRY_GROUP];

	if (sink->since->reads_groups || entries == 0)
		return 0;
	if (prov_sink_some_begin(sink, entries, keys, count, err) < 0)
		return -1;
	sink->since->reads_groups = *count == 0;
	return 0;
}

int prov_sink_since_wants_groups(struct sink *sink, const char *const **keys, size_t *count,
				 struct prov_err *err)
{
	struct sink_since *since = sink->since;

	if (prov_sink_send(sink, true, err) < 0 || send(sink, true, err) < 0)
		return -1;
	if ((since->named[PROV_ENTRY_USER] || prov_sql_rows(since->wanted) ||
	     since->rest_is_gone[PROV_ENTRY_USER]) && find_unseen(sink, err) < 0)
		return -1;
	*count = 0;
	if (sink->has_groups && (find_groups(sink, &since->reads_groups, err) < 0 ||
				 find_some(sink, keys, count, err) < 0))
		return -1;
	if (since->reads_groups)
		sink->digest = 0;
	return since->reads_groups || *count;
}

bool prov_sink_since_knows_groups(const struct sink *sink)
{
	return !sink->since || sink->since->reads_groups;
}

bool prov_sink_since_has_same_names(const struct sink *sink)
{
	return sink->since && sink->since->same_names == looked_at(sink);
}

int prov_sink_since_check(const struct sink *sink, struct prov_err *err)
{
	if (prov_sink_since_knows_groups(sink))
		return 0;
	return doubt("somebody is known to groups by another name, and they were not read", err);
}

/* A user who was held back goes by a run that has read everything. */
int prov_sink_since_released(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (!sink->since || !sink->since->held)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_SINCE_RELEASED, PROV_ARGS(sink->run, sink->since->held), &res,
			  err) < 0)
		return -1;
	return prov_sql_true(res, 0, 0) ? doubt("somebody would go who was held back before", err) : 0;
}

/* ---- in the transaction ---- */

/* One stands for all, if they are the same: there may be thousands of searches. */
static size_t different_cookies(const struct prov_source *s)
{
	for (size_t i = 1; i < s->search_count; i++)
		if (strcmp(s->cookies[0], s->cookies[i]) != 0)
			return s->search_count;
	return 1;
}

static void list_cookies(const struct prov_source *s, struct prov_str *array)
{
	const size_t count = different_cookies(s);

	for (size_t i = 0; i < count; i++)
		prov_str_array_add_text(array, s->cookies[i]);
	prov_str_array_end(array);
}

/* Up to a tenth of it earlier, so that sources do not all come at once. */
static long long seconds_until_full(const struct sink *sink)
{
	const long long all = sink->config->reconcile * (long long)HOUR;
	char id[37];

	prov_uuid(id);
	return all - (long long)(prov_hash_text(PROV_HASH_INIT, id) % (uint64_t)(all / 10 + 1));
}

/* When a value becomes another one: of what was read, and of what was not. */
static long long due(const struct sink *sink)
{
	const long long before = sink->since ? sink->since->due : 0, now = sink->source->due;

	return !before || (now && now < before) ? now : before;
}

/* What was held back has to come again: the next run looks these users up, if they are not too many, and
 * reads all groups. Empty: nothing was. */
static int list_held(struct sink *sink, struct prov_str *keys, bool *too_many, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	*too_many = false;
	if (!sink->held.len)
		return 0;
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_HELD_KEYS,
			  PROV_ARGS(sink->run, sink->config->name, sink->held.p, PROV_INT(MANY)),
			  &res, err) < 0)
		return -1;
	*too_many = prov_sql_rows(res) == MANY;
	for (int i = 0; i < prov_sql_rows(res); i++)
		prov_str_array_add_text(keys, prov_sql_text(res, i, 0));
	prov_str_array_end(keys);
	return 0;
}

static int save(struct sink *sink, const char *held, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str cookies = PROV_STR_INIT;
	const long long at = due(sink);
	const char *until = at ? PROV_INT(at) : NULL;

	list_cookies(sink->source, &cookies);
	if (sink->since)
		return prov_sql_exec(sink->db, PROV_Q_SYNC_MOVE_COOKIE,
				     PROV_ARGS(sink->config->name, cookies.p, until, held), NULL, err);
	return prov_sql_exec(sink->db, PROV_Q_SYNC_SAVE_COOKIE,
			     PROV_ARGS(sink->config->name, PROV_INT((long long)sink->content), cookies.p,
				       PROV_INT(seconds_until_full(sink)), until, held), NULL, err);
}

int prov_sink_since_save(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str held = PROV_STR_INIT;
	bool too_many;

	if (!prov_sink_since_is_on(sink->config))
		return 0;
	if (list_held(sink, &held, &too_many, err) < 0)
		return -1;
	if (!sink->source->cookies || too_many || sink->rekey)
		return prov_sql_exec(sink->db, PROV_Q_SYNC_DROP_COOKIE, PROV_ARGS(sink->config->name), NULL,
				     err);
	return save(sink, held.len ? held.p : NULL, err);
}

bool prov_sink_since_is_on(const struct prov_source_config *config)
{
	return config->mode && strcmp(config->mode, "full") != 0;
}
