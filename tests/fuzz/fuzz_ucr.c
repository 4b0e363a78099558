/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_ucr.c - the registry reader on any bytes: layers, references, regular expressions
 *
 * The first byte picks layers for the lines of the rest. What must hold: every variable that is
 * listed is found, and its value is stripped.
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/ucr/ucr_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct prov_ucr *ucr)
{
	const struct prov_ucr_var *var;

	for (size_t i = 0; (var = prov_ucr_at(ucr, i)); i++) {
		const char *p = var->value;
		size_t len = var->value_len;

		if (prov_ucr_find(ucr, var->key) != var || strlen(var->value) > len)
			abort();
		prov_ucr_file_strip(&p, &len);
		if (len != var->value_len && var->layer != PROV_UCR_DEFAULT)
			abort();
	}
}

static void regex(const char *text, size_t len)
{
	PROV_CLEANUP(prov_freep) char *pattern = prov_strndup(text, len < 40 ? len : 40);
	struct prov_err err = PROV_ERR_INIT;
	regex_t compiled;

	if (strchr(pattern, '{'))	/* glibc takes gigabytes for ((a{999}){999}){999} */
		return;
	if (prov_ucr_regex_compile(&compiled, pattern, &err) == 0)
		regfree(&compiled);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct prov_err err = PROV_ERR_INIT;
	struct prov_ucr *ucr;

	if (size < 1 || size > 65536)
		return 0;
	ucr = prov_alloc(sizeof(*ucr));
	ucr->pool = prov_pool_new();
	if (prov_ucr_file_parse(ucr, PROV_UCR_DEFAULT, "a", text + 1, size - 1, &err) == 0 &&
	    prov_ucr_file_parse(ucr, (enum prov_ucr_layer)(data[0] % PROV_UCR_LAYER_COUNT), "b",
				text + 1 + (size - 1) / 2, size - 1 - (size - 1) / 2, &err) == 0) {
		prov_ucr_layers_merge(ucr);
		check(ucr);
	}
	regex(text + 1, size - 1);
	prov_ucr_free(ucr);
	return 0;
}
