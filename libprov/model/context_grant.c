/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_grant.c - what all users of a context may use, set at once
 *
 * It starts from what was granted to the admin, not from what it mirrors (M3): one user with more than the
 * others would else give that to all of them. The log has one line for all, with who had what before as
 * ranges of ids: it costs what the differences cost, not what the users do.
 */
#include "libprov/model/context_int.h"

static int find_granted(struct prov_sql *db, const struct prov_object *o, prov_modules_t *modules,
			struct prov_err *err)
{
	int found = prov_access_admin_granted(db, o->context, modules, err);

	if (found > 0)
		return 0;
	return found < 0 ? -1 : prov_fail(err, PROV_E_STORAGE, "context %s has no admin", o->cid);
}

static void add_log(struct prov_object *o, const struct prov_context_grant *grant, const char *others)
{
	json_object_set_new(o->before, "access", json_loads(others, 0, NULL));
	json_object_set_new(o->after, "access", json_pack("{s:I, s:I}", "modules", (json_int_t)grant->users,
							   "admin", (json_int_t)grant->admin));
}

int prov_context_grant_build(struct prov_sql *db, struct prov_object *o,
			     const struct prov_access_change *change, struct prov_context_grant *grant,
			     struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *others = NULL;

	grant->count = 0;
	if (!prov_access_is_given(change))
		return 0;
	if (find_granted(db, o, &grant->admin, err) < 0 ||
	    prov_access_apply(o->call, change, grant->admin, &grant->admin, err) < 0)
		return -1;
	grant->users = grant->admin & ~PROV_MODULE_BIT(PROV_M_PUBLIC_EDITABLE);
	if (prov_sql_exec(db, PROV_Q_ACCESS_OTHERS,
			  PROV_ARGS(o->cid, PROV_INT((long long)grant->users),
				    PROV_INT((long long)grant->admin)), &others, err) < 0)
		return -1;
	grant->count = prov_sql_number(others, 0, 1);
	if (grant->count)
		add_log(o, grant, prov_sql_text(others, 0, 0));
	return 0;
}

int prov_context_grant_write(struct prov_sql *db, const char *cid, const struct prov_context_grant *grant,
			     struct prov_err *err)
{
	if (!grant->count)
		return 0;
	return prov_sql_exec(db, PROV_Q_ACCESS_SET_ALL,
			     PROV_ARGS(cid, PROV_INT((long long)grant->users),
				       PROV_INT((long long)grant->admin)), NULL, err);
}
