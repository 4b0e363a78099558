/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify_state.c - what is known of a deliverer, and what came of a delivery
 *
 * Positions move after the receipt, in one transaction with what is known of the deliverer: who is killed
 * in between tells the same again.
 */
#include "libprov/notify/notify.h"

#define WAIT_MOST 300	/* seconds between two tries */

/* The columns of query/notify/get_state.sql */
enum { SIZE, TRIES, WAIT, ERROR, OUTPUT, DELIVERED, DELIVERED_AT, FAILING_SINCE };

static void read_state(struct prov_deliverer *d, const struct prov_sql_result *res, bool retry)
{
	const char *error = prov_sql_text(res, 0, ERROR);
	int size = (int)prov_sql_number(res, 0, SIZE);

	d->size = size < d->config->batch ? size : d->config->batch;
	d->tries = (int)prov_sql_number(res, 0, TRIES);
	d->failing = prov_sql_text(res, 0, FAILING_SINCE) != NULL;
	free(d->error);
	d->error = error ? prov_strdup(error) : NULL;
	d->due_at = prov_clock_ms() + (retry ? 0 : prov_sql_number(res, 0, WAIT) * 1000);
}

static int begin(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct prov_deliverer *d = data;

	return prov_sql_batch(db, (const struct prov_sql_step[]){
		{ PROV_Q_NOTIFY_ADD_STATE, PROV_ARGS(d->config->name, PROV_INT(d->config->batch)), NULL },
		{ PROV_Q_NOTIFY_ADD_CURSORS, PROV_ARGS(d->config->name), NULL } }, 2, err);
}

int prov_notify_state_load(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const struct prov_sql_work work = { begin, NULL, d };
	struct prov_sql *db = prov_session_db(n->call, err);

	if (!db || prov_sql_exec(db, PROV_Q_NOTIFY_GET_STATE, PROV_ARGS(d->config->name), &res, err) < 0)
		return -1;
	if (prov_sql_rows(res)) {
		read_state(d, res, n->params->retry);
		return n->params->retry ? prov_sql_exec(db, PROV_Q_NOTIFY_RETRY_ASIDES,
							PROV_ARGS(d->config->name), NULL, err) : 0;
	}
	d->size = d->config->batch;
	d->tries = 0;
	d->failing = false;
	d->due_at = prov_clock_ms();
	return prov_sql_tx(db, &work, err);
}

/* ---- after a delivery ---- */

struct outcome {
	struct prov_notify *n;
	struct prov_deliverer *d;
	const char *error, *output;
	int wait;
	struct prov_str contexts, lines;	/* where the positions are, as arrays */
};

static void add_places(const struct prov_notify_batch *batch, struct prov_str *contexts,
		       struct prov_str *lines)
{
	prov_str_add_char(contexts, '{');
	prov_str_add_char(lines, '{');
	for (size_t i = 0; i < batch->told_count; i++) {
		prov_str_addf(contexts, "%s%lld", i ? "," : "", batch->told[i].context);
		prov_str_addf(lines, "%s%lld", i ? "," : "", batch->told[i].seq);
	}
	prov_str_add_char(contexts, '}');
	prov_str_add_char(lines, '}');
}

/* In the transaction that writes. */
static int check_lease(struct prov_sql *db, const struct prov_notify *n, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_LEASE_CHECK, PROV_ARGS(PROV_NOTIFY_JOB, PROV_INT(n->fence),
							    n->run), &res,
			  err) < 0)
		return -1;
	return prov_sql_rows(res) ? 0 : prov_fail(err, PROV_E_BUSY, "another prov notify has taken over");
}

/* One that was left out while the next one went is told alone from now on. */
static int write_told(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct outcome *o = data;
	const struct prov_notify_batch *batch = &o->d->batch;
	const char *name = o->d->config->name;
	const struct prov_sql_step all[] = {
		{ PROV_Q_NOTIFY_ADVANCE, PROV_ARGS(name, o->contexts.p, o->lines.p), NULL },
		{ PROV_Q_NOTIFY_ADD_ASIDE,
		  PROV_ARGS(name, PROV_INT(batch->skipped.context), PROV_INT(batch->skipped.seq),
			    PROV_INT(o->wait), o->error), NULL },
		{ PROV_Q_NOTIFY_DROP_ASIDE,
		  PROV_ARGS(name, PROV_INT(batch->aside.context), PROV_INT(batch->aside.seq)), NULL },
		{ PROV_Q_NOTIFY_SUCCEEDED,
		  PROV_ARGS(name, PROV_INT((long long)batch->count), PROV_INT(o->d->size)), NULL },
	};
	const bool wanted[] = { batch->told_count > 0, batch->skipped.seq > 0, batch->aside.seq > 0,
				batch->count > 0 };
	struct prov_sql_step steps[COUNT(all)];
	size_t count = 0;

	for (size_t i = 0; i < COUNT(all); i++)
		if (wanted[i])
			steps[count++] = all[i];
	if (!count)
		return 0;
	return check_lease(db, o->n, err) < 0 ? -1 : prov_sql_batch(db, steps, count, err);
}

