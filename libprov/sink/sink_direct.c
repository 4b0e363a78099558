/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_direct.c - the users of a new source go straight into the tables while they are read
 *
 * All of it is the transaction that the run ends with, so nothing is seen before the directory was
 * read completely, and the contexts are locked as long: those that the configuration names at its beginning,
 * in the order of their ids, so that two runs do not wait for each other in a circle, those that entries
 * name when one comes. So they are none that have users: nobody is kept waiting who works there. From the
 * first one that has some on all users are staged. A batch that has a name or an address that somebody else
 * has is taken back and staged, and so are all users that follow: then the one that was read first has it,
 * as in a planned run. The same when the licence has no room left.
 */
#include <search.h>

#include "libprov/sink/sink_names.h"
#include "libprov/sink/sink_reading.h"
#include "libprov/sink/sink_rows.h"

#define FULL (4 * 1024 * 1024)	/* bytes of a batch, most of which are in a file (sink_rows.c) */
#define SLICE (16 * 1024)	/* are sent while the next rows are built */
#define AHEAD (256 * 1024)	/* are built while the server is busy with the batch before */
#define LOOK 8			/* users, after which it may be done with it */

struct place {
	struct place *before;	/* the context that was locked before this one */
	int cid;
	long long next_uid, change_seq;
	long long places;	/* of a licence, that its new users take */
	const char *mappings;	/* its login names, one after the other, an empty one at the end */
};

/* Users of a batch who went to one context, one after the other. */
struct share {
	struct place *place;
	long long users, places;
};

struct batch {
	struct share *shares;
	size_t share_count, share_cap;
	struct sink_rows addresses;
	struct sink_rows log;		/* of changes */
	struct sink_rows staged;	/* its users, for staging if it is taken back */
	long long places;		/* of the licence */
	size_t names;			/* that were known before (sink_names.c) */
};

struct sink_direct {
	bool on;
	/* of the batch before: nothing; users are being sent; they, the addresses or the log are at work */
	enum { IDLE, USERS, USERS_END, ADDRESSES_END, LOG_END } step;
	void *places;			/* tsearch(3) by cid */
	struct place *newest, *last;	/* that was locked, that a user went to */
	struct prov_sql_rows users;	/* of the batch now, not sent yet */
	struct prov_sql_rows log_same;	/* what all lines of the log have */
	struct prov_str json;
	struct batch now, before;
	long long created;
	bool may_log_in; /* an address is one that another user could log in with (U7) */
};

static int compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->cid > y->cid) - (x->cid < y->cid);
}

static const char *join(struct prov_pool *pool, const struct prov_sql_result *names)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;

	for (int i = 0; i < prov_sql_rows(names); i++)
		prov_str_add_len(&list, prov_sql_text(names, i, 0),
				 strlen(prov_sql_text(names, i, 0)) + 1);
	prov_str_add_char(&list, '\0');
	return memcpy(prov_pool_alloc(pool, list.len), list.p, list.len);
}

/* The context's lock, and what it keeps as it is: its counter, its mappings. NULL without a reason: it has
 * users. */
static struct place *lock_place(struct sink *sink, int cid, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL, *names = NULL;
	struct place *place = prov_pool_alloc(sink->pool, sizeof(*place));
	const struct prov_sql_step steps[] = {
		{ PROV_Q_SYNC_LOCK_EMPTY, PROV_ARGS(PROV_INT(cid)), &res },
		{ PROV_Q_SYNC_MAPPINGS, PROV_ARGS(PROV_INT(cid)), &names },
	};

	if (prov_sql_batch(sink->db, steps, COUNT(steps), err) < 0)
		return NULL;
	if (prov_sql_rows(res) == 0) {
		sink->direct->on = false;
		return NULL;
	}
	place->cid = cid;
	place->change_seq = prov_sql_number(res, 0, 0);
	place->next_uid = prov_sql_number(res, 0, 1);
	place->mappings = join(sink->pool, names);
	place->before = sink->direct->newest;
	sink->direct->newest = place;
	return tsearch(place, &sink->direct->places, compare) ? place : NULL;
}

