/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_copy.c - a batch of users as rows for COPY: users, their addresses, and the lines of the log
 *
 * Ids and numbers of the log come from the counters of the contexts, which are taken in the order of their
 * ids: that is the lock, and no two imports wait for each other in a circle.
 */
#include "libprov/import/import.h"
#include "libprov/model/key.h"

#define AT_ONCE 64		/* contexts in one round trip */
#define SLICE (32 * 1024)	/* bytes of users that are sent at once */

static int by_id(const void *a, const void *b)
{
	const struct import_place *x = a, *y = b;

	return (x->cid > y->cid) - (x->cid < y->cid);
}

struct import_place *prov_import_copy_place(const struct import_places *p, long long cid)
{
	const struct import_place key = { .cid = cid };

	return bsearch(&key, p->place, p->count, sizeof(*p->place), by_id);
}

/* Within a context in the order of the file. */
static int by_context(const void *a, const void *b)
{
	const struct import_line *x = *(struct import_line *const *)a, *y = *(struct import_line *const *)b;
	int rc = (x->context > y->context) - (x->context < y->context);

	return rc ? rc : (x > y) - (x < y);
}

void prov_import_copy_places(struct import_places *p, struct import_batch *b)
{
	size_t n = 0;

	if (!p->place) {
		p->place = prov_pool_alloc(b->pool, (b->count + 1) * sizeof(*p->place));
		p->lines = prov_pool_alloc(b->pool, (b->count + 1) * sizeof(*p->lines));
	}
	for (size_t i = 0; i < b->count; i++)
		if (!b->lines[i].err)
			p->lines[n++] = &b->lines[i];
	qsort(p->lines, n, sizeof(*p->lines), by_context);
	p->count = 0;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || p->lines[i]->context != p->lines[i - 1]->context)
			p->place[p->count++] = (struct import_place){ .cid = p->lines[i]->context,
								      .lines = &p->lines[i] };
		p->place[p->count - 1].count++;
		p->place[p->count - 1].enabled += p->lines[i]->enabled;
	}
}

bool prov_import_copy_is_mapping(const struct import_place *place, const char *name)
{
	for (const char *const *m = place->mappings; *m; m++)
		if (strcmp(*m, name) == 0)
			return true;
	return false;
}

void prov_import_copy_mappings(struct import_place *place, const struct prov_sql_result *res,
			       struct prov_pool *pool)
{
	const char **names = prov_pool_alloc(pool, (size_t)(prov_sql_rows(res) + 1) * sizeof(*names));

	for (int i = 0; i < prov_sql_rows(res); i++)
		names[i] = prov_pool_strdup(pool, prov_sql_text(res, i, 0));
	place->mappings = names;
}

static int take_some(struct prov_sql *db, struct import_place *place, size_t count, struct prov_pool *pool,
		     struct prov_err *err)
{
	struct prov_sql_result *ids[AT_ONCE] = { NULL }, *names[AT_ONCE] = { NULL };
	struct prov_sql_step steps[2 * AT_ONCE];
	int rc;

	for (size_t i = 0; i < count; i++) {
		const char **args = prov_pool_alloc(pool, 3 * sizeof(*args));

		args[0] = prov_pool_printf(pool, "%lld", place[i].cid);
		args[1] = prov_pool_printf(pool, "%zu", place[i].count);
		args[2] = prov_pool_printf(pool, "%lld", place[i].enabled);
		steps[2 * i] = (struct prov_sql_step){ PROV_Q_IMPORT_TAKE_USERS, { args, 3 }, &ids[i] };
		steps[2 * i + 1] = (struct prov_sql_step){ PROV_Q_IMPORT_MAPPINGS, { args, 1 }, &names[i] };
	}
	rc = prov_sql_batch(db, steps, 2 * count, err);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		place[i].known = prov_sql_rows(ids[i]) > 0;
		if (!place[i].known)
			continue;
		place[i].uid = prov_sql_number(ids[i], 0, 0);
		place[i].seq = prov_sql_number(ids[i], 0, 1);
		place[i].created = prov_pool_strdup(pool, prov_sql_text(ids[i], 0, 2));
		prov_import_copy_mappings(&place[i], names[i], pool);
	}
	for (size_t i = 0; i < count; i++) {
		prov_sql_result_free(ids[i]);
		prov_sql_result_free(names[i]);
	}
	return rc;
}

