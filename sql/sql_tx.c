/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_tx.c - one transaction around a function, repeated where that is right
 *
 * A connection that breaks in COMMIT leaves open whether it happened: the caller's `committed` finds
 * out, and where it cannot, the message says so.
 *
 * The outermost caller owns the transaction. Inside an open one a function is a savepoint: what it did
 * goes if it fails, and the rest stays. Neither is it repeated there, nor is a connection that broke
 * made anew: what the transaction did before is lost, which is the owner's to know.
 */
#include "sql/sql_int.h"

#define TRIES 3

static const char unknown[] = "the connection broke while the change was being committed: whether it "
	"happened is not known";

static const char broken[] = "the connection broke in the middle of a transaction, nothing of which was done";

/* ---- by hand ---- */

static void begin(struct prov_sql *db, enum prov_query how)
{
	db->begin_pending = true;
	db->begin = how;
	db->version_checked = false;	/* a migration may have come since the last one */
	db->depth = 1;
	db->limits_ms = 0;
}

void prov_sql_tx_begin(struct prov_sql *db)
{
	begin(db, PROV_Q_TX_BEGIN);
}

void prov_sql_tx_begin_snapshot(struct prov_sql *db)
{
	begin(db, PROV_Q_TX_BEGIN_SNAPSHOT);
}

/* False when nothing was sent yet, so that there is nothing to end. */
static bool leave(struct prov_sql *db)
{
	bool begun = !db->begin_pending;

	db->begin_pending = db->savepoint_pending = false;
	db->depth = 0;
	return begun;
}

int prov_sql_tx_commit(struct prov_sql *db, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const struct prov_sql_step step = { PROV_Q_TX_COMMIT, PROV_NO_ARGS, &res };

	if (!leave(db))
		return 0;
	if (prov_sql_batch_plain(db, &step, 1, err) < 0)
		return -1;
	if (strcmp(PQcmdStatus(res->pg), "COMMIT") != 0)
		return prov_sql_state_text(db, "25P02", "", err);
	return 0;
}

void prov_sql_tx_rollback(struct prov_sql *db)
{
	const struct prov_sql_step step = { PROV_Q_TX_ROLLBACK, PROV_NO_ARGS, NULL };
	struct prov_err ignored = PROV_ERR_INIT;

	if (leave(db) && !prov_sql_conn_is_broken(db))
		prov_sql_batch_plain(db, &step, 1, &ignored);
	db->version_checked = false;
}

/* ---- the outermost ---- */

static int fail_unknown(struct prov_err *err)
{
	const struct prov_err why = *err;

	if (strcmp(why.msg, unknown) == 0)
		return -1;
	prov_fail(err, PROV_E_UNAVAILABLE, "%s", unknown);
	prov_err_stays(err);
	prov_err_hint(err, "look what is there before you run the command again");
	return prov_err_detail(err, "%s%s%s", why.msg, why.detail[0] ? ": " : "", why.detail);
}

/* A server that crashes may let us in once more before it notices: what breaks while it is asked is
 * asked again, as long as the patience lasts. As work->committed. */
static int look(struct prov_sql *db, const struct prov_sql_work *work, struct prov_err *err)
{
	long long until = prov_clock_ms() + db->params.patience * 1000LL;

	for (;;) {
		struct prov_err ignored = PROV_ERR_INIT;
		int happened = work->committed(db, work->data, err);

		if (happened >= 0 || !prov_sql_conn_is_broken(db) || err->code == PROV_E_TIMEOUT)
			return happened;
		if (prov_clock_ms() >= until || prov_sql_conn_again(db, &ignored) < 0)
			return -1;
	}
}

/* 1: done after all, 0: try again, -1: give up. in_commit: COMMIT was sent. doubt: a try broke in it, and
 * may still be busy with it where `committed` does not wait for it. */
