/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context_access.c - module access as columns of lists
 */
#include "libprov/model/model.h"

const struct prov_column prov_access_columns[PROV_MODULE_COUNT] = {
#define ROW(ID, option, token, bit, positive, help) \
	{ "access-" option, "access-" option, NULL, PROV_CELL_BOOL },
	PROV_MODULE_LIST(ROW)
#undef ROW
};

void prov_context_access_cells(prov_modules_t modules, const char **cells)
{
	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		cells[i] = modules & PROV_MODULE_BIT(i) ? "true" : "false";
}

void prov_context_access_granted(prov_modules_t modules, struct prov_str *list)
{
	const char *between = "[";

	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		if (modules & PROV_MODULE_BIT(i)) {
			prov_str_addf(list, "%s\"%s\"", between, prov_modules[i].option);
			between = ", ";
		}
	prov_str_add(list, modules ? "]" : "[]");
}

/* In what a context's admin may use, publication comes before subscription
 * (docs/open-xchange.md, Columns). */
static int module_at(int column)
{
	if (column == PROV_M_SUBSCRIPTION)
		return PROV_M_PUBLICATION;
	return column == PROV_M_PUBLICATION ? PROV_M_SUBSCRIPTION : column;
}

size_t prov_context_access_columns(struct prov_column *columns)
{
	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		columns[i] = prov_access_columns[module_at(i)];
	return PROV_MODULE_COUNT;
}

int prov_context_access(struct prov_call *call, const struct prov_context_ref *ref,
			const struct prov_rows *rows, struct prov_err *err)
{
	prov_modules_t modules = 0;
	const char *cells[PROV_MODULE_COUNT], *ordered[PROV_MODULE_COUNT];
	long long id = 0;
	int found;

	if (prov_auth_master(call, err) < 0 || prov_context_find(call, ref, &id, err) < 0)
		return -1;
	found = prov_access_admin(call->session->db, id, &modules, err);
	if (found <= 0)
		return found < 0 ? -1 : prov_fail(err, PROV_E_STORAGE, "context %lld has no admin", id);
	prov_context_access_cells(modules, cells);
	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		ordered[i] = cells[module_at(i)];
	return rows->row(rows->data, ordered, err);
}