int prov_import_copy_take(struct import *im, struct import_places *p, struct prov_pool *pool,
			  struct prov_err *err)
{
	for (size_t i = 0; i < p->count; i += AT_ONCE)
		if (take_some(im->db, p->place + i, p->count - i < AT_ONCE ? p->count - i : AT_ONCE, pool,
			      err) < 0)
			return -1;
	return 0;
}

/* ---- rows ---- */

struct rows {
	struct prov_sql_rows users, addresses, log;
};

static void add_str(struct prov_sql_rows *rows, const char *s)
{
	prov_sql_rows_text(rows, s, strlen(s));
}

static void add_user(struct rows *rows, const struct import_line *line)
{
	const struct prov_sql_rows fields = { { (char *)line->fields.p, line->fields.len, 0 }, 0, true };

	prov_sql_rows_add(&rows->users, &fields);
	prov_sql_rows_int(&rows->users, line->context);
	prov_sql_rows_int(&rows->users, line->id);
	prov_sql_rows_text(&rows->users, line->capabilities.p, line->capabilities.len);
	add_str(&rows->users, PROV_BOOL(line->enabled));
	add_str(&rows->users, "now");		/* the transaction's */
	prov_sql_rows_end(&rows->users);
	prov_user_rows_addresses(&rows->addresses, line->context, line->id, line->addresses,
				 line->addresses_len);
}

static void add_log(struct prov_sql_rows *rows, struct prov_call *call, const char *token, long long seq,
		    const struct import_line *line)
{
	prov_sql_rows_int(rows, line->context);
	prov_sql_rows_int(rows, seq);
	add_str(rows, token);
	add_str(rows, "now");
	add_str(rows, line->adminuser ? line->adminuser : prov_session_who(call));
	add_str(rows, call->program);
	add_str(rows, "create");
	add_str(rows, "user");
	prov_sql_rows_text(rows, NULL, 0);		/* before */
	prov_sql_rows_int(rows, line->id);
	add_str(rows, line->log);
	prov_sql_rows_end(rows);
}

static int send_place(struct import *im, struct rows *rows, const struct import_place *place,
		      const char *token, struct prov_err *err)
{
	for (size_t i = 0; i < place->count; i++) {
		struct import_line *line = place->lines[i];

		line->id = place->uid + (long long)i;
		add_user(rows, line);
		add_log(&rows->log, im->call, token, place->seq + (long long)i + 1, line);
		if (rows->users.text.len >= SLICE && prov_sql_copy_send(im->db, &rows->users, err) < 0)
			return -1;
	}
	return 0;
}

/* Some of the users are sent while the other rows are made. All of a context together, as its indexes
 * are. */
static int send_users(struct import *im, struct rows *rows, const struct import_places *p,
		      struct prov_err *err)
{
	if (prov_sql_copy_begin(im->db, PROV_Q_IMPORT_COPY_USERS, err) < 0)
		return -1;
	for (size_t i = 0; i < p->count; i++)
		if (send_place(im, rows, &p->place[i], p->token, err) < 0)
			return -1;
	if (prov_sql_copy_send(im->db, &rows->users, err) < 0 || prov_sql_copy_end(im->db, err) < 0)
		return -1;
	return prov_sql_copy_wait(im->db, err);
}

int prov_import_copy_write(struct import *im, const struct import_places *p, struct prov_err *err)
{
	struct rows rows = { PROV_SQL_ROWS_INIT, PROV_SQL_ROWS_INIT, PROV_SQL_ROWS_INIT };
	struct prov_key_new keys = PROV_KEY_NEW_INIT;
	int rc = p->count ? send_users(im, &rows, p, err) : 0;

	if (rc == 0)
		rc = prov_sql_copy(im->db, PROV_Q_USER_COPY_ADDRESSES, &rows.addresses, err);
	if (rc == 0)
		rc = prov_sql_copy(im->db, PROV_Q_LOG_COPY, &rows.log, err);
	for (size_t i = 0; i < p->count; i++)
		prov_key_new_add(&keys, p->place[i].cid, p->place[i].uid);
	if (prov_key_new_write(rc == 0 ? im->db : NULL, &keys, err) < 0)
		rc = -1;
	prov_sql_rows_fini(&rows.users);
	prov_sql_rows_fini(&rows.addresses);
	prov_sql_rows_fini(&rows.log);
	return rc;
}
