/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_row.c - what rows of users and groups have in common; sending them to staging
 *
 * Rows gather in memory and go out some thousand at a time, so that no COPY stands open and memory
 * does not grow with the directory.
 */
#include "libprov/sink/sink.h"

/* ---- rules -> targets ---- */

static enum sink_target target_of(const char *field)
{
	static const struct { const char *field; enum sink_target target; } others[] = {
		{ "aliases", SINK_ALIASES }, { "password", SINK_PASSWORD }, { "enabled", SINK_ENABLED },
		{ "access", SINK_ACCESS }, { "members", SINK_MEMBERS },
		{ "member_uids", SINK_MEMBER_UIDS },
	};
	int attr = prov_attr_find(field);

	for (size_t i = 0; i < COUNT(others); i++)
		if (strcmp(others[i].field, field) == 0)
			return others[i].target;
	if (attr >= 0 && prov_attrs[attr].store == PROV_STORE_JSON)
		return SINK_ATTR;
	return attr >= 0 ? (enum sink_target)prov_user_column_of[attr] : SINK_NONE;
}

static enum sink_target *make_targets(const struct prov_map_rule *rules, size_t count)
{
	enum sink_target *targets = prov_alloc(sizeof(*targets) * (count + 1));

	for (size_t i = 0; i < count; i++)
		targets[i] = target_of(rules[i].field);
	return targets;
}

static int *make_attrs(const struct prov_map_rule *rules, size_t count)
{
	int *attrs = prov_alloc(sizeof(*attrs) * (count + 1));

	for (size_t i = 0; i < count; i++)
		attrs[i] = prov_attr_find(rules[i].field);
	return attrs;
}

static void note_mapped(struct sink *k, const struct prov_source *source)
{
	bool mail = false, aliases = false;

	prov_str_add_char(&k->mapped, '{');
	for (size_t i = 0; i < source->user_rule_count; i++) {
		if (i)
			prov_str_add_char(&k->mapped, ',');
		prov_str_add(&k->mapped, source->user_rules[i].field);
		k->maps_access |= k->user_targets[i] == SINK_ACCESS;
		mail |= k->user_targets[i] == SINK_MAIL;
		aliases |= k->user_targets[i] == SINK_ALIASES;
	}
	k->maps_addresses = mail && aliases;
	prov_str_add_char(&k->mapped, '}');
}

/* ---- contexts ---- */