static void add_share(struct batch *b, struct place *place, bool enabled)
{
	struct share *s = b->share_count ? &b->shares[b->share_count - 1] : NULL;

	if (!s || s->place != place) {
		if (!b->shares || b->share_count == b->share_cap) {
			b->share_cap = b->share_cap ? b->share_cap * 2 : 16;
			b->shares = prov_realloc(b->shares, b->share_cap * sizeof(*b->shares));
		}
		s = &b->shares[b->share_count++];
		*s = (struct share){ .place = place };
	}
	s->users++;
	s->places += enabled;
	place->places += enabled;
}

/* The ids and numbers of the log that its users had are free again. */
static void return_shares(struct batch *b)
{
	for (size_t i = 0; i < b->share_count; i++) {
		struct share *s = &b->shares[i];

		s->place->next_uid -= s->users;
		s->place->change_seq -= s->users;
		s->place->places -= s->places;
	}
}

static void clear_batch(struct batch *b)
{
	b->share_count = 0;
	prov_sink_rows_clear(&b->addresses);
	prov_sink_rows_clear(&b->log);
	prov_sink_rows_clear(&b->staged);
	b->places = 0;
}

/* A user was added. */
static int keep_batch(struct batch *b, struct prov_err *err)
{
	if (prov_sink_rows_keep(&b->addresses, err) < 0 || prov_sink_rows_keep(&b->log, err) < 0)
		return -1;
	return prov_sink_rows_keep(&b->staged, err);
}

static int stage_batch(struct sink *sink, struct batch *b, struct prov_err *err)
{
	const long long users = (long long)b->staged.rows.count;

	if (users && (prov_sink_rows_send(sink->db, PROV_Q_SYNC_COPY_USER, &b->staged, err) < 0 ||
		      prov_sql_copy_wait(sink->db, err) < 0))
		return -1;
	sink->staged += users;
	sink->staged_rows += users;
	sink->licence_room += b->places;
	return_shares(b);
	clear_batch(b);
	return 0;
}

/* The batch before has what somebody else has; so the one after it comes later, too. */
static int take_back(struct sink *sink, struct prov_err *err)
{
	struct sink_direct *d = sink->direct;

	if (err->code != PROV_E_EXISTS)
		return -1;
	prov_err_clear(err);
	d->on = false;
	if (sink->member_names)
		prov_sink_names_doubt(sink->member_names, d->before.names);
	prov_sql_rows_clear(&d->users);
	if (prov_sql_exec(sink->db, PROV_Q_TX_ROLLBACK_TO, PROV_NO_ARGS, NULL, err) < 0 ||
	    stage_batch(sink, &d->before, err) < 0)
		return -1;
	return stage_batch(sink, &d->now, err);
}

static int begin_users(struct sink *sink, struct prov_err *err)
{
	if (prov_sql_exec(sink->db, PROV_Q_TX_SAVEPOINT, PROV_NO_ARGS, NULL, err) < 0 ||
	    prov_sql_copy_begin(sink->db, PROV_Q_SYNC_DIRECT_USERS, err) < 0)
		return -1;
	sink->direct->step = USERS;
	return 0;
}

static int send_users(struct sink *sink, bool last, struct prov_err *err)
{
	struct sink_direct *d = sink->direct;
	struct batch other = d->before;

	if (prov_sql_copy_send(sink->db, &d->users, err) < 0)
		return -1;
	if (!last && prov_sink_rows_len(&d->now.staged) < FULL)
		return 0;
	d->before = d->now;
	d->now = other;
	if (sink->member_names)
		d->now.names = prov_sink_names_count(sink->member_names);
	d->step = USERS_END;
	return prov_sql_copy_end(sink->db, err);
}

/* What belongs to the users of the batch before, at once. */
static int send_rows(struct sink *sink, enum prov_query copy, struct sink_rows *rows,
		     struct prov_err *err)
{
	struct sink_direct *d = sink->direct;

