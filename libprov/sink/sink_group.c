/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_group.c - from a record to a staged group with its members as they stand there
 */
#include "libprov/sink/sink_reading.h"

static const char *gather_group(struct sink *sink, const struct prov_record *rec,
				struct sink_row *r)
{
	for (size_t i = 0; i < rec->rule_count; i++) {
		enum sink_target t = sink->group_targets[i];

		if (t != SINK_MEMBERS && t != SINK_MEMBER_UIDS && rec->values[i].n)
			r->value[t] = &rec->values[i].v[0];
	}
	if (!r->value[SINK_NAME])
		return "the entry has no name";
	return prov_sink_row_check_name(sink, r->value[SINK_NAME], PROV_NAME_GROUP);
}

/* A group name is in lower case, if so configured (G2). */
static void copy_group_name(struct sink *sink, const struct prov_text *name)
{
	prov_str_clear(&sink->login);
	prov_utf8_lower(&sink->login, name->p, name->len);
	if (sink->call->session->config->names_group_lower)
		prov_sql_rows_text(&sink->groups, sink->login.p, sink->login.len);
	else
		prov_sink_row_value(&sink->groups, name);
	prov_sql_rows_text(&sink->groups, sink->login.p, sink->login.len);
}

static void copy_mail(struct sink *sink, const struct prov_text *mail)
{
	prov_sink_row_value(&sink->groups, mail);
	prov_str_clear(&sink->names);
	if (mail && prov_mail_normalize(&sink->names, mail->p, mail->len))
		prov_sql_rows_text(&sink->groups, sink->names.p, sink->names.len);
	else
		prov_sink_row_str(&sink->groups, NULL);
}

static const struct prov_values *find_values(const struct sink *sink, const struct prov_record *rec,
					     enum sink_target target)
{
	for (size_t i = 0; i < rec->rule_count; i++)
		if (sink->group_targets[i] == target)
			return &rec->values[i];
	return NULL;
}

/* Of all that decides what becomes of a group; the sum does not depend on the order of groups. */
static uint64_t digest(const struct sink *sink, const struct prov_record *rec, int cid)
{
	uint64_t h = prov_hash(sink->meaning, &cid, sizeof(cid));

	if (rec->key)
		h = prov_hash(h, rec->key, strlen(rec->key));
	if (rec->dn_norm)
		h = prov_hash(h, rec->dn_norm, strlen(rec->dn_norm));
	return prov_sink_row_hash(rec, h);
}

/* Members: each fails alone. */
static bool is_list(const struct sink *sink, size_t rule)
{
	return sink->group_targets[rule] == SINK_MEMBERS || sink->group_targets[rule] == SINK_MEMBER_UIDS;
}

/* The row in staging, in sink->groups, but for members. bad: it is rejected. */
static void make_row(struct sink *sink, const struct prov_record *rec, const struct sink_row *r,
		     const struct sink_spooled *group, const char *bad)
{
	prov_sql_rows_clear(&sink->groups);
	prov_sql_rows_int(&sink->groups, r->cid);
	prov_sql_rows_text(&sink->groups, sink->run, 36);
	prov_sql_rows_int(&sink->groups, sink->n);
	prov_sink_row_str(&sink->groups, rec->key);
	prov_sink_row_str(&sink->groups, rec->dn);
	prov_sink_row_str(&sink->groups, rec->dn_norm);
	if (bad) {
		for (int i = 0; i < 5; i++)
			prov_sink_row_str(&sink->groups, NULL);
	} else {
		copy_group_name(sink, r->value[SINK_NAME]);
		prov_sink_row_value(&sink->groups, r->value[SINK_DISPLAY_NAME]
							   ? r->value[SINK_DISPLAY_NAME]
							   : r->value[SINK_NAME]);
		copy_mail(sink, r->value[SINK_MAIL]);
	}
	prov_sink_row_str(&sink->groups, bad);
	prov_sql_rows_int(&sink->groups, (long long)group->number);
	prov_sql_rows_int(&sink->groups, (long long)group->hash);
}

/* Why it cannot be taken; or its context and values. */
static const char *judge(struct sink *sink, const struct prov_record *rec, struct sink_row *r)
{
	const char *bad = rec->reject;

	for (size_t i = 0; i < rec->left_out_count && !bad; i++)
		if (!is_list(sink, rec->left_out[i].rule))
			bad = rec->left_out[i].why;
	if (!bad && rec->context)
		bad = prov_sink_context_place(sink, rec, &r->cid);
	return bad ? bad : gather_group(sink, rec, r);
}

int prov_sink_group_put(struct sink *sink, const struct prov_record *rec, struct prov_err *err)
{
	struct sink_row r = { .cid = 0 };
	const char *bad = judge(sink, rec, &r);
	struct sink_spooled group = {
		.row = &sink->groups.text, .record = rec, .dns = find_values(sink, rec, SINK_MEMBERS),
		.names = find_values(sink, rec, SINK_MEMBER_UIDS)
	};

	sink->read_groups++;
	sink->n++;
	sink->rejected += bad && !rec->reject;
	sink->group_rejects += bad != NULL;
	group.number = prov_hash_text(PROV_HASH_INIT, rec->key);
	group.hash = digest(sink, rec, r.cid);
	group.dn_count = rec->part ? rec->part_sum : group.dns ? group.dns->n : 0;
	prov_sink_sums_add(sink, group.number, group.hash);
	for (size_t i = 0; i < rec->left_out_count && !bad; i++)
		prov_sink_row_leave_out(sink, rec, r.cid, prov_sink_row_name(rec),
					rec->rules[rec->left_out[i].rule].field, rec->left_out[i].why, false);
	group.cid = r.cid = bad ? 0 : r.cid;
	sink->groups_by_members |= group.cid == 0;
	make_row(sink, rec, &r, &group, bad);
	if (r.cid)
		prov_sink_context_note(sink, r.cid);
	if (prov_sink_spool_put(sink, &group, err) < 0)
		return -1;
	sink->base.much = sink->direct && prov_sink_spool_has_much(sink);
	return 0;
}

bool prov_sink_group_are_same(const struct sink *sink)
{
	return sink->known && sink->has_old_digest && sink->old_digest == sink->digest &&
	       sink->group_rejects == 0;
}
