/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_tx.c - one transaction around a function, repeated where that is right
 *
 * A connection that breaks in COMMIT leaves open whether it happened: the caller's `committed` finds
 * out, and where it cannot, the message says so.
 */
#include "sql/sql_int.h"

#define TRIES 3

static const char unknown[] = "the connection broke while the change was being committed: whether it "
	"happened is not known";

static bool is_broken(const struct prov_sql *db)
{
	return PQstatus(db->conn) != CONNECTION_OK;
}

void prov_sql_begin(struct prov_sql *db)
{
	db->begin_pending = true;
	db->begin = PROV_Q_TX_BEGIN;
	db->version_checked = false;	/* somebody may have migrated since the last one */
}

void prov_sql_begin_snapshot(struct prov_sql *db)
{
	db->begin_pending = true;
	db->begin = PROV_Q_TX_BEGIN_SNAPSHOT;
	db->version_checked = false;
}

int prov_sql_commit(struct prov_sql *db, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (db->begin_pending) {	/* nothing was sent */
		db->begin_pending = false;
		return 0;
	}
	db->in_commit = true;
	if (prov_sql_exec(db, PROV_Q_TX_COMMIT, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	db->in_commit = false;
	if (strcmp(PQcmdStatus(res->pg), "COMMIT") != 0)
		return prov_fail(err, PROV_E_INTERNAL, "the transaction was rolled back");
	return 0;
}

void prov_sql_rollback(struct prov_sql *db)
{
	struct prov_err ignored = PROV_ERR_INIT;

	db->version_checked = true;	/* nothing may stand in front of ROLLBACK */
	if (!db->begin_pending && !is_broken(db))
		prov_sql_exec(db, PROV_Q_TX_ROLLBACK, PROV_NO_ARGS, NULL, &ignored);
	db->version_checked = db->begin_pending = false;
}

static int fail_unknown(struct prov_err *err)
{
	const struct prov_err why = *err;

	if (strcmp(why.msg, unknown) == 0)
		return -1;
	prov_fail(err, PROV_E_UNAVAILABLE, "%s", unknown);
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

		if (happened >= 0 || !is_broken(db) || err->code == PROV_E_TIMEOUT)
			return happened;
		if (prov_clock_ms() >= until || prov_sql_reconnect_broken(db, &ignored) < 0)
			return -1;
	}
}

/* 1: done after all, 0: try again, -1: give up. doubt: a try broke in COMMIT, and may still be busy
 * with it where `committed` does not wait for it. */
static int after_failure(struct prov_sql *db, const struct prov_sql_work *work, int tries,
			 bool *doubt, struct prov_err *err)
{
	bool in_commit = db->in_commit, broken = is_broken(db);
	struct prov_err ignored = PROV_ERR_INIT;
	int happened;

	db->in_commit = false;
	if (!broken)
		return err->code == PROV_E_CONFLICT && tries < TRIES ? 0 : -1;
	*doubt |= in_commit && work->committed;
	if (err->code == PROV_E_TIMEOUT && !in_commit)
		return -1;
	if (prov_sql_reconnect_broken(db, &ignored) < 0)
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

int prov_sql_tx(struct prov_sql *db, const struct prov_sql_work *work, struct prov_err *err)
{
	bool doubt = false;

	for (int tries = 1; ; tries++) {
		int next;

		prov_sql_begin(db);
		if (work->fn(db, work->data, err) == 0 && prov_sql_commit(db, err) == 0)
			return 0;
		if (!db->in_commit)
			prov_sql_rollback(db);
		next = after_failure(db, work, tries, &doubt, err);
		if (next < 0)
			return doubt && leaves_doubt(err) ? fail_unknown(err) : -1;
		if (next > 0)
			return 0;
	}
}
