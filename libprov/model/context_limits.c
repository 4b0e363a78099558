/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_limits.c - how many items of a module a context may have: attributes of contexts, one a module
 */
#include <prov/context.h>

#include "libprov/model/model.h"

#define PREFIX "quota_"

/* The module of an attribute quota_MODULE, or NULL: it is none. */
static const char *module_of(int attr)
{
	const char *name = prov_noun_context.attrs[attr].name;

	return strncmp(name, PREFIX, strlen(PREFIX)) == 0 ? name + strlen(PREFIX) : NULL;
}

size_t prov_context_limits_columns(struct prov_column *columns)
{
	columns[0] = (struct prov_column){ "module", "module", "module", PROV_CELL_TEXT };
	columns[1] = (struct prov_column){ "limit", "limit", "qlimit", PROV_CELL_INT };
	return 2;
}

int prov_context_limits_attr(const char *module, enum prov_context_attr_id *attr,
			     struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str all = PROV_STR_INIT;

	for (int i = 0; i < PROV_CA_COUNT; i++) {
		const char *known = module_of(i);

		if (known && strcmp(known, module) == 0) {
			*attr = (enum prov_context_attr_id)i;
			return 0;
		}
		if (known)
			prov_str_addf(&all, "%s%s", all.len ? ", " : "", known);
	}
	prov_fail(err, PROV_E_INVALID, "\"%s\" is no module with a quota", module);
	return prov_err_hint(err, "there are %s", all.p);
}

int prov_context_limits(struct prov_call *call, const struct prov_context_ref *ref, long long *id,
			const struct prov_rows *rows, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_context_id(call, ref, id, err) < 0 ||
	    prov_sql_exec(call->session->db, PROV_Q_CONTEXT_GET, PROV_ARGS(PROV_INT(*id)), &res, err) < 0)
		return -1;
	for (int i = 0; prov_sql_rows(res) && i < PROV_CA_COUNT; i++) {
		const char *cells[] = { module_of(i), prov_sql_text(res, 0, prov_context_column_of[i]) };

		if (cells[0] && cells[1] && rows->row(rows->data, cells, err) < 0)
			return -1;
	}
	return 0;
}
