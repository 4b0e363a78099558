/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/group.h - groups of users; group 1 is everybody (G1)
 */
#ifndef PROV_GROUP_H
#define PROV_GROUP_H

#include <prov/rows.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lists groups whose name matches pattern ("*" is any text; NULL: all), by id. DENIED. */
PROV_API size_t prov_group_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_group_list(struct prov_call *call, long long context,
	const char *pattern, const struct prov_rows *rows, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