static void forget_failure(struct prov_deliverer *d)
{
	d->tries = 0;
	d->failing = false;
	free(d->error);
	d->error = NULL;
}

int prov_notify_state_told(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err)
{
	struct outcome o = { .n = n, .d = d, .wait = 60, .contexts = PROV_STR_INIT, .lines = PROV_STR_INIT,
			     .error = d->error ? d->error : "it could not be told with others" };
	const struct prov_sql_work work = { write_told, NULL, &o };
	struct prov_sql *db = prov_session_db(n->call, err);
	int size = d->size, rc;

	if (d->batch.count)
		d->size = size < d->config->batch / 2 ? 2 * size : d->config->batch;
	add_places(&d->batch, &o.contexts, &o.lines);
	rc = db ? prov_sql_tx(db, &work, err) : -1;
	prov_str_fini(&o.contexts);
	prov_str_fini(&o.lines);
	if (rc < 0)
		d->size = size;
	if (rc < 0 || !d->batch.count)
		return rc;
	forget_failure(d);
	return 0;
}

int prov_notify_state_idle(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err)
{
	struct prov_sql *db = prov_session_db(n->call, err);

	if (!db || prov_sql_exec(db, PROV_Q_NOTIFY_IDLE, PROV_ARGS(d->config->name), NULL, err) < 0)
		return -1;
	forget_failure(d);
	return 0;
}

static int write_failed(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct outcome *o = data;
	const struct prov_notify_batch *batch = &o->d->batch;
	const char *name = o->d->config->name;
	const struct prov_sql_step steps[] = {
		{ PROV_Q_NOTIFY_FAILED,
		  PROV_ARGS(name, PROV_INT(o->d->size), PROV_INT(o->d->tries), PROV_INT(o->wait), o->error,
			    o->output), NULL },
		{ PROV_Q_NOTIFY_ADD_ASIDE,
		  PROV_ARGS(name, PROV_INT(batch->aside.context), PROV_INT(batch->aside.seq),
			    PROV_INT(o->wait),
			    o->error), NULL },
	};

	return check_lease(db, o->n, err) < 0 ? -1 : prov_sql_batch(db, &steps[batch->aside.seq > 0], 1, err);
}

static int wait_after(int tries)
{
	int wait = 1;

	for (int i = 1; i < tries && wait < WAIT_MOST; i++)
		wait *= 2;
	return wait < WAIT_MOST ? wait : WAIT_MOST;
}

/* Of several that fail half is tried at once: so one that cannot be told is found quickly. Not where the
 * deliverer itself says that it is not the events' fault. */
static int next_wait(struct prov_deliverer *d, enum prov_notify_outcome outcome)
{
	if (d->batch.aside.seq)
		return WAIT_MOST;
	if (outcome == PROV_NOTIFY_FAILED && d->batch.count > 1) {
		d->size = (int)(d->batch.count / 2);
		return 0;
	}
	if (outcome == PROV_NOTIFY_FAILED)
		d->size = 1;
	return wait_after(++d->tries);
}

int prov_notify_state_failed(struct prov_notify *n, struct prov_deliverer *d,
			     enum prov_notify_outcome outcome,
			     const char *reason, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str output = PROV_STR_INIT;
	struct outcome o = { .n = n, .d = d, .error = reason };
	const struct prov_sql_work work = { write_failed, NULL, &o };
	struct prov_sql *db = prov_session_db(n->call, err);

	prov_plain_add(&output, d->child.output.p);
	o.output = output.len ? output.p : NULL;
	o.wait = next_wait(d, outcome);
	if (!db || prov_sql_tx(db, &work, err) < 0)
		return -1;
	d->due_at = prov_clock_ms() + (d->batch.aside.seq ? 0 : o.wait * 1000LL);
	if (d->batch.aside.seq)
		return 0;
	d->failing = true;
	free(d->error);
	d->error = prov_strdup(reason);
	return 0;
}
