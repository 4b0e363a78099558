/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_judge.c - who of a batch cannot be taken, and why, as if its lines came one by one
 *
 * What the database has is asked for all lines at once. Among the lines themselves the earlier one wins,
 * unless it is rejected: so they are gone through in order, beside sets of what was taken so far.
 */
#include <search.h>

#include "libprov/import/import.h"

struct judge {
	struct import *im;
	struct import_places *places;
	struct import_batch *b;
	struct prov_user_taken *taken;	/* by line: what the database has */
	bool *display;			/* the display name, too */
	struct prov_sql_result *names, *addresses, *logins;
	void *seen;			/* tsearch(3): "CID KIND NAME" of good lines */
};

/* ---- sets ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool has(const struct judge *j, char kind, long long cid, const char *name)
{
	PROV_CLEANUP(prov_freep) char *key = prov_asprintf("%lld %c %s", cid, kind, name);

	return tfind(key, &j->seen, by_text) != NULL;
}

static void put(struct judge *j, char kind, long long cid, const char *name)
{
	tsearch(prov_pool_printf(j->b->pool, "%lld %c %s", cid, kind, name), &j->seen, by_text);
}

static void forget(struct judge *j)
{
	while (j->seen)
		tdelete(*(char **)j->seen, &j->seen, by_text);
	prov_sql_result_free(j->names);
	prov_sql_result_free(j->addresses);
	prov_sql_result_free(j->logins);
}

/* ---- what the database has ---- */

/* The locks, in the order of ids; a context that is not there is not known. */
static int lock(struct judge *j, struct prov_err *err)
{
	for (size_t i = 0; i < j->places->count; i++) {
		struct import_place *p = &j->places->place[i];
		PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL, *names = NULL;
		const char *cid = PROV_INT(p->cid);

		if (prov_sql_batch(j->im->db, (const struct prov_sql_step[]){
			{ PROV_Q_CONTEXT_LOCK, PROV_ARGS(cid), &res },
			{ PROV_Q_IMPORT_MAPPINGS, PROV_ARGS(cid), &names } }, 2, err) < 0)
			return -1;
		p->known = prov_sql_rows(res) > 0;
		p->uid = p->known ? prov_sql_number(res, 0, 1) : 0;
		prov_import_copy_mappings(p, names, j->b->pool);
	}
	return 0;
}

static void add_stage_row(const struct judge *j, size_t n, struct prov_sql_rows *rows)
{
	const struct import_line *line = &j->b->lines[n];
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;

	for (const char *a = line->addresses; a < line->addresses + line->addresses_len; a += strlen(a) + 1)
		prov_str_array_add_text(&list, a);
	prov_str_array_end(&list);
	prov_sql_rows_int(rows, line->context);
	prov_sql_rows_text(rows, j->places->token, strlen(j->places->token));
	prov_sql_rows_int(rows, (long long)n);
	prov_sql_rows_int(rows, 0);
	prov_sql_rows_text(rows, "", 0);
	prov_sql_rows_text(rows, "t", 1);
	prov_sql_rows_text(rows, line->login, strlen(line->login));
	prov_sql_rows_text(rows, line->display, strlen(line->display));
	prov_sql_rows_text(rows, list.p, list.len);
	prov_sql_rows_end(rows);
}

static int ask(struct judge *j, struct prov_err *err)
{
	const char *unique = PROV_BOOL(j->im->call->session->config->names_unique_display_name);
	PROV_CLEANUP(prov_sql_rows_fini) struct prov_sql_rows rows = PROV_SQL_ROWS_INIT;
	const char *run = j->places->token;

	for (size_t i = 0; i < j->b->count; i++)
		if (!j->b->lines[i].err)
			add_stage_row(j, i, &rows);
	if (prov_sql_copy(j->im->db, PROV_Q_IMPORT_COPY_STAGE, &rows, err) < 0)
		return -1;
	return prov_sql_batch(j->im->db, (const struct prov_sql_step[]){
		{ PROV_Q_SYNC_ANALYZE_USER, PROV_NO_ARGS, NULL },
		{ PROV_Q_IMPORT_TAKEN_NAMES, PROV_ARGS(run, unique), &j->names },
		{ PROV_Q_IMPORT_TAKEN_ADDRESSES, PROV_ARGS(run), &j->addresses },
		{ PROV_Q_IMPORT_TAKEN_LOGINS, PROV_ARGS(run), &j->logins },
		{ PROV_Q_IMPORT_CLEAR_STAGE, PROV_ARGS(run), NULL } }, 5, err);
}