static int after_failure(struct prov_sql *db, const struct prov_sql_work *work, int tries,
			 bool in_commit, bool *doubt, struct prov_err *err)
{
	struct prov_err ignored = PROV_ERR_INIT;
	int happened;

	if (!prov_sql_conn_is_broken(db))
		return err->code == PROV_E_CONFLICT && tries < TRIES ? 0 : -1;
	*doubt |= in_commit && work->committed;
	if (err->code == PROV_E_TIMEOUT && !in_commit)
		return -1;
	if (prov_sql_conn_again(db, &ignored) < 0)
		return in_commit ? fail_unknown(err) : -1;
	if (!in_commit)
		return tries < TRIES ? 0 : -1;
	if (!work->committed)
		return -1;
	happened = look(db, work, err);
	return happened < 0 ? fail_unknown(err) : happened ? 1 : tries < TRIES ? 0 : -1;
}

/* The last try says nothing about an earlier one, whose COMMIT may still be under way. */
static bool leaves_doubt(const struct prov_err *err)
{
	return err->code == PROV_E_UNAVAILABLE || err->code == PROV_E_TIMEOUT ||
		err->code == PROV_E_CONFLICT;
}

static int outermost(struct prov_sql *db, const struct prov_sql_work *work, struct prov_err *err)
{
	bool doubt = false;

	for (int tries = 1; ; tries++) {
		bool in_commit;
		int next;

		prov_sql_tx_begin(db);
		in_commit = work->fn(db, work->data, err) == 0;
		if (in_commit && prov_sql_tx_commit(db, err) == 0)
			return 0;
		if (!in_commit)
			prov_sql_tx_rollback(db);
		next = after_failure(db, work, tries, in_commit, &doubt, err);
		if (next < 0)
			return doubt && leaves_doubt(err) ? fail_unknown(err) : -1;
		if (next > 0)
			return 0;
	}
}

/* ---- inside another one ---- */

/* A savepoint that was not sent yet has nothing behind it. */
static int end_savepoint(struct prov_sql *db, bool back, struct prov_err *err)
{
	const struct prov_sql_step steps[] = {
		{ PROV_Q_TX_ROLLBACK_TO, PROV_NO_ARGS, NULL },
		{ PROV_Q_TX_RELEASE, PROV_NO_ARGS, NULL },
	};

	if (db->savepoint_pending) {
		db->savepoint_pending = false;
		return 0;
	}
	if (back)
		db->limits_ms = 0;	/* they may have been set behind it */
	return prov_sql_batch_plain(db, steps + !back, COUNT(steps) - !back, err);
}

/* Only one savepoint may be on its way. */
static int nested(struct prov_sql *db, const struct prov_sql_work *work, struct prov_err *err)
{
	struct prov_err ignored = PROV_ERR_INIT;
	int rc;

	if (db->savepoint_pending && prov_sql_batch_front(db, err) < 0)
		return -1;
	db->savepoint_pending = true;
	db->depth++;
	rc = work->fn(db, work->data, err);
	if (rc == 0)
		rc = end_savepoint(db, false, err);
	if (rc < 0 && !prov_sql_conn_is_broken(db))
		end_savepoint(db, true, &ignored);
	db->depth--;
	return rc < 0 && prov_sql_conn_is_broken(db) ? prov_err_context(err, "%s", broken) : rc;
}

static int fail_broken(struct prov_err *err)
{
	return prov_fail(err, PROV_E_UNAVAILABLE, "%s", broken);
}

int prov_sql_tx_end(struct prov_sql *db, const struct prov_sql_work *doubt, struct prov_err *err)
{
	struct prov_err ignored = PROV_ERR_INIT;
	int happened;

	if (prov_sql_conn_is_broken(db)) {
		leave(db);
		return fail_broken(err);
	}
	if (prov_sql_tx_commit(db, err) == 0)
		return 0;
	if (!prov_sql_conn_is_broken(db))
		return -1;
	if (!doubt->committed)
		return fail_broken(err);
	happened = prov_sql_conn_again(db, &ignored) < 0 ? -1 : look(db, doubt, err);
	if (happened < 0)
		return fail_unknown(err);
	if (!happened)
		return fail_broken(err);
	prov_err_clear(err);
	return 0;
}

bool prov_sql_tx_is_nested(const struct prov_sql *db)
{
	return db->depth > 1;
}

int prov_sql_tx(struct prov_sql *db, const struct prov_sql_work *work, struct prov_err *err)
{
	return db->depth > 0 ? nested(db, work, err) : outermost(db, work, err);
}
