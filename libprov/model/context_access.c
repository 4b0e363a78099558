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

const struct prov_column prov_granted_columns[PROV_MODULE_COUNT] = {
#define ROW(ID, option, token, bit, positive, help) \
	{ "granted-access-" option, "granted-access-" option, NULL, PROV_CELL_BOOL },
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

size_t prov_context_access_columns(bool granted, struct prov_column *columns)
{
	size_t n = 0;

	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		columns[n++] = prov_access_columns[module_at(i)];
	for (int i = 0; granted && i < PROV_MODULE_COUNT; i++)
		columns[n++] = prov_granted_columns[module_at(i)];
	return n;
}

int prov_context_modules(struct prov_call *call, const struct prov_context_ref *ref, bool granted,
			 long long *id, prov_modules_t *modules, struct prov_err *err)
{
	struct prov_sql *db;
	int found;

	if (prov_context_id(call, ref, id, err) < 0)
		return -1;
	db = call->session->db;
	found = granted ? prov_access_admin_granted(db, *id, modules, err) :
		prov_access_admin(db, *id, modules, err);
	if (found > 0)
		return 0;
	return found < 0 ? -1 : prov_fail(err, PROV_E_STORAGE, "context %lld has no admin", *id);
}

static void order_cells(prov_modules_t modules, const char **ordered)
{
	const char *cells[PROV_MODULE_COUNT];

	prov_context_access_cells(modules, cells);
	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		ordered[i] = cells[module_at(i)];
}

int prov_context_access(struct prov_call *call, const struct prov_context_ref *ref, bool granted,
			const struct prov_rows *rows, struct prov_err *err)
{
	const char *cells[2 * PROV_MODULE_COUNT];
	prov_modules_t modules = 0;
	long long id = 0;

	if (prov_context_modules(call, ref, false, &id, &modules, err) < 0)
		return -1;
	order_cells(modules, cells);
	if (granted && prov_access_admin_granted(call->session->db, id, &modules, err) < 0)
		return -1;
	order_cells(modules, cells + PROV_MODULE_COUNT);
	return rows->row(rows->data, cells, err);
}
