/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_reading.c - the first state of a run: records become rows, until there are no more
 *
 * Users of a known source are compared with what is stored (sink_known.c) and its groups wait
 * (sink_spool.c); those of a new one go straight into the tables (sink_direct.c). The rest is staged.
 */
#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_since.h"

/* ---- rules -> targets ---- */

static enum sink_target target_of(const char *field)
{
	static const struct { const char *field; enum sink_target target;
	} others[] = {
		{ "aliases", SINK_ALIASES }, { "password", SINK_PASSWORD },
		{ "enabled", SINK_ENABLED }, { "access", SINK_ACCESS },
		{ "members", SINK_MEMBERS }, { "member_uids", SINK_MEMBER_UIDS },
	};
	int attr = prov_noun_find_user(field);

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
		attrs[i] = prov_noun_find_user(rules[i].field);
	return attrs;
}

static void note_mapped(struct sink *sink, const struct prov_source *source)
{
	bool mail = false, aliases = false;

	prov_str_add_char(&sink->mapped, '{');
	for (size_t i = 0; i < source->user_rule_count; i++) {
		if (i)
			prov_str_add_char(&sink->mapped, ',');
		prov_str_add(&sink->mapped, source->user_rules[i].field);
		sink->maps_access |= sink->user_targets[i] == SINK_ACCESS;
		mail |= sink->user_targets[i] == SINK_MAIL;
		aliases |= sink->user_targets[i] == SINK_ALIASES;
	}
	sink->maps_addresses = mail && aliases;
	prov_str_add_char(&sink->mapped, '}');
}

/* ---- begin ---- */

static int default_access(struct sink *sink, struct prov_err *err)
{
	const char *name = sink->call->session->config->access_default;

	/* a directory has no context admin to look at: what it does not say is the first default */
	return prov_access_combination(sink->call, strcmp(name, "context-admin") ? name : PROV_ACCESS_DEFAULT,
				       &sink->default_modules, err);
}

/* A correction of the mapping, or of a setting that makes a row, takes effect: hashes of users and
 * groups begin with this one, so that the next run looks at all values. So does a new version. */
static uint64_t hash_meaning(const struct sink *sink)
{
	const struct prov_config *c = sink->call->session->config;
	const bool flags[] = { c->names_user_lower, c->names_group_lower };
	uint64_t h = prov_hash_text(sink->rules, PROV_VERSION);

	h += prov_sink_access_hash(sink->source);
	h = prov_hash_text(h, c->user_language);
	h = prov_hash_text(h, c->user_timezone);
	h = prov_hash(h, &sink->default_modules, sizeof(sink->default_modules));
	h = prov_hash(h, &sink->user_alphabet, sizeof(sink->user_alphabet));
	h = prov_hash(h, &sink->group_alphabet, sizeof(sink->group_alphabet));
	h = prov_hash_text(h, sink->protect_cids.p);
	h = prov_hash_text(h, sink->protect_logins.p);
	return prov_hash(h, flags, sizeof(flags));
}

static int begin_known(struct sink *sink, bool away, struct prov_err *err)
{
	if (prov_sink_since_begin(sink, err) < 0)
		return -1;
	if (!sink->since) {
		sink->has_old_digest &= !away;
		if (prov_sql_keep(sink->db, false, err) < 0)
			return -1;
		return prov_sink_known_begin(sink, err);
	}
	prov_sink_known_begin_none(sink);
	return 0;
}

/* Groups that are to be purged are looked at though nothing else differs: by any run those that may be
 * (column 3), by one that reads everything those that were out of the source (12): they may have gone. */
static bool is_to_purge(const struct sink *sink, const struct prov_sql_result *res, int column)
{
	return prov_sql_text(res, 0, column) &&
	       prov_sql_number(res, 0, column) <= prov_sink_tx_kept_since(sink);
}

/* A source that has brought users is compared with them. A new one is written directly, unless what
 * it would do has to be shown, or local users may be adopted. */
