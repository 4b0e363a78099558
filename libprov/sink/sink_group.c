/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_group.c - from a record to a staged group with its members as they stand there
 */
#include "libprov/sink/sink_reading.h"

static void copy_list(struct sink *k, const struct prov_values *list, bool lower)
{
	prov_str_clear(&k->aliases);
	prov_str_add_char(&k->aliases, '{');
	for (size_t i = 0; list && i < list->n; i++) {
		if (i)
			prov_str_add_char(&k->aliases, ',');
		prov_str_clear(&k->names);
		if (lower)
			prov_utf8_lower(&k->names, list->v[i].p, list->v[i].len);
		else
			prov_str_add_len(&k->names, list->v[i].p, list->v[i].len);
		prov_str_add_array_elem(&k->aliases, k->names.p, k->names.len);
	}
	prov_str_add_char(&k->aliases, '}');
	prov_sql_rows_text(&k->groups, k->aliases.p, k->aliases.len);
}

static const char *gather_group(struct sink *k, const struct prov_record *rec, struct sink_row *r)
{
	for (size_t i = 0; i < rec->rule_count; i++) {
		enum sink_target t = k->group_targets[i];

		if (t != SINK_MEMBERS && t != SINK_MEMBER_UIDS && rec->values[i].n)
			r->value[t] = &rec->values[i].v[0];
	}
	if (!r->value[SINK_NAME])
		return "the entry has no name";
	return prov_sink_row_check_name(k, r->value[SINK_NAME], PROV_NAME_GROUP);
}

/* A group name is in lower case, if so configured (G2). */
static void copy_group_name(struct sink *k, const struct prov_text *name)
{
	prov_str_clear(&k->login);
	prov_utf8_lower(&k->login, name->p, name->len);
	if (k->call->session->config->names_group_lower)
		prov_sql_rows_text(&k->groups, k->login.p, k->login.len);
	else
		prov_sink_row_value(&k->groups, name);
	prov_sql_rows_text(&k->groups, k->login.p, k->login.len);
}

static void copy_mail(struct sink *k, const struct prov_text *mail)
{
	prov_sink_row_value(&k->groups, mail);
	prov_str_clear(&k->names);
	if (mail && prov_mail_normalize(&k->names, mail->p, mail->len))
		prov_sql_rows_text(&k->groups, k->names.p, k->names.len);
	else
		prov_sink_row_str(&k->groups, NULL);
}

static const struct prov_values *find_values(const struct sink *k, const struct prov_record *rec,
					     enum sink_target target)
{
	for (size_t i = 0; i < rec->rule_count; i++)
		if (k->group_targets[i] == target)
			return &rec->values[i];
	return NULL;
}

/* Of all that decides what becomes of a group; the sum does not depend on the order of groups. */
static uint64_t digest(const struct sink *k, const struct prov_record *rec, int cid)
{
	uint64_t h = prov_hash(k->meaning, &cid, sizeof(cid));

	if (rec->key)
		h = prov_hash(h, rec->key, strlen(rec->key));
	if (rec->dn_norm)
		h = prov_hash(h, rec->dn_norm, strlen(rec->dn_norm));
	return prov_sink_row_hash(rec, h);
}

void prov_sink_group_put(struct sink *k, const struct prov_record *rec)
{
	struct sink_row r = { .cid = 0 };
	const char *bad = rec->reject;

	k->read_groups++;
	if (!bad && rec->context)
		bad = prov_sink_context_place(k, rec, &r.cid);
	if (!bad)
		bad = gather_group(k, rec, &r);
	k->rejected += bad && !rec->reject;
	k->group_rejects += bad != NULL;
	k->digest += digest(k, rec, r.cid);
	prov_sql_rows_int(&k->groups, bad ? 0 : r.cid);
	prov_sql_rows_text(&k->groups, k->run, 36);
	prov_sql_rows_int(&k->groups, ++k->n);
	prov_sink_row_str(&k->groups, rec->key);
	prov_sink_row_str(&k->groups, rec->dn);
	prov_sink_row_str(&k->groups, rec->dn_norm);
	if (bad) {
		for (int i = 0; i < 5; i++)
			prov_sink_row_str(&k->groups, NULL);
	} else {
		copy_group_name(k, r.value[SINK_NAME]);
		prov_sink_row_value(&k->groups, r.value[SINK_DISPLAY_NAME] ? r.value[SINK_DISPLAY_NAME] :
			   r.value[SINK_NAME]);
		copy_mail(k, r.value[SINK_MAIL]);
		if (r.cid)
			prov_sink_context_note(k, r.cid);
	}
	copy_list(k, find_values(k, rec, SINK_MEMBERS), false);
	copy_list(k, find_values(k, rec, SINK_MEMBER_UIDS), true);
	prov_sink_row_str(&k->groups, bad);
	prov_sql_rows_end(&k->groups);
}

bool prov_sink_group_all_same(const struct sink *k)
{
	return k->staged + k->unseen_count == 0 && k->known && k->has_groups && k->has_old_digest &&
		k->old_digest == k->digest && k->group_rejects == 0;
}