static void note_answers(struct judge *j)
{
	for (int i = 0; i < prov_sql_rows(j->names); i++) {
		long long n = prov_sql_number(j->names, i, 0);

		j->taken[n].name = prov_sql_true(j->names, i, 1);
		j->display[n] = prov_sql_true(j->names, i, 2);
	}
	for (int i = 0; i < prov_sql_rows(j->addresses); i++) {
		struct prov_user_taken *t = &j->taken[prov_sql_number(j->addresses, i, 0)];

		if (t->address)
			continue;
		t->address = prov_sql_text(j->addresses, i, 2);
		t->is_primary = prov_sql_number(j->addresses, i, 1) == 1;
		t->address_login = prov_sql_text(j->addresses, i, 3);
	}
	for (int i = 0; i < prov_sql_rows(j->logins); i++)
		j->taken[prov_sql_number(j->logins, i, 0)].login_address = prov_sql_text(j->logins, i, 1);
}

/* ---- what earlier lines have ---- */

static void note_address(struct judge *j, const struct import_place *place, const struct import_line *line,
			 const char *address, struct prov_user_taken *t)
{
	const char *at = strchr(address, '@');
	char *local = prov_pool_strndup(j->b->pool, address, (size_t)(at - address));
	bool login = strcmp(local, line->login) != 0 && has(j, 'l', line->context, local) &&
		prov_import_copy_is_mapping(place, at + 1);

	if (t->address || (!login && !has(j, 'a', line->context, address)))
		return;
	t->address = address;
	t->is_primary = address == line->addresses;
	t->address_login = has(j, 'a', line->context, address) ? NULL : local;
}

static void note_earlier(struct judge *j, const struct import_place *place, const struct import_line *line,
			 struct prov_user_taken *t, bool *display)
{
	t->name |= has(j, 'l', line->context, line->login);
	*display |= j->im->call->session->config->names_unique_display_name &&
		has(j, 'd', line->context, line->display);
	for (const char *a = line->addresses; a < line->addresses + line->addresses_len; a += strlen(a) + 1)
		note_address(j, place, line, a, t);
	for (const char *const *m = place->mappings; *m && !t->login_address; m++) {
		const char *own = prov_pool_printf(j->b->pool, "%s@%s", line->login, *m);

		if (has(j, 'a', line->context, own))
			t->login_address = own;
	}
}

static void note_good(struct judge *j, const struct import_line *line)
{
	put(j, 'l', line->context, line->login);
	put(j, 'd', line->context, line->display);
	for (const char *a = line->addresses; a < line->addresses + line->addresses_len; a += strlen(a) + 1)
		put(j, 'a', line->context, a);
}

/* ---- verdicts ---- */

static int find_reason(struct judge *j, size_t n, struct prov_err *err)
{
	const struct import_line *line = &j->b->lines[n];
	struct import_place *place = prov_import_copy_place(j->places, line->context);
	struct prov_user_taken *t = &j->taken[n];

	if (!place->known)
		return prov_auth_no_context(err, line->context);
	note_earlier(j, place, line, t, &j->display[n]);
	t->is_primary &= line->has_mail;
	if (t->name || t->address || t->login_address || j->display[n])
		return prov_user_fail_taken(t, line->name, line->login, err);
	if (place->uid > INT32_MAX)
		return prov_user_fail_ids(line->context, err);
	place->uid++;
	return 0;
}

int prov_import_judge(struct import *im, struct import_places *p, struct import_batch *b,
		      struct prov_err *err)
{
	struct judge j = { .im = im, .places = p, .b = b };
	int rc;

	j.taken = prov_pool_alloc(b->pool, b->count * sizeof(*j.taken));
	j.display = prov_pool_alloc(b->pool, b->count * sizeof(*j.display));
	rc = lock(&j, err);
	if (rc == 0)
		rc = ask(&j, err);
	if (rc == 0)
		note_answers(&j);
	for (size_t i = 0; rc == 0 && i < b->count; i++) {
		struct prov_err why = PROV_ERR_INIT;

		if (b->lines[i].err)
			continue;
		if (find_reason(&j, i, &why) == 0) {
			note_good(&j, &b->lines[i]);
			continue;
		}
		prov_import_line_reject(&b->lines[i], &im->head, b->pool, &why);
		b->lines[i].judged = true;
	}
	forget(&j);
	return rc;
}
