/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/resource.h - resources: rooms, projectors, what can be booked
 *
 * A resource has a name, unique in its context without case, and is created with a mail address (R1). These
 * are functions of the context's admin, as those of prov/user.h.
 */
#ifndef PROV_RESOURCE_H
#define PROV_RESOURCE_H

#include <prov/noun.h>
#include <prov/rows.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A resource by id or by name; id 0: by name. Both: INVALID unless they mean the same one. */
struct prov_resource_ref {
	long long id;
	const char *name;
};

struct prov_resource_set {
	/* By enum prov_resource_attr_id. NULL: not mentioned, "": cleared. */
	const char *attr[PROV_RA_COUNT];
};

/* Creates a resource and sets *id. INVALID, EXISTS (name, address), VALUE, DENIED. */
PROV_API PROV_MUST_CHECK int prov_resource_create(struct prov_call *call, long long context,
	const struct prov_resource_set *set, long long *id, struct prov_err *err);
/* Changes what is mentioned. *id: which one it is. NO_RESOURCE, INVALID, EXISTS, VALUE, DENIED. */
PROV_API PROV_MUST_CHECK int prov_resource_change(struct prov_call *call, long long context,
	const struct prov_resource_ref *ref, const struct prov_resource_set *set, long long *id,
	struct prov_err *err);
/* *id: which one it was. NO_RESOURCE, DENIED. */
PROV_API PROV_MUST_CHECK int prov_resource_delete(struct prov_call *call, long long context,
	const struct prov_resource_ref *ref, long long *id, struct prov_err *err);
/* *id: which one it is. NO_RESOURCE, DENIED. */
PROV_API PROV_MUST_CHECK int prov_resource_find(struct prov_call *call, long long context,
	const struct prov_resource_ref *ref, long long *id, struct prov_err *err);

/* Lists resources whose name matches pattern ("*" is any text; NULL: all), by id. DENIED. */
PROV_API size_t prov_resource_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_resource_list(struct prov_call *call, long long context,
	const char *pattern, const struct prov_rows *rows, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
