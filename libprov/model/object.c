/* SPDX-License-Identifier: Apache-2.0 */
/*
 * object.c - the writer of single objects
 *
 * The context's lock is taken first, so that what is read is what is written. A new object needs nothing
 * of that: its id is taken, which is the lock, in the same round trip that writes it.
 */
#include "libprov/model/key.h"

static void reset(struct prov_object *o)
{
	prov_sql_result_freep(&o->old);
	prov_sql_result_freep(&o->numbers);
	json_decref(o->before);
	json_decref(o->after);
	o->before = o->after = NULL;
	o->touched = false;
}

static int no_context(const struct prov_object *o, struct prov_err *err)
{
	return o->kind->no_context ? o->kind->no_context(o->context, err) :
		prov_auth_no_context(err, o->context);
}

static int lock(struct prov_sql *db, const struct prov_object *o, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(db, PROV_Q_CONTEXT_LOCK, PROV_ARGS(o->cid), &res, err) < 0)
		return -1;
	return prov_sql_rows(res) ? 0 : no_context(o, err);
}

static int no_number(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (o->kind->no_number)
		return o->kind->no_number(db, o, err);
	if (prov_sql_exec(db, PROV_Q_CONTEXT_EXISTS, PROV_ARGS(o->cid), &res, err) < 0)
		return -1;
	return prov_sql_rows(res) ? o->kind->no_id(o->context, err) : no_context(o, err);
}

/* The id and the number of the log, from the row that the first step has counted up. */
static int note_numbers(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	bool fresh = o->action == PROV_CREATE;

	if (prov_sql_rows(o->numbers) == 0)
		return no_number(db, o, err);
	if (fresh)
		o->id = prov_sql_number(o->numbers, 0, 0);
	o->seq = prov_sql_number(o->numbers, 0, fresh ? 1 : 0);
	return 0;
}

int prov_object_write(struct prov_sql *db, struct prov_object *o, const struct prov_sql_step *steps,
		      size_t count, struct prov_err *err)
{
	static const char *const actions[] = { "create", "change", "delete" };
	bool fresh = o->action == PROV_CREATE;
	PROV_CLEANUP(prov_freep) char *before = prov_object_log_text(o->before);
	PROV_CLEANUP(prov_freep) char *after = prov_object_log_text(o->after);
	struct prov_sql_step all[PROV_OBJECT_STEPS + 1];

	memcpy(all, steps, count * sizeof(*steps));
	all[count] = (struct prov_sql_step){ PROV_Q_LOG_ADD,
		PROV_ARGS(o->cid, o->token, prov_session_who(o->call), o->call->program,
			  actions[o->action], o->kind->name, fresh && !o->kind->has_id ? NULL : o->uid,
			  before, after), NULL };
	if (prov_sql_batch(db, all, count + 1, err) < 0)
		return -1;
	return note_numbers(db, o, err);
}

static int change(struct prov_sql *db, struct prov_object *o, struct prov_err *err)
{
	reset(o);
	if (o->kind->admit && o->kind->admit(db, o, err) < 0)
		return -1;
	prov_sql_int(o->cid, o->context);
	if (o->action != PROV_CREATE && (lock(db, o, err) < 0 || o->kind->find(db, o, err) < 0))
		return -1;
	prov_sql_int(o->uid, o->id);
	if (o->kind->build(db, o, err) < 0)
		return -1;
	o->differs = o->action != PROV_CHANGE || prov_object_log_diff(o->before, o->after) || o->touched;
	if (!o->differs)
		return 0;
	/* Nothing is in the way of what is deleted: to try it would cost as much as to do it. */
	if (o->action == PROV_DELETE && o->call->dry_run)
		return 0;
	return o->kind->write(db, o, err) < 0 ? -1 : prov_key_object(db, o, err);
}

/* Of a dry run nothing is written: the transaction fails, for no reason. */
static int work(struct prov_sql *db, void *data, struct prov_err *err)
{
	struct prov_object *o = data;

	if (change(db, o, err) < 0)
		return -1;
	if (!o->call->dry_run)
		return 0;
	o->tried = true;
	prov_err_clear(err);
	return -1;
}

static int happened(struct prov_sql *db, void *data, struct prov_err *err)
{
	const struct prov_object *o = data;

	return prov_doubt_happened(db, o->context, o->seq, o->token, err);
}

int prov_object_run(struct prov_object *o, struct prov_err *err)
{
	const struct prov_sql_work tx = { work, happened, o };
	struct prov_sql *db = prov_session_db(o->call, err);
	int rc;

	prov_uuid(o->token);
	rc = db ? prov_sql_tx(db, &tx, err) : -1;
	if (rc == 0 && o->seq)
		prov_doubt_note(o->call->session, o->context, o->seq, o->token);
	reset(o);
	return o->tried ? 0 : rc;
}
