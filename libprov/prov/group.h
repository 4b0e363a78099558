/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/group.h - groups of users; group 1 is everybody (G1)
 */
#ifndef PROV_GROUP_H
#define PROV_GROUP_H

#include <prov/out.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lists groups whose name matches pattern ("*" is any text; NULL: all), by id. DENIED. */
PROV_API PROV_MUST_CHECK int prov_group_list(struct prov_call *call, long long context,
	const char *pattern, enum prov_out_format format, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
