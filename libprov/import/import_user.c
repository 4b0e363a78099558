/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_user.c - users: a line becomes a row, and a batch of rows is one transaction
 *
 * A batch goes straight into the tables. Where somebody has a name or an address already it is taken back and
 * judged line by line (import_judge.c), and what is left is written.
 */
#include "libprov/import/import.h"
#include "libprov/model/object.h"

#define MANY 10		/* lines of a batch that others stood in the way of: the next one will be alike */

/* ---- a line ---- */

/* Secrets can only be in what operators make up. */
static const char *log_text(struct import_worker *w)
{
	json_t *after;
	PROV_CLEANUP(prov_freep) char *text = NULL;

	if (!w->values.user.extra) {
		prov_str_clear(&w->json);
		prov_user_json_write(&w->json, &w->row, NULL);
		return prov_pool_strdup(w->pool, w->json.p);
	}
	after = prov_user_json_row(&w->row);
	text = prov_object_log_text(after);
	json_decref(after);
	return prov_pool_strdup(w->pool, text);
}

static void keep(struct import_worker *w, struct import_line *line)
{
	const struct prov_user_row *row = &w->row;
	const struct prov_addresses *a = &row->addresses;

	prov_sql_rows_clear(&w->fields);
	prov_user_rows_fields(&w->fields, row, true, row->password.p, row->password.len);
	line->fields = (struct prov_text){
		prov_pool_strndup(w->pool, w->fields.text.p, w->fields.text.len), w->fields.text.len
	};
	line->login = prov_pool_strdup(w->pool, row->login.p);
	line->display = prov_pool_strdup(w->pool, row->column[PROV_UC_DISPLAY_NAME].p);
	line->addresses = memcpy(prov_pool_alloc(w->pool, a->list.len + 1), a->list.p, a->list.len);
	line->addresses_len = a->list.len;
	line->address_count = a->count;
	if (row->capabilities.len)
		line->capabilities = (struct prov_text){ prov_pool_strdup(w->pool, row->capabilities.p),
							 row->capabilities.len };
	line->has_mail = row->column[PROV_UC_MAIL].p != NULL;
	line->enabled = row->enabled;
	line->log = log_text(w);
}

static int build(struct import_worker *w, struct import_line *line, struct prov_err *err)
{
	const struct prov_access_change *access = &w->values.user.access;
	prov_modules_t modules = w->im->base;
	struct prov_user_set stored;

	if (prov_import_line_values(line, &w->im->head, w->pool, &w->values, err) < 0)
		return -1;
	if (w->im->base_by_context && !access->combination &&
	    prov_user_base(w->im->call, line->context, &modules, err) < 0)
		return -1;
	if (prov_access_apply(w->im->call, access, modules, &modules, err) < 0)
		return prov_err_field(err, "access-combination-name");
	stored = prov_check_stored(&w->values.user, w->pool);
	prov_secret_fini(&w->row.password);
	return prov_user_set_new(w->im->call, &stored, false, modules, &w->row, w->pool, err);
}

void prov_import_user_build(struct import_worker *w, struct import_line *line)
{
	struct prov_err err = PROV_ERR_INIT;

	if (build(w, line, &err) < 0)
		prov_import_line_reject(line, &w->im->head, w->pool, &err);
	else
		keep(w, line);
}

/* ---- a batch ---- */

struct attempt {
	struct import *im;
	struct import_batch *b;
	struct import_places places;
	bool clash;			/* it has to be judged */
};

static bool need_places(const struct attempt *a)
{
	return a->im->limited && !a->im->no_users;
}

/* Of a licence, before the locks of contexts. */
static int claim(struct prov_sql *db, struct attempt *a, struct prov_err *err)
{
	long long want = 0, got = 0;

	for (size_t i = 0; i < a->places.count; i++)
		want += a->places.place[i].enabled;
	if (!need_places(a))
		return 0;
	if (prov_licence_limit_share(db, err) < 0 ||
	    prov_licence_limit_claim(a->im->call, db, 0, want, &got, err) < 0)
		return -1;
	a->clash = got < want;
	return 0;
}