static int load_contexts(struct sink *k, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(k->db, PROV_Q_SYNC_CONTEXTS, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	k->context_count = (size_t)prov_sql_rows(res);
	k->contexts = prov_alloc(sizeof(*k->contexts) * (k->context_count + 1));
	for (size_t i = 0; i < k->context_count; i++) {
		k->contexts[i].name = prov_pool_strdup(k->pool, prov_sql_text(res, (int)i, 0));
		k->contexts[i].cid = (int)prov_sql_number(res, (int)i, 1);
	}
	return 0;
}

static int compare_context(const void *name, const void *context)
{
	return strcmp(name, ((const struct sink_context *)context)->name);
}

/* 0: there is no such context. */
static int find_context(struct sink *k, const char *name)
{
	const struct sink_context *c;

	prov_str_clear(&k->names);
	prov_domain_login_name(&k->names, name, strlen(name));
	c = bsearch(k->names.p, k->contexts, k->context_count, sizeof(*c), compare_context);
	return c ? c->cid : 0;
}

/* Ids go up to 2^31 - 1, but those that are used lie close together. */
#define SEEN_PAGE 4096
#define SEEN_PAGES (INT32_MAX / (SEEN_PAGE * 8) + 1)

void prov_sink_row_note_context(struct sink *k, int cid)
{
	size_t byte = (size_t)cid / 8;
	unsigned char **page;

	if (!k->seen)
		k->seen = prov_pool_alloc(k->pool, SEEN_PAGES * sizeof(*k->seen));
	page = &k->seen[byte / SEEN_PAGE];
	if (!*page)
		*page = prov_pool_alloc(k->pool, SEEN_PAGE);
	(*page)[byte % SEEN_PAGE] |= (unsigned char)(1u << (cid % 8));
}

static void list_page(struct sink *k, const unsigned char *page, size_t first)
{
	for (size_t i = 0; page && i < SEEN_PAGE * 8; i++)
		if (page[i / 8] & (1u << (i % 8)))
			prov_str_addf(&k->cids, "%s%zu", k->cids.len ? "," : "{", first + i);
}

void prov_sink_row_list_contexts(struct sink *k)
{
	prov_str_clear(&k->cids);
	for (size_t i = 0; k->seen && i < SEEN_PAGES; i++)
		list_page(k, k->seen[i], i * SEEN_PAGE * 8);
	prov_str_add(&k->cids, k->cids.len ? "}" : "{}");
}

const char *prov_sink_row_place(struct sink *k, const struct prov_record *rec, int *cid)
{
	if (!rec->context)
		return "the entry belongs to no context";
	*cid = find_context(k, rec->context);
	if (*cid)
		return NULL;
	prov_str_clear(&k->reject);
	prov_str_addf(&k->reject, "there is no context \"%s\"", rec->context);
	return k->reject.p;
}

/* ---- sending ---- */

static int send(struct sink *k, enum prov_query copy, struct prov_sql_rows *rows, bool now,
		struct prov_err *err)
{
	if (rows->count == 0 || (!now && rows->text.len < SINK_MUCH))
		return 0;
	if (prov_sink_direct_pause(k, err) < 0 || prov_sink_known_pause(k, err) < 0)
		return -1;
	k->staged_rows += (long long)rows->count;
	return prov_sql_copy(k->db, copy, rows, err);
}

/* Before rows are sent: who has slept too long may have lost the lease. */
static int keep_lease(struct sink *k, struct prov_err *err)
{
	if (k->in_tx || prov_clock_ms() < k->renew_at)
		return 0;
	return prov_sink_known_pause(k, err) < 0 ? -1 : prov_sink_lease_renew(k, err);
}

int prov_sink_row_send(struct sink *k, bool now, struct prov_err *err)
{
	if (keep_lease(k, err) < 0 || (k->spool && prov_sink_spool_put(k, err) < 0))
		return -1;
	if (send(k, PROV_Q_SYNC_COPY_USER, &k->users, now, err) < 0 ||
	    (!k->spool && send(k, PROV_Q_SYNC_COPY_GROUP, &k->groups, now, err) < 0))
		return -1;
	return send(k, PROV_Q_SYNC_COPY_UNSEEN, &k->unseen, now, err);
}

int prov_sink_row_end(struct sink *k, struct prov_err *err)
{
	if (k->known && prov_sink_known_end(k, err) < 0)
		return -1;
	if (k->spool && prov_sink_spool_end(k, !prov_sink_groups_same(k), err) < 0)
		return -1;
	return prov_sink_row_send(k, true, err);
}

void prov_sink_row_value(struct prov_sql_rows *rows, const struct prov_text *t)
{
	prov_sql_rows_text(rows, t ? t->p : NULL, t ? t->len : 0);
}

void prov_sink_row_str(struct prov_sql_rows *rows, const char *s)
{
	prov_sql_rows_text(rows, s, s ? strlen(s) : 0);
}

uint64_t prov_sink_row_hash(const struct prov_record *rec, uint64_t h)
{
	for (size_t i = 0; i < rec->rule_count; i++) {
		h = prov_hash(h, &rec->values[i].n, sizeof(rec->values[i].n));
		for (size_t j = 0; j < rec->values[i].n; j++)
			h = prov_hash(h, rec->values[i].v[j].p, rec->values[i].v[j].len);
	}
	return h;
}

/* ---- checks that users and groups share ---- */

const char *prov_sink_row_rejected(struct sink *k, const struct prov_err *err)
{
	prov_str_clear(&k->reject);
	prov_str_add(&k->reject, err->msg);
	return k->reject.p;
}

/* NUL-terminated in k->names: names are short, checks want strings. */
const char *prov_sink_row_check_name(struct sink *k, const struct prov_text *t, enum prov_name_kind kind)
{
	struct prov_err err = PROV_ERR_INIT;

	prov_str_clear(&k->names);
	prov_str_add_len(&k->names, t->p, t->len);
	if (prov_check_name(kind == PROV_NAME_USER ? &k->user_alphabet : &k->group_alphabet, kind,
			    k->names.p, &err) < 0)
		return prov_sink_row_rejected(k, &err);
	return NULL;
}

bool prov_sink_row_is_lower(const struct prov_text *t)
{
	for (size_t i = 0; i < t->len; i++)
		if ((unsigned char)t->p[i] >= 0x80 || (t->p[i] >= 'A' && t->p[i] <= 'Z'))
			return false;
	return true;
}

int prov_sink_row_put(struct sink *k, const struct prov_record *rec, struct prov_err *err)
{
	int rc = rec->kind == PROV_ENTRY_USER ? prov_sink_user_put(k, rec, err) : 0;

	if (rec->kind == PROV_ENTRY_GROUP)
		prov_sink_group_put(k, rec);
	return rc < 0 ? -1 : prov_sink_row_send(k, false, err);
}

/* ---- begin ---- */

static int default_access(struct sink *k, struct prov_err *err)
{
	const char *name = k->call->session->config->access_default;

	/* a directory has no context admin to look at: what it does not say is the first default */
	return prov_access_combination(k->call, strcmp(name, "context-admin") ? name : "webmail",
				       &k->default_modules, err);
}

/* Keys that mean something else would make everybody missing, and everybody new. */
static int check_keys(const struct sink *k, const char *profile, const char *key_attr, struct prov_err *err)
{
	const struct prov_source *s = k->source;

	if (key_attr && strcmp(key_attr, s->key_attr) != 0) {
		prov_fail(err, PROV_E_GUARD, "the users of source \"%s\" are known by %s (profile \"%s\"), "
			  "the profile \"%s\" goes by %s; nothing was changed", k->config->name,
			  key_attr, profile, s->profile, s->key_attr);
		return prov_err_hint(err, "set the profile as it was; another directory is another "
				     "source, with a name of its own; --force does not help here");
	}
	if (!profile || strcmp(profile, s->profile) == 0 || k->force)
		return 0;
	prov_fail(err, PROV_E_GUARD, "the profile of source \"%s\" was \"%s\" and is \"%s\" now; nothing was "
		  "changed", k->config->name, profile, s->profile);
	return prov_err_hint(err, "set the profile as it was; if the server is the same and the change is "
			     "right, look at --dry-run --force, then --force goes on");
}

static uint64_t hash_rules(uint64_t h, const struct prov_map_rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		h = prov_hash(h, rules[i].field, strlen(rules[i].field) + 1);
		h = prov_hash(h, rules[i].expr, strlen(rules[i].expr) + 1);
	}
	return h;
}

