/* SPDX-License-Identifier: Apache-2.0 */
/*
 * secret.c - passwords do not stay in memory longer than they are needed
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/base/base.h"

void prov_secret_wipe(char *s)
{
	if (s)
		explicit_bzero(s, strlen(s));
}

void prov_secret_freep(char **s)
{
	prov_secret_wipe(*s);
	free(*s);
	*s = NULL;
}

void prov_secret_fini(struct prov_str *s)
{
	if (s->cap)
		explicit_bzero(s->p, s->cap);
	prov_str_fini(s);
}
