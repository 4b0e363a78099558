/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr.c - the registry once it is read: variables by name and in order, the files of the layers
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/ucr/ucr_int.h"

void prov_ucr_free(struct prov_ucr *ucr)
{
	if (!ucr)
		return;
	prov_pool_free(ucr->pool);
	free(ucr->vars);
	free(ucr);
}

void prov_ucr_freep(struct prov_ucr **ucr)
{
	prov_ucr_free(*ucr);
	*ucr = NULL;
}

static int compare_key(const void *key, const void *var)
{
	return strcmp(key, ((const struct prov_ucr_var *)var)->key);
}

const struct prov_ucr_var *prov_ucr_find(const struct prov_ucr *ucr, const char *key)
{
	return bsearch(key, ucr->vars, ucr->count, sizeof(*ucr->vars), compare_key);
}

const char *prov_ucr_get(const struct prov_ucr *ucr, const char *key)
{
	const struct prov_ucr_var *var = prov_ucr_find(ucr, key);

	return var ? var->value : NULL;
}

const char *prov_ucr_path(const struct prov_ucr *ucr, enum prov_ucr_layer layer)
{
	return ucr->path[layer] ? ucr->path[layer] : "";
}

const struct prov_ucr_var *prov_ucr_at(const struct prov_ucr *ucr, size_t index)
{
	return index < ucr->count ? &ucr->vars[index] : NULL;
}
