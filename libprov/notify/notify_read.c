/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify_read.c - from the positions of a deliverer to a batch of events
 *
 * A context at a time, each with its own few statements: so every statement is about one context. The
 * number of a line is given under the context's lock, which is held until COMMIT: who sees a line sees
 * all before it, and a position never passes one that is not there yet.
 */
#include <time.h>

#include "libprov/notify/notify.h"

#define CHUNK 1000		/* lines that are read at once */
#define BYTES (8 << 20)		/* of a batch, about */

/* The columns of query/notify/lines.inc */
enum { SEQ, AT, TOO_OLD, ACTION, KIND, ID, BEFORE, AFTER, LOGIN, ADDRESSES };

struct reading {
	struct prov_sql *db;
	const struct prov_deliverer *d;
	struct prov_notify_batch *batch;
	size_t limit;
	bool skip;
	json_t *mappings;		/* of the context that is read; NULL: not looked up yet */
};

static void clear(struct prov_notify_batch *batch)
{
	prov_str_truncate(&batch->text, 0);
	batch->count = batch->told_count = 0;
	batch->skipped = batch->aside = (struct prov_notify_place){ 0, 0 };
	batch->oldest = 0;
	batch->more = false;
}

void prov_notify_read_fini(struct prov_notify_batch *batch)
{
	prov_str_fini(&batch->text);
	free(batch->told);
	*batch = (struct prov_notify_batch){ .text = PROV_STR_INIT };
}

static void add_told(struct prov_notify_batch *batch, long long context, long long seq)
{
	if (batch->told_count == batch->told_room) {
		batch->told_room = batch->told_room ? 2 * batch->told_room : 64;
		batch->told = prov_realloc(batch->told, batch->told_room * sizeof(*batch->told));
	}
	batch->told[batch->told_count++] = (struct prov_notify_place){ context, seq };
}

static json_t *object_of(const struct prov_sql_result *res, int row, int column)
{
	const char *text = prov_sql_text(res, row, column);

	return text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
}

static int look_up_mappings(struct reading *r, const char *cid, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (r->mappings)
		return 0;
	if (prov_sql_exec(r->db, PROV_Q_CONTEXT_NAMES, PROV_ARGS(cid), &res, err) < 0)
		return -1;
	r->mappings = object_of(res, 0, 0);
	return 0;
}

static long long unix_time(const char *at)
{
	struct tm tm = { .tm_isdst = 0 };

	return strptime(at, "%Y-%m-%dT%H:%M:%SZ", &tm) ? (long long)timegm(&tm) : 0;
}

/* The event of a line goes into the batch, if it is one that is told. */
static int take(struct reading *r, struct prov_notify_line *line, const char *cid, bool too_old,
		struct prov_err *err)
{
	struct prov_notify_batch *batch = r->batch;
	unsigned events = prov_notify_event_of(line) & r->d->wanted;

	if (!events)
		return 0;
	if (too_old) {
		batch->too_old++;
		return 0;
	}
	if (r->skip && !batch->skipped.seq) {
		batch->skipped = (struct prov_notify_place){ line->context, line->seq };
		return 0;
	}
	if (look_up_mappings(r, cid, err) < 0)
		return -1;
	line->mappings = r->mappings;
	prov_notify_event_write(&batch->text, line, events);
	if (batch->count++ == 0)
		batch->oldest = unix_time(line->at);
	return 0;
}

static int take_row(struct reading *r, const struct prov_sql_result *res, int row, long long context,
		    const char *cid, struct prov_err *err)
{
	struct prov_notify_line line = {
		.context = context, .seq = prov_sql_number(res, row, SEQ), .id = prov_sql_number(res,
			row, ID),
		.at = prov_sql_text(res, row, AT), .action = prov_sql_text(res, row, ACTION),
		.kind = prov_sql_text(res, row, KIND), .before = object_of(res, row, BEFORE),
		.after = object_of(res, row, AFTER), .login = prov_sql_text(res, row, LOGIN),
		.addresses = object_of(res, row, ADDRESSES),
	};
	int rc = take(r, &line, cid, prov_sql_true(res, row, TOO_OLD), err);

	json_decref(line.before);
	json_decref(line.after);
	json_decref(line.addresses);
	return rc;
}

static bool is_full(const struct reading *r)
{
	return r->batch->count >= r->limit || r->batch->text.len >= BYTES;
}