static int look_back(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_IS_KNOWN,
			  PROV_ARGS(sink->config->name, prov_sink_tx_grace(sink)), &res, err) < 0)
		return -1;
	sink->runs = prov_sql_number(res, 0, 5);
	sink->has_old_digest = prov_sql_text(res, 0, 1) && !is_to_purge(sink, res, 3);
	sink->old_digest = (uint64_t)prov_sql_number(res, 0, 1);
	sink->members_ignored = prov_sql_number(res, 0, 2);
	sink->had_rejects = prov_sql_true(res, 0, 4);
	sink->had_protected = prov_sql_true(res, 0, 6);
	sink->had_left_out = prov_sql_number(res, 0, 7);
	sink->had_aside = prov_sql_number(res, 0, 8);
	sink->had_users = prov_sql_number(res, 0, 9);
	sink->had_groups = prov_sql_number(res, 0, 10);
	sink->had_group_rejects = prov_sql_true(res, 0, 11) && !prov_sql_text(res, 0, 1) &&
				  !is_to_purge(sink, res, 3);
	if (prov_sink_scope_begin(sink, prov_sql_true(res, 0, 0), err) < 0)
		return -1;
	if (!prov_sql_true(res, 0, 0) && prov_sql_keep(sink->db, false, err) < 0)
		return -1;
	sink->content = prov_sink_since_content(sink);
	if (sink->has_groups) {
		prov_sink_spool_begin(sink);
		sink->member_names = prov_sink_names_new();
		if (sink->source->members_by_key)
			prov_sink_names_by_key(sink->member_names);
	}
	if (prov_sql_true(res, 0, 0))
		return begin_known(sink, is_to_purge(sink, res, 12), err);
	if (!sink->runs && prov_sink_first_begin(sink, err) < 0)
		return -1;
	return sink->dry_run || prov_sink_adopt_is_on(sink) ? 0 : prov_sink_direct_begin(sink, err);
}

int prov_sink_reading_begin(struct sink *sink, struct prov_err *err)
{
	const struct prov_config *c = sink->call->session->config;
	const struct prov_source *source = sink->source;

	sink->user_targets = make_targets(source->user_rules, source->user_rule_count);
	sink->user_attrs = make_attrs(source->user_rules, source->user_rule_count);
	sink->group_targets = make_targets(source->group_rules, source->group_rule_count);
	sink->has_groups = source->group_rules != NULL;
	for (size_t i = 0; i < source->group_rule_count; i++)
		sink->lists_names |= sink->group_targets[i] == SINK_MEMBER_UIDS;
	sink->row.config = c;
	note_mapped(sink, source);
	if (prov_check_alphabet(c, PROV_NAME_USER, &sink->user_alphabet, err) < 0 ||
	    prov_check_alphabet(c, PROV_NAME_GROUP, &sink->group_alphabet, err) < 0 ||
	    default_access(sink, err) < 0 || prov_sink_context_load(sink, err) < 0 ||
	    prov_sink_context_check(sink, err) < 0 || prov_sink_value_literals(sink, err) < 0 ||
	    prov_sink_protect_begin(sink, err) < 0)
		return -1;
	sink->rules = prov_sink_scope_rules(source);
	sink->meaning = hash_meaning(sink);
	return look_back(sink, err);
}

/* ---- records, and their end ---- */

int prov_sink_reading_put(struct sink *sink, const struct prov_record *rec, struct prov_err *err)
{
	int rc;

	if (rec->aside) {
		prov_sink_aside_note(sink, rec);
		return 0;
	}
	rc = rec->kind == PROV_ENTRY_USER ? prov_sink_user_put(sink, rec, err) : 0;

	if (rec->kind == PROV_ENTRY_GROUP)
		rc = prov_sink_group_put(sink, rec, err);
	return rc < 0 ? -1 : prov_sink_send(sink, false, err);
}

int prov_sink_reading_settle(struct sink *sink, struct prov_err *err)
{
	sink->base.much = false;
	return prov_sink_spool_stage(sink, err);
}

int prov_sink_reading_end(struct sink *sink, struct prov_err *err)
{
	int rc = 0;

	while (sink->known && (rc = prov_sink_known_next(sink, err)) > 0)
		if (prov_sink_send(sink, false, err) < 0)
			return -1;
	if (rc < 0)
		return -1;
	/* too much for sink_seen.c, or an entry came twice: a name may be an old one */
	if (sink->member_names && prov_sink_seen_has_many(sink))
		prov_sink_names_off(sink->member_names);
	if (sink->spool && !prov_sink_group_are_same(sink) &&
	    (prov_sink_few_find(sink, err) < 0 || (!sink->few && prov_sink_spool_stage(sink, err) < 0)))
		return -1;
	return prov_sink_send(sink, true, err);
}

int prov_sink_reading_finish(struct sink *sink, long long *created, struct prov_err *err)
{
	if (sink->direct && prov_sink_direct_end(sink, created, err) < 0)
		return -1;
	if (prov_sink_reading_end(sink, err) < 0)
		return -1;
	if (sink->direct)
		return 0;
	if (prov_sink_lease_renew(sink, err) < 0)
		return -1;
	return prov_sink_tx_open(sink, err);
}
