/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doubt.c - did it happen? What prov_sql_tx() asks after a connection that broke in COMMIT
 *
 * Where a pooler or the network is gone, the server may still be busy with our COMMIT. It holds
 * the context's lock, so that is waited for first; only a statement that begins after it sees what
 * came of it.
 */
#include "libprov/model/model.h"

int prov_doubt_happened(struct prov_sql *db, long long context, long long seq, const char *token,
			struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	const char *cid = PROV_INT(context);
	const struct prov_sql_step steps[] = {
		{ PROV_Q_CONTEXT_LOCK, PROV_ARGS(cid), NULL },
		{ PROV_Q_LOG_HAS_TX, PROV_ARGS(cid, PROV_INT(seq), token), &res },
	};
	int rc;

	prov_sql_tx_begin(db);
	rc = prov_sql_batch(db, steps, COUNT(steps), err);
	prov_sql_tx_rollback(db);
	return rc < 0 ? -1 : prov_sql_true(res, 0, 0);
}

void prov_doubt_note(struct prov_session *session, long long context, long long seq, const char *token)
{
	session->mark = (struct prov_session_mark){ .context = context, .seq = seq };
	memcpy(session->mark.token, token, sizeof(session->mark.token));
}
