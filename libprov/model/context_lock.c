/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_lock.c - the write locks of several contexts
 *
 * In the order of their ids, so that no two transactions wait for each other in a circle. One statement for
 * each, since no statement over several has an order that holds in every database; they travel together.
 */
#include "libprov/model/model.h"

#define AT_ONCE 500	/* in a round trip */

static int lock_some(struct prov_sql *db, const char *const *cids, size_t count, struct prov_err *err)
{
	struct prov_sql_step steps[AT_ONCE];

	for (size_t i = 0; i < count; i++)
		steps[i] = (struct prov_sql_step){ PROV_Q_CONTEXT_LOCK, { &cids[i], 1 }, NULL };
	return prov_sql_batch(db, steps, count, err);
}

int prov_context_lock(struct prov_sql *db, const char *const *cids, size_t count, struct prov_err *err)
{
	for (size_t i = 0; i < count; i += AT_ONCE)
		if (lock_some(db, cids + i, count - i < AT_ONCE ? count - i : AT_ONCE, err) < 0)
			return -1;
	return 0;
}

int prov_context_lock_rows(struct prov_sql *db, const struct prov_sql_result *res, struct prov_err *err)
{
	int n = prov_sql_rows(res);
	PROV_CLEANUP(prov_freep) const char **cids = prov_alloc(sizeof(*cids) * ((size_t)n + 1));

	for (int i = 0; i < n; i++)
		cids[i] = prov_sql_text(res, i, 0);
	return prov_context_lock(db, cids, (size_t)n, err);
}
