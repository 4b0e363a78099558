/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/placement.h - rows of servers, file stores and databases
 */
#ifndef PROV_MODEL_PLACEMENT_H
#define PROV_MODEL_PLACEMENT_H

#include <prov/placement.h>

#include "libprov/model/model.h"
#include "libprov/model/object.h"

/* The columns of query/placement/find.sql and list.sql. */
enum { PROV_PC_ID, PROV_PC_NAME, PROV_PC_MAX, PROV_PC_ATTRS, PROV_PC_CONTEXTS };

/* placement_row.c: what people call a kind. */
extern const char *const prov_placement_row_words[PROV_PLACEMENT_COUNT];
/* The value of an attribute in row n, or NULL; attrs is its column of that name. Borrowed
 * from both. */
const char *prov_placement_row_value(const struct prov_noun *noun, const struct prov_sql_result *row,
	size_t n, const json_t *attrs, int attr);

/* placement_context.c: a context that referred to what stands in old refers from now on to what stands in
 * new, by enum prov_context_attr_id; NULL: no context before, or none after. Last thing in its transaction:
 * the rows of the records stay locked. NO_RECORD; INVALID: no room for one more context. */
int prov_placement_context(struct prov_sql *db, const char *const *old, const char *const *new,
	struct prov_err *err);

#endif
