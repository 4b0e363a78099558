/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_map_expr.c - any text as a mapping rule: refused, or it can be evaluated over anything
 */
#include <stdlib.h>

#include "ldap/map/map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct prov_text one[] = { { "anna", 4 } };
static struct prov_text many[] = { { "514", 3 }, { "", 0 }, { "SMTP:\0\xff", 7 }, { " x ", 3 } };

static void try(const char *text, bool list)
{
	struct prov_map_attrs attrs = { NULL, 0, 0 };
	struct prov_err err = PROV_ERR_INIT;
	struct prov_map_expr *expr = prov_map_parse(text, list, &attrs, &err);
	struct prov_map_slot *slots = prov_alloc((attrs.n + 1) * sizeof(*slots));
	struct prov_map_input in = { .slots = slots, .pool = prov_pool_new(), .tmp = PROV_STR_INIT };
	struct prov_map_out out = { NULL, 0, 0 };
	uint64_t sum = 0;

	for (size_t i = 0; i < attrs.n; i++)
		if (i % 3)
			slots[i].values = i % 3 == 1 ? (struct prov_values){ one, 1 } :
				(struct prov_values){ many, COUNT(many) };
	if (expr)
		prov_map_expr_eval(expr, &in, &out);
	if (!expr != (err.code == PROV_E_CONFIG) || (!list && out.n > 1))
		abort();
	for (size_t i = 0; i < out.n; i++) {
		prov_map_check(PROV_V_MAIL, &out.v[i], in.pool);
		sum = prov_hash(sum, out.v[i].p, out.v[i].len);
		prov_map_check_quote(in.pool, out.v[i].p, out.v[i].len);
	}
	prov_map_check_unique(out.v, out.n, sum & 1);
	free(out.v);
	prov_str_fini(&in.tmp);
	free(in.work.v);
	prov_pool_free(in.pool);
	free(slots);
	prov_map_attrs_fini(&attrs);
	prov_map_expr_free(expr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = prov_strndup((const char *)data, size);

	try(text, false);
	try(text, true);
	free(text);
	return 0;
}