	if (prov_sink_rows_send(sink->db, copy, rows, err) < 0) {
		d->step = IDLE;
		return -1;
	}
	d->step++;
	return 0;
}

static int end_batch(struct sink *sink, struct prov_err *err)
{
	struct sink_direct *d = sink->direct;

	d->created += (long long)d->before.staged.rows.count;
	clear_batch(&d->before);
	return prov_sql_exec(sink->db, PROV_Q_TX_RELEASE, PROV_NO_ARGS, NULL, err);
}

/* The server has taken what was sent, or says why not. */
static int receive(struct sink *sink, struct prov_err *err)
{
	struct sink_direct *d = sink->direct;

	if (prov_sql_copy_wait(sink->db, err) < 0) {
		d->step = IDLE;
		return take_back(sink, err);
	}
	if (d->step == USERS_END)
		return send_rows(sink, PROV_Q_USER_COPY_ADDRESSES, &d->before.addresses, err);
	if (d->step == ADDRESSES_END)
		return send_rows(sink, PROV_Q_LOG_COPY, &d->before.log, err);
	d->step = IDLE;
	return end_batch(sink, err);
}

/* Goes on as far as there are rows to send and the server is done with those before; all: to the end,
 * so that other statements can be run. */
static int advance(struct sink *sink, bool all, struct prov_err *err)
{
	struct sink_direct *d = sink->direct;
	int rc = 0;

	while (rc == 0 &&
	       (d->step > USERS || d->users.text.len >= SLICE || (all && d->now.staged.rows.count))) {
		bool wait = all || d->users.text.len >= AHEAD;

		if (d->step == IDLE)
			rc = begin_users(sink, err);
		else if (d->step == USERS)
			rc = send_users(sink, all, err);
		else if (!wait && !prov_sql_copy_is_done(sink->db))
			return 0;
		else
			rc = receive(sink, err);
	}
	return rc;
}

/* NULL: it is not locked yet. */
static struct place *find(const struct sink_direct *d, int cid)
{
	const struct place key = { .cid = cid };
	struct place **found = tfind(&key, &d->places, compare);

	return found ? *found : NULL;
}

static struct place *find_place(struct sink *sink, int cid, struct prov_err *err)
{
	struct sink_direct *d = sink->direct;

	if (d->last && d->last->cid == cid)
		return d->last;
	d->last = find(d, cid);
	if (!d->last && advance(sink, true, err) < 0)
		return NULL;
	d->last = d->last ? d->last : lock_place(sink, cid, err);
	return d->last;
}

int prov_sink_direct_pause(struct sink *sink, struct prov_err *err)
{
	return sink->direct ? advance(sink, true, err) : 0;
}

int prov_sink_direct_rest(struct sink *sink, struct prov_err *err)
{
	struct sink_direct *d = sink->direct;

	if (!d)
		return 0;
	if (advance(sink, true, err) < 0)
		return -1;
	prov_sql_rows_fini(&d->users);
	for (size_t i = 0; i < 2; i++) {
		struct batch *b = i ? &d->before : &d->now;

		prov_sink_rows_fini(&b->addresses);
		prov_sink_rows_fini(&b->log);
		prov_sink_rows_fini(&b->staged);
	}
	return 0;
}

static void begin_log(struct sink *sink)
{
	struct prov_sql_rows *same = &sink->direct->log_same;

	prov_sql_rows_text(same, sink->run, 36);
	prov_sink_row_str(same, "now");		/* the transaction's */
	prov_sink_row_str(same, prov_session_who(sink->call));
	prov_sink_row_str(same, sink->call->program);
	prov_sink_row_str(same, "create");
	prov_sink_row_str(same, "user");
	prov_sink_row_str(same, NULL);		/* before */
}

