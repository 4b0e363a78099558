/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sink/directory_profile.h - the profile of a source that sets none
 */
#ifndef PROV_DIRECTORY_PROFILE_H
#define PROV_DIRECTORY_PROFILE_H

#include "libprov/model/model.h"

/* A source keeps the profile that it began with, unless another one is set: config gets it. Caller frees
 * *profile. */
int prov_directory_profile(struct prov_call *call, struct prov_source_config *config, char **profile,
	struct prov_err *err);

#endif
