/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/capability.h - capabilities: features that are no modules (rule M5)
 *
 * A user, a context and the installation (access.capabilities in prov.conf) may each say of a capability
 * that it is granted, or that it is denied. What the user has counts before what the context has, and that
 * before the installation. Names are lower case.
 */
#ifndef PROV_CAPABILITY_H
#define PROV_CAPABILITY_H

#include <prov/rows.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lists of names, separated by commas; NULL: none. Applied from the last to the first, so that what is
 * dropped may be added at once. */
struct prov_capability_change {
	const char *add;		/* granted; -NAME: denied */
	const char *remove;		/* denied */
	const char *drop;		/* nothing is said about them any more */
};

struct prov_context_ref;
struct prov_user_ref;

/* What holds for a user, or for a context's users who have nothing of their own, by name. Columns:
 * capability, granted, and from: user, context or installation. */
PROV_API size_t prov_capability_columns(struct prov_column *columns);
/* *id: which user it is. NO_USER, DENIED. */
PROV_API PROV_MUST_CHECK int prov_capability_list_user(struct prov_call *call, long long context,
	const struct prov_user_ref *ref, long long *id, const struct prov_rows *rows, struct prov_err *err);
/* *id: which context it is. NO_CONTEXT, DENIED. */
PROV_API PROV_MUST_CHECK int prov_capability_list_context(struct prov_call *call,
	const struct prov_context_ref *ref, long long *id, const struct prov_rows *rows,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
