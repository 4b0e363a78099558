/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_row.c - finding one user
 */
#include "libprov/model/model.h"

int prov_user_find(struct prov_sql *db, long long context, const struct prov_user_ref *ref,
		   struct prov_sql_result **row, struct prov_err *err)
{
	struct prov_str login = PROV_STR_INIT;
	int rc;

	if (ref->name && prov_check_text("username", ref->name, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	if (ref->name)
		prov_utf8_lower(&login, ref->name, strlen(ref->name));
	rc = prov_sql_exec(db, PROV_Q_USER_GET,
			   PROV_ARGS(PROV_INT(context), ref->id ? PROV_INT(ref->id) : NULL, login.p),
			   row, err);
	prov_str_fini(&login);
	if (rc < 0)
		return -1;
	return prov_sql_rows(*row) ? 1 : 0;
}

int prov_user_fail_unknown(struct prov_err *err, long long context,
			   const struct prov_user_ref *ref)
{
	if (ref->id)
		return prov_fail(err, PROV_E_NO_USER, "No such user %lld in context %lld", ref->id,
				 context);
	return prov_fail(err, PROV_E_NO_USER, "No such user %s in context %lld", ref->name, context);
}
