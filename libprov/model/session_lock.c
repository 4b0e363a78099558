/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session_lock.c - the locks of a transaction of several calls, in the order that all keep to
 */
#include <prov/licence.h>
#include <stdlib.h>
#include <string.h>

#include "libprov/model/user_many.h"

static int by_number(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

/* Each once, in ascending order. */
static size_t order(long long *contexts, size_t count)
{
	size_t kept = 0;

	qsort(contexts, count, sizeof(*contexts), by_number);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || contexts[kept - 1] != contexts[i])
			contexts[kept++] = contexts[i];
	return kept;
}

/* The licence comes before the contexts, as in all that adds users. */
int prov_session_lock(struct prov_call *call, const long long *contexts, size_t count, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) long long *ordered = prov_alloc((count + 1) * sizeof(*ordered));
	struct prov_sql *db = prov_session_db(call, err);
	long long limit;

	if (!db || prov_licence_limit_get(call, &limit, err) < 0 ||
	    (limit != PROV_LICENCE_UNLIMITED && prov_licence_limit_share(db, err) < 0))
		return -1;
	memcpy(ordered, contexts, count * sizeof(*ordered));
	return prov_user_many_lock(call->session, ordered, order(ordered, count), err);
}
