/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sink/directory_source.h - opening the directory of a source
 */
#ifndef PROV_DIRECTORY_SOURCE_H
#define PROV_DIRECTORY_SOURCE_H

#include <prov/sync.h>

#include "libprov/model/model.h"

/* A source that sets no profile keeps the one that it began with: *kept says so, and may be NULL. The
 * caller closes what it gets; config has to live until then. */
struct prov_source *prov_directory_source(struct prov_call *call, const struct prov_source_config *config,
	bool *kept, struct prov_err *err);

struct prov_ldap;
/* The same, over a connection that a run before has left, if it can be used; else *left stays as it is. */
struct prov_source *prov_directory_source_again(struct prov_call *call,
	const struct prov_source_config *config, struct prov_ldap **left, struct prov_err *err);

/* The profile that a source without one keeps (NULL: none is stored, or one is set), which the caller
 * frees, and the clock of the database. */
int prov_directory_source_known(struct prov_call *call, const struct prov_source_config *config,
				char **profile,
	long long *now, struct prov_err *err);

#endif
