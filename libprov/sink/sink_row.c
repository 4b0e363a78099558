/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_row.c - what rows of users and groups have in common
 */
#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_reading.h"

void prov_sink_row_value(struct prov_sql_rows *rows, const struct prov_text *t)
{
	prov_sql_rows_text(rows, t ? t->p : NULL, t ? t->len : 0);
}

void prov_sink_row_str(struct prov_sql_rows *rows, const char *s)
{
	prov_sql_rows_text(rows, s, s ? strlen(s) : 0);
}

static uint64_t hash_values(const struct prov_values *v, uint64_t h)
{
	h = prov_hash(h, &v->n, sizeof(v->n));
	for (size_t i = 0; i < v->n; i++)
		h = prov_hash(h, v->v[i].p, v->v[i].len);
	return h;
}

static uint64_t hash_parts(const struct prov_record *rec, uint64_t h)
{
	for (size_t n = 0; prov_record_part(rec, n); n++)
		h = hash_values(&rec->values[rec->part_rule], h);
	return h;
}

uint64_t prov_sink_row_hash(const struct prov_record *rec, uint64_t h)
{
	for (size_t i = 0; i < rec->rule_count; i++)
		h = rec->part && i == rec->part_rule ? hash_parts(rec, h) : hash_values(&rec->values[i], h);
	for (size_t i = 0; i < rec->left_out_count; i++) {
		const struct prov_left_out *l = &rec->left_out[i];

		h = prov_hash(h, &l->rule, sizeof(l->rule));
		h = prov_hash(h, l->value.p, l->value.len);
	}
	return h;
}

const struct prov_text *prov_sink_row_name(const struct prov_record *rec)
{
	for (size_t i = 0; i < rec->rule_count; i++)
		if (strcmp(rec->rules[i].field, "name") == 0 && rec->values[i].n)
			return &rec->values[i].v[0];
	return NULL;
}

int prov_sink_row_name_user(struct sink *sink, const struct prov_record *rec, int cid, int uid,
			    struct prov_err *err)
{
	const struct prov_text *name = NULL;

	if (!sink->member_names)
		return 0;
	sink->stage_groups_again |= sink->groups_staged > 0;
	for (size_t i = 0; sink->lists_names && i < rec->rule_count && !name; i++) {
		if (sink->user_targets[i] != SINK_NAME)
			continue;
		prov_record_fill_rule(rec, i);
		if (rec->values[i].n)
			name = &rec->values[i].v[0];
	}
	return prov_sink_names_add(sink->member_names, rec->dn_norm, rec->key, name, cid, uid, err);
}

void prov_sink_row_leave_out(struct sink *sink, const struct prov_record *rec, int cid,
			     const struct prov_text *name, const char *field, const char *why, bool keeps)
{
	struct prov_sql_rows *rows = &sink->left_out;

	prov_sql_rows_int(rows, cid);
	prov_sql_rows_text(rows, sink->run, 36);
	prov_sql_rows_int(rows, sink->n);
	prov_sink_row_str(rows, rec->kind == PROV_ENTRY_USER ? "u" : "g");
	prov_sink_row_str(rows, rec->key);
	prov_sink_row_value(rows, name);
	prov_sink_row_str(rows, rec->dn);
	prov_sink_row_str(rows, field);
	prov_sink_row_str(rows, why);
	prov_sink_row_str(rows, PROV_BOOL(keeps));
	prov_sql_rows_end(rows);
	sink->found_left_out++;
	sink->keeps_fields |= keeps;
}

const char *prov_sink_row_rejected(struct sink *sink, const struct prov_err *err)
{
	prov_str_clear(&sink->reject);
	prov_str_add(&sink->reject, err->msg);
	return sink->reject.p;
}

/* NUL-terminated in sink->names: names are short, checks want strings. */
const char *prov_sink_row_check_name(struct sink *sink, const struct prov_text *t,
				     enum prov_name_kind kind)
{
	struct prov_err err = PROV_ERR_INIT;

	prov_str_clear(&sink->names);
	prov_str_add_len(&sink->names, t->p, t->len);
	if (prov_check_name(kind == PROV_NAME_USER ? &sink->user_alphabet : &sink->group_alphabet,
			    kind, sink->names.p, &err) < 0)
		return prov_sink_row_rejected(sink, &err);
	return NULL;
}

void prov_sink_row_stage(struct sink *sink, struct prov_sql_rows *rows,
			 const struct prov_record *rec, const char *reject)
{
	prov_sql_rows_add(rows, &sink->line);
	prov_sql_rows_text(rows, sink->run, 36);
	prov_sink_row_str(rows, rec->dn);
	prov_sql_rows_text(rows,
			   sink->row.addresses.normalized.len ? sink->row.addresses.normalized.p : NULL,
			   sink->row.addresses.normalized.len);
	prov_sink_row_str(rows, reject);
	prov_sql_rows_end(rows);
}
