/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_ldif.c - LDIF and licences on any bytes
 *
 * What was read and is written again must be read as the same.
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/licence/licence_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_plain(const struct prov_ldif_attr *attr)
{
	return strlen(attr->value.p) == attr->value.len;
}

static void write_all(const struct prov_ldif *ldif, struct prov_str *out)
{
	for (size_t i = 0; i < ldif->count; i++) {
		prov_ldif_put(out, "dn", ldif->records[i].dn);
		for (size_t j = 0; j < ldif->records[i].count; j++)
			if (is_plain(&ldif->records[i].attrs[j]))
				prov_ldif_put(out, ldif->records[i].attrs[j].name,
					      ldif->records[i].attrs[j].value.p);
		prov_str_add_char(out, '\n');
	}
}

static void again(const struct prov_ldif *ldif)
{
	struct prov_str first = PROV_STR_INIT, second = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	struct prov_ldif copy;

	write_all(ldif, &first);
	if (prov_ldif_read(&copy, first.p, first.len, &err) < 0)
		abort();
	write_all(&copy, &second);
	if (strcmp(first.p, second.p) != 0)
		abort();
	prov_ldif_fini(&copy);
	prov_str_fini(&first);
	prov_str_fini(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct prov_err err = PROV_ERR_INIT;
	struct prov_licence *licence = NULL;
	struct prov_ldif ldif;

	if (prov_ldif_read(&ldif, (const char *)data, size, &err) == 0)
		again(&ldif);
	prov_ldif_fini(&ldif);
	if (prov_licence_parse((const char *)data, size, &licence, &err) == 0) {
		struct prov_str payload = PROV_STR_INIT;

		prov_licence_payload(licence->record, &payload);
		free(prov_licence_text(licence, NULL, true));
		prov_str_fini(&payload);
		prov_licence_free(licence);
	}
	return 0;
}
