/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directory_others.c - for --explain: whom an entry has to do with, as it is stored
 *
 * A run looks at all that it has read, so that who is new may be a member, and who is renamed gives a name
 * free. Here only what is stored is known.
 */
#include "libprov/sink/directory_others.h"
#include "libprov/sink/sink_reading.h"

#define MEMBERS_SHOWN 200

static const struct prov_values *values_of(const struct prov_record *r, const char *field)
{
	static const struct prov_values none = { NULL, 0 };

	for (size_t i = 0; i < r->rule_count; i++)
		if (strcmp(r->rules[i].field, field) == 0)
			return &r->values[i];
	return &none;
}

/* ---- members ---- */

struct rows {
	prov_directory_others_fn *fn;
	void *data;
	const struct prov_record *record;
};

static const char *expr_of(const struct prov_record *r, const char *field)
{
	for (size_t i = 0; i < r->rule_count; i++)
		if (strcmp(r->rules[i].field, field) == 0)
			return r->rules[i].expr;
	return NULL;
}

static int on_member(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	const struct rows *rows = data;
	const char *field = prov_sql_text(row, 0, 0), *who = prov_sql_text(row, 0, 2);
	const char *how = prov_sql_text(row, 0, 3);
	PROV_CLEANUP(prov_freep) char *why = who ? prov_asprintf("%s, %s", who, how) : prov_strdup(how);

	return rows->fn(rows->data, field, prov_sql_text(row, 0, 1), expr_of(rows->record, field), why, err);
}

/* The rest is not shown. */
static long long take(const struct prov_values *values, bool by_name, struct prov_str *array)
{
	size_t n = values->n < MEMBERS_SHOWN ? values->n : MEMBERS_SHOWN;

	for (size_t i = 0; i < n; i++) {
		PROV_CLEANUP(prov_str_fini) struct prov_str name = PROV_STR_INIT;

		if (by_name)
			prov_utf8_lower(&name, values->v[i].p, values->v[i].len);
		else
			prov_str_add_len(&name, values->v[i].p, values->v[i].len);
		prov_str_array_add(array, name.p ? name.p : "", name.len);
	}
	return (long long)(values->n - n);
}

int prov_directory_others_members(struct sink *sink, const struct prov_record *r,
				  prov_directory_others_fn *fn, void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str dns = PROV_STR_INIT, names = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *more = NULL;
	struct rows rows = { fn, data, r };
	long long left;

	if (r->kind != PROV_ENTRY_GROUP)
		return 0;
	left = take(values_of(r, "members"), false, &dns);
	left += take(values_of(r, "member_uids"), true, &names);
	if (prov_sql_each(sink->db, PROV_Q_SYNC_EXPLAIN_MEMBERS,
			  PROV_ARGS(sink->config->name, prov_str_array_end(&dns),
				    prov_str_array_end(&names)), on_member, &rows,
			  err) < 0)
		return -1;
	if (left == 0)
		return 0;
	more = prov_asprintf("and %lld more", left);
	return fn(data, "members", NULL, NULL, more, err);
}

/* ---- names and addresses ---- */

static int on_conflict(void *data, const struct prov_sql_result *row, struct prov_err *err)
{
	const struct rows *rows = data;
	PROV_CLEANUP(prov_freep) char *why =
		prov_asprintf("belongs to %s; that is a conflict, unless it is free in the same run",
			      prov_sql_text(row, 0, 2));

	return rows->fn(rows->data, prov_sql_text(row, 0, 0), prov_sql_text(row, 0, 1), NULL, why, err);
}

static void add_addresses(struct prov_str *array, const struct prov_values *values)
{
	for (size_t i = 0; i < values->n; i++) {
		PROV_CLEANUP(prov_str_fini) struct prov_str address = PROV_STR_INIT;

		if (prov_mail_normalize(&address, values->v[i].p, values->v[i].len))
			prov_str_array_add(array, address.p, address.len);
	}
}

int prov_directory_others_conflicts(struct sink *sink, const struct prov_record *r, int cid,
				    prov_directory_others_fn *fn, void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str login = PROV_STR_INIT, addresses = PROV_STR_INIT;
	const struct prov_values *name = values_of(r, "name");
	struct rows rows = { fn, data, r };
	char context[16];

	if (!cid || !name->n)
		return 0;
	snprintf(context, sizeof(context), "%d", cid);
	prov_utf8_lower(&login, name->v[0].p, name->v[0].len);
	add_addresses(&addresses, values_of(r, "mail"));
	add_addresses(&addresses, values_of(r, "aliases"));
	return prov_sql_each(sink->db, PROV_Q_SYNC_EXPLAIN_CONFLICTS,
			     PROV_ARGS(context, sink->config->name, r->key, login.p,
				       prov_str_array_end(&addresses),
				       r->kind == PROV_ENTRY_USER ? "u" : "g"), on_conflict, &rows, err);
}