static int write_at_once(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct attempt *a = data;

	a->clash = false;
	prov_import_copy_places(&a->places, a->b);
	if (claim(db, a, err) < 0 || prov_import_copy_take(a->im, &a->places, a->b->pool, err) < 0)
		return -1;
	for (size_t i = 0; i < a->places.count; i++)
		a->clash |= !a->places.place[i].known;
	if (!a->clash && prov_import_seen_load(a->im, &a->places, err) < 0)
		return -1;
	if (!a->clash && prov_import_clash_find(a->im, &a->places, a->b, &a->clash, err) < 0)
		return -1;
	if (a->clash)
		return prov_fail(err, PROV_E_EXISTS, "not all can be taken");
	if (prov_import_copy_write(a->im, &a->places, err) == 0)
		return 0;
	a->clash = err->code == PROV_E_EXISTS;
	return -1;
}

static void reject_unlicensed(struct attempt *a, long long room)
{
	struct prov_err err = PROV_ERR_INIT;

	prov_licence_limit_fail(a->im->call, &err);
	for (size_t i = 0; i < a->b->count; i++) {
		struct import_line *line = &a->b->lines[i];

		if (line->err || !line->enabled || room-- > 0)
			continue;
		prov_import_line_reject(line, &a->im->head, a->b->pool, &err);
		line->judged = true;
	}
}

/* A transaction that is repeated judges anew. */
static void forget_verdicts(struct import_batch *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->lines[i].judged) {
			b->lines[i].judged = false;
			b->lines[i].err = NULL;
			b->lines[i].column = 0;
		}
}

static void add_seen(const struct attempt *a)
{
	for (size_t i = 0; i < a->places.count; i++)
		for (size_t n = 0; n < a->places.place[i].count; n++)
			prov_import_seen_add(a->im, &a->places.place[i], a->places.place[i].lines[n]);
}

static int write_judged(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct attempt *a = data;
	long long room = 0;

	forget_verdicts(a->b);
	prov_import_copy_places(&a->places, a->b);
	if ((need_places(a) && prov_licence_limit_alone(a->im->call, db, &room, err) < 0) ||
	    prov_import_judge(a->im, &a->places, a->b, err) < 0)
		return -1;
	if (need_places(a))
		reject_unlicensed(a, room);
	prov_import_copy_places(&a->places, a->b);
	if (prov_import_copy_take(a->im, &a->places, a->b->pool, err) < 0 ||
	    prov_import_seen_load(a->im, &a->places, err) < 0)
		return -1;
	add_seen(a);
	return prov_import_copy_write(a->im, &a->places, err);
}

/* All lines of a batch have one token, and the first context's log is as good as any. */
static int happened(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct attempt *a = data;
	const struct import_place *p = a->places.place;

	return a->places.count == 0 ? 1 : prov_doubt_happened(db, p->cid, p->seq + 1, a->places.token, err);
}

static size_t judged_lines(const struct import_batch *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++)
		n += b->lines[i].judged;
	return n;
}

int prov_import_user_write(struct import *im, struct import_batch *b, struct prov_err *err)
{
	struct attempt a = { .im = im, .b = b };
	const struct prov_sql_work at_once = { write_at_once, happened, &a };
	const struct prov_sql_work judged = { write_judged, happened, &a };
	int rc = -1;

	prov_import_copy_places(&a.places, b);
	if (a.places.count == 0)
		return 0;
	if (prov_import_warn_of_domains(im, b, err) < 0)
		return -1;
	prov_uuid(a.places.token);
	a.clash = im->judge_first;
	if (!im->judge_first)
		rc = prov_sql_tx(im->db, &at_once, err);
	if (rc < 0 && a.clash) {
		prov_err_clear(err);
		prov_uuid(a.places.token);
		rc = prov_sql_tx(im->db, &judged, err);
	}
	if (rc == 0)
		prov_import_seen_note(im, &a.places);
	im->judge_first = rc == 0 && judged_lines(b) > MANY;
	return rc;
}
