/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access_out.c - module access as columns of lists
 */
#include "libprov/model/model.h"

const struct prov_column prov_access_columns[PROV_MODULE_COUNT] = {
#define ROW(ID, option, token, bit, positive, help) \
	{ "access-" option, "access-" option, NULL, PROV_OUT_BOOL },
	PROV_MODULE_LIST(ROW)
#undef ROW
};

void prov_access_cells(prov_modules_t modules, const char **cells)
{
	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		cells[i] = modules & PROV_MODULE_BIT(i) ? "true" : "false";
}

/* Here publication comes before subscription (reference section 5.4). */
static void swap_subscription(const char **cells, struct prov_column *columns)
{
	struct prov_column column = columns[PROV_M_SUBSCRIPTION];
	const char *cell = cells[PROV_M_SUBSCRIPTION];

	columns[PROV_M_SUBSCRIPTION] = columns[PROV_M_PUBLICATION];
	columns[PROV_M_PUBLICATION] = column;
	cells[PROV_M_SUBSCRIPTION] = cells[PROV_M_PUBLICATION];
	cells[PROV_M_PUBLICATION] = cell;
}

int prov_context_access(struct prov_call *call, const struct prov_context_ref *ref,
			enum prov_out_format format, struct prov_err *err)
{
	prov_modules_t modules = 0;
	struct prov_column columns[PROV_MODULE_COUNT];
	const char *cells[PROV_MODULE_COUNT];
	struct prov_out *out;
	long long id = 0;
	int found;

	if (prov_auth_master(call, err) < 0 || prov_context_resolve(call, ref, &id, err) < 0)
		return -1;
	found = prov_access_admin(call->session->db, id, &modules, err);
	if (found <= 0)
		return found < 0 ? -1 : prov_fail(err, PROV_E_STORAGE, "context %lld has no admin", id);
	memcpy(columns, prov_access_columns, sizeof(columns));
	prov_access_cells(modules, cells);
	swap_subscription(cells, columns);
	out = prov_out_open(format, columns, PROV_MODULE_COUNT);
	prov_out_row(out, cells);
	return prov_out_close(out, err);
}