static uint64_t hash_text(uint64_t h, const char *text)
{
	return prov_hash(h, text ? text : "", (text ? strlen(text) : 0) + 1);
}

/* Whoever corrects the mapping, or a setting that makes a row, gets the correction: hashes of users and
 * groups begin with this one, so that the next run looks at all values. So does a new version. */
static uint64_t hash_meaning(const struct sink *k)
{
	const struct prov_config *c = k->call->session->config;
	const struct prov_source *s = k->source;
	const bool flags[] = { c->names_user_lower, c->names_group_lower };
	uint64_t h = hash_text(PROV_HASH_INIT, PROV_VERSION);

	h = hash_rules(h, s->user_rules, s->user_rule_count);
	h = hash_rules(h, s->group_rules, s->group_rule_count);
	h = hash_text(h, c->user_language);
	h = hash_text(h, c->user_timezone);
	h = prov_hash(h, &k->default_modules, sizeof(k->default_modules));
	h = prov_hash(h, &k->user_alphabet, sizeof(k->user_alphabet));
	h = prov_hash(h, &k->group_alphabet, sizeof(k->group_alphabet));
	return prov_hash(h, flags, sizeof(flags));
}

/* A source that has brought users is compared with them. A new one is written directly, unless what
 * it would do has to be shown, or local users may be adopted. */
static int look_back(struct sink *k, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(k->db, PROV_Q_SYNC_IS_KNOWN, PROV_ARGS(k->config->name, prov_sink_grace(k)), &res,
			  err) < 0)
		return -1;
	k->has_old_digest = prov_sql_text(res, 0, 1) != NULL && !prov_sql_true(res, 0, 6);
	k->old_digest = (uint64_t)prov_sql_number(res, 0, 1);
	k->members_ignored = prov_sql_number(res, 0, 2);
	k->rules = hash_rules(PROV_HASH_INIT, k->source->user_rules, k->source->user_rule_count);
	k->rules_changed = prov_sql_text(res, 0, 5) && (uint64_t)prov_sql_number(res, 0, 5) != k->rules;
	if (prov_sql_true(res, 0, 0)) {
		if (check_keys(k, prov_sql_text(res, 0, 3), prov_sql_text(res, 0, 4), err) < 0)
			return -1;
		prov_sink_spool_begin(k);
		return prov_sink_known_begin(k, err);
	}
	return k->dry_run || prov_sink_adopts(k) ? 0 : prov_sink_direct_begin(k, err);
}

int prov_sink_row_begin(struct sink *k, const struct prov_source *source, struct prov_err *err)
{
	const struct prov_config *c = k->call->session->config;

	k->user_targets = make_targets(source->user_rules, source->user_rule_count);
	k->user_attrs = make_attrs(source->user_rules, source->user_rule_count);
	k->group_targets = make_targets(source->group_rules, source->group_rule_count);
	k->has_groups = source->group_rules != NULL;
	note_mapped(k, source);
	if (prov_check_alphabet(c, PROV_NAME_USER, &k->user_alphabet, err) < 0 ||
	    prov_check_alphabet(c, PROV_NAME_GROUP, &k->group_alphabet, err) < 0 ||
	    default_access(k, err) < 0 || load_contexts(k, err) < 0)
		return -1;
	k->meaning = hash_meaning(k);
	return look_back(k, err);
}
