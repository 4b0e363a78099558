/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session_lock.c - the locks of a transaction of several calls, in the order that all keep to
 */
#include <prov/licence.h>

#include "libprov/model/user_many.h"

/* The licence comes before the contexts, as in all that adds users. */
int prov_session_lock(struct prov_call *call, const long long *contexts, size_t count, struct prov_err *err)
{
	struct prov_sql *db = prov_session_db(call, err);
	long long limit;

	if (!db || prov_licence_limit_get(call, &limit, err) < 0 ||
	    (limit != PROV_LICENCE_UNLIMITED && prov_licence_limit_share(db, err) < 0))
		return -1;
	return prov_user_many_lock(call->session, contexts, count, err);
}