int prov_sink_direct_begin(struct sink *sink, struct prov_err *err)
{
	struct sink_direct *d = sink->direct = prov_alloc(sizeof(*d));

	d->users = d->log_same = (struct prov_sql_rows)PROV_SQL_ROWS_INIT;
	d->now.addresses = d->now.log = d->now.staged = (struct sink_rows)SINK_ROWS_INIT;
	d->before = d->now;
	d->json = (struct prov_str)PROV_STR_INIT;
	d->on = true;
	begin_log(sink);
	/* an address may be in the domain of any context */
	if (prov_sink_context_load_all(sink, err) < 0 || prov_sink_tx_open(sink, err) < 0)
		return -1;
	return prov_sink_context_lock_fixed(sink, err);
}

void prov_sink_direct_stop(struct sink *sink)
{
	struct prov_err ignored = PROV_ERR_INIT;

	if (!sink->direct || sink->direct->step == IDLE)
		return;
	if (sink->direct->step == USERS)
		prov_sql_copy_abort(sink->db);
	else
		prov_sql_copy_wait(sink->db, &ignored);
	sink->direct->step = IDLE;
}

static void free_batch(struct batch *b)
{
	free(b->shares);
	prov_sink_rows_fini(&b->addresses);
	prov_sink_rows_fini(&b->log);
	prov_sink_rows_fini(&b->staged);
}

void prov_sink_direct_free(struct sink *sink)
{
	struct sink_direct *d = sink->direct;

	if (!d)
		return;
	while (d->places)
		tdelete(*(struct place **)d->places, &d->places, compare);
	prov_sql_rows_fini(&d->users);
	prov_sql_rows_fini(&d->log_same);
	prov_str_fini(&d->json);
	free_batch(&d->now);
	free_batch(&d->before);
	free(d);
}

/* Its domain is a mapping of the context, and it is not the user's own name. */
static bool is_login(const struct sink *sink, const char *address, const char *mappings)
{
	const char *at = strchr(address, '@'), *name = mappings;

	while (*name && strcmp(name, at + 1) != 0)
		name += strlen(name) + 1;
	return *name && ((size_t)(at - address) != sink->row.login.len ||
			 memcmp(address, sink->row.login.p, sink->row.login.len) != 0);
}

static void add_addresses(struct sink *sink, const struct place *place)
{
	const struct prov_str *list = &sink->row.addresses.list;
	const bool has_primary = sink->row.address.p;	/* it is the first */

	for (const char *a = list->p; a < list->p + list->len; a += strlen(a) + 1) {
		sink->direct->may_log_in |= is_login(sink, a, place->mappings);
		sink->notice_direct = sink->notice_direct ||
			prov_sink_notice_direct(sink, a, place->cid, has_primary && a == list->p);
	}
	prov_user_rows_addresses(&sink->direct->now.addresses.rows, place->cid, place->next_uid, list->p,
				 list->len);
}

static void add_user(struct sink *sink, long long uid)
{
	struct prov_sql_rows *rows = &sink->direct->users;

	prov_sql_rows_add(rows, &sink->line);
	prov_sql_rows_int(rows, uid);
	prov_sink_row_str(rows, sink->config->name);
	prov_sink_row_str(rows, "t");
	prov_sink_row_str(rows, "now");		/* the transaction's */
	prov_sql_rows_end(rows);
}

/* Whole (E2). No secret can be in it: the password is none of what is written, and a mapping fills no
 * attribute that operators make up. */
static void add_log(struct sink *sink, const struct prov_record *rec, int cid, long long seq, long long uid)
{
	struct sink_direct *d = sink->direct;
	struct prov_sql_rows *rows = &d->now.log.rows;

	prov_str_clear(&d->json);
	prov_user_json_write(&d->json, &sink->row, rec->dn_norm);
	prov_sql_rows_int(rows, cid);
	prov_sql_rows_int(rows, seq);
	prov_sql_rows_add(rows, &d->log_same);
	prov_sql_rows_int(rows, uid);
	prov_sql_rows_text(rows, d->json.p, d->json.len);
	prov_sql_rows_end(rows);
}

