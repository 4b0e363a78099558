/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/directory_others.h - whom an entry has to do with: members of a group, and who has its name or
 * addresses
 */
#ifndef PROV_DIRECTORY_OTHERS_H
#define PROV_DIRECTORY_OTHERS_H

#include "libprov/sink/sink.h"

/* A line of what is stored. */
typedef int prov_directory_others_fn(void *data, const char *name, const char *value, const char *from,
	const char *why, struct prov_err *err);

/* Each member of a group, and who that is. */
int prov_directory_others_members(struct sink *sink, const struct prov_record *record,
	prov_directory_others_fn *fn, void *data, struct prov_err *err);
/* Who else has the name or an address of the record in context cid. */
int prov_directory_others_conflicts(struct sink *sink, const struct prov_record *record, int cid,
	prov_directory_others_fn *fn, void *data, struct prov_err *err);

#endif