/* Lines of a context behind *seq, up to end; *seq is how far it went. */
static int read_lines(struct reading *r, long long context, long long *seq, long long end,
		      struct prov_err *err)
{
	const char *creates = PROV_BOOL(r->d->wanted & 1U << PROV_EVENT_CREATE), *cid = PROV_INT(context);

	while (*seq < end && !is_full(r)) {
		PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
		int rows;

		if (prov_sql_exec(r->db, PROV_Q_NOTIFY_LINES,
				  PROV_ARGS(cid, PROV_INT(r->d->config->keep), PROV_INT(*seq), PROV_INT(end),
					    creates, PROV_INT(CHUNK)), &res, err) < 0)
			return -1;
		rows = prov_sql_rows(res);
		for (int i = 0; i < rows && !is_full(r); i++) {
			if (take_row(r, res, i, context, cid, err) < 0)
				return -1;
			*seq = prov_sql_number(res, i, SEQ);
		}
		if (rows < CHUNK && !is_full(r))
			*seq = end;
	}
	return 0;
}

static int read_context(struct reading *r, const struct prov_sql_result *due, int row, struct prov_err *err)
{
	long long context = prov_sql_number(due, row, 0), seq = prov_sql_number(due, row, 1);
	long long end = prov_sql_number(due, row, 2);
	int rc = read_lines(r, context, &seq, end, err);

	json_decref(r->mappings);
	r->mappings = NULL;
	if (rc < 0)
		return -1;
	add_told(r->batch, context, seq);
	r->batch->more |= seq < end;
	return 0;
}

static int read_all(struct reading *r, const struct prov_sql_result *due, struct prov_err *err)
{
	int rows = prov_sql_rows(due), row = 0;

	clear(r->batch);
	r->batch->too_old = 0;
	for (; row < rows && !is_full(r); row++)
		if (read_context(r, due, row, err) < 0)
			return -1;
	r->batch->more |= row < rows;
	return 0;
}

int prov_notify_read(struct prov_sql *db, const struct prov_deliverer *d, size_t limit, bool skip,
		     struct prov_notify_batch *batch, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *due = NULL;
	struct reading r = { .db = db, .d = d, .batch = batch, .limit = limit, .skip = skip };

	if (prov_sql_exec(db, PROV_Q_NOTIFY_DUE, PROV_ARGS(d->config->name), &due, err) < 0 ||
	    read_all(&r, due, err) < 0)
		return -1;
	if (batch->count || !batch->skipped.seq)
		return 0;
	r.skip = false;		/* it is the only one */
	return read_all(&r, due, err);
}

/* ---- what was set aside ---- */

static int drop(struct reading *r, const char *cid, const char *seq, struct prov_err *err)
{
	return prov_sql_exec(r->db, PROV_Q_NOTIFY_DROP_ASIDE, PROV_ARGS(r->d->config->name, cid, seq),
			     NULL, err);
}

/* 1: it is in the batch, 0: it was dropped. */
static int read_aside(struct reading *r, long long context, long long seq, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *line = NULL;
	const char *cid = PROV_INT(context);

	clear(r->batch);
	if (prov_sql_exec(r->db, PROV_Q_NOTIFY_LINE,
			  PROV_ARGS(cid, PROV_INT(r->d->config->keep), PROV_INT(seq)), &line, err) < 0 ||
	    (prov_sql_rows(line) && take_row(r, line, 0, context, cid, err) < 0))
		return -1;
	json_decref(r->mappings);
	r->mappings = NULL;
	if (!r->batch->count)
		return drop(r, cid, PROV_INT(seq), err);
	r->batch->aside = (struct prov_notify_place){ context, seq };
	return 1;
}

int prov_notify_read_aside(struct prov_sql *db, const struct prov_deliverer *d,
			   struct prov_notify_batch *batch,
			   long long *wait, struct prov_err *err)
{
	struct reading r = { .db = db, .d = d, .batch = batch, .limit = 1 };
	int rc = 0;

	while (rc == 0) {
		PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

		*wait = -1;
		if (prov_sql_exec(db, PROV_Q_NOTIFY_ASIDES, PROV_ARGS(d->config->name, "1"), &res, err) < 0)
			return -1;
		if (prov_sql_rows(res) == 0)
			return 0;
		*wait = prov_sql_number(res, 0, 4);
		if (*wait > 0)
			return 0;
		rc = read_aside(&r, prov_sql_number(res, 0, 0), prov_sql_number(res, 0, 1), err);
	}
	return rc;
}