int prov_sink_direct_put(struct sink *sink, const struct prov_record *rec, int cid, struct prov_err *err)
{
	struct sink_direct *d = sink->direct;
	const bool enabled = sink->row.enabled;
	struct place *place;

	if (d->on && enabled && sink->licence_room == 0) {
		if (advance(sink, true, err) < 0 ||
		    (d->on && prov_sink_licence_block(sink, err) < 0))
			return -1;
		d->on &= sink->licence_room > 0;
	}
	place = d->on ? find_place(sink, cid, err) : NULL;
	if (d->on && !place)
		return -1;
	if (!d->on)			/* since before, or since the context was locked */
		return 0;
	if (place->next_uid > INT32_MAX)
		return prov_user_fail_ids(cid, err);
	if (enabled && sink->licence_room != INT64_MAX) {
		sink->licence_room--;
		d->now.places++;
	}
	prov_sink_row_stage(sink, &d->now.staged.rows, rec, NULL);
	add_addresses(sink, place);
	add_share(&d->now, place, enabled);
	add_log(sink, rec, cid, ++place->change_seq, place->next_uid);
	if (keep_batch(&d->now, err) < 0 ||
	    prov_sink_row_name_user(sink, rec, cid, (int)place->next_uid, err) < 0)
		return -1;
	add_user(sink, place->next_uid++);
	if (d->users.text.len < SLICE && (d->step <= USERS || d->now.staged.rows.count % LOOK))
		return 1;
	return advance(sink, false, err) < 0 ? -1 : 1;
}

/* Those who are written and may not be as they are. */
static int stage_bad(struct sink *sink, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *staged = NULL;
	struct sink_direct *d = sink->direct;

	prov_sink_context_list(sink);
	if (prov_sql_exec(sink->db, PROV_Q_SYNC_DIRECT_STAGE,
			  PROV_ARGS(sink->run, PROV_BOOL(d->may_log_in), sink->cids.p), &staged, err) < 0)
		return -1;
	for (int i = 0; i < prov_sql_rows(staged); i++)
		find(d, (int)prov_sql_number(staged, i, 0))->places -= prov_sql_true(staged, i, 1);
	if (sink->member_names && prov_sql_rows(staged)) {
		prov_sink_names_off(sink->member_names);
		sink->stage_groups_again = sink->groups_staged > 0;
	}
	d->created -= prov_sql_rows(staged);
	sink->staged += prov_sql_rows(staged);
	sink->staged_rows += prov_sql_rows(staged);
	return 0;
}

/* One element of an array; the last of the list ends it. */
static void add_number(struct prov_str *array, long long n, bool last)
{
	prov_str_addf(array, "%c%lld%s", array->len ? ',' : '{', n, last ? "}" : "");
}

/* How far the counters of the contexts are now. */
static int save_counters(struct sink *sink, struct prov_err *err)
{
	struct prov_str arrays[4];	/* cid, next_uid, change_seq, places */
	int rc;

	for (size_t i = 0; i < COUNT(arrays); i++)
		arrays[i] = (struct prov_str)PROV_STR_INIT;
	for (const struct place *p = sink->direct->newest; p; p = p->before) {
		const long long numbers[COUNT(arrays)] = { p->cid, p->next_uid, p->change_seq, p->places };

		for (size_t i = 0; i < COUNT(arrays); i++)
			add_number(&arrays[i], numbers[i], !p->before);
	}
	rc = prov_sql_exec(sink->db, PROV_Q_SYNC_DIRECT_COUNTERS,
			   PROV_ARGS(arrays[0].p, arrays[1].p, arrays[2].p, arrays[3].p), NULL, err);
	for (size_t i = 0; i < COUNT(arrays); i++)
		prov_str_fini(&arrays[i]);
	return rc;
}

int prov_sink_direct_end(struct sink *sink, long long *created, struct prov_err *err)
{
	if (advance(sink, true, err) < 0 || (sink->direct->created && stage_bad(sink, err) < 0))
		return -1;
	*created = sink->direct->created;
	if (*created && (prov_sink_key_direct(sink, *created, err) < 0 || save_counters(sink, err) < 0))
		return -1;
	prov_sink_licence_counted(sink);
	return 0;
}
