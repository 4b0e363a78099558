/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/context.h - contexts, the tenants of the platform
 *
 * A context has an id, a name and login mappings; all three are one name space that is unique over
 * the installation, compared in lower case (rules C1, U7). It is created together with its admin,
 * user 2, in one transaction (C2). These are the master admin's functions: given credentials are
 * the master's.
 */
#ifndef PROV_CONTEXT_H
#define PROV_CONTEXT_H

#include <prov/access.h>
#include <prov/noun.h>
#include <prov/user.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PROV_CONTEXT_MAX 2147483647
#define PROV_ADMIN_ID 2

/* A context by id or by name; id 0: by name. Both: INVALID unless they mean the same context. */
struct prov_context_ref {
	long long id;
	const char *name;
};

struct prov_context_new {
	long long id;
	/* By enum prov_context_attr_id, what is a column or a member of attrs; NULL: not said. Without a
	 * name it is the id, without a quota (MiB, -1) it is unlimited. */
	const char *attr[PROV_CA_COUNT];
	const char *const *mappings;	/* more login names; NULL-terminated, NULL: none */
	const struct prov_extra *extra;	/* attributes of the context: "config/NAME" */
	struct prov_capability_change capabilities;
	struct prov_user_set admin;	/* name, display name, password, mail, ... */
	/* Without effect here, but words that are none are refused; NULL: not said. */
	const char *schema_strategy;
};

/* Creates context and admin. CONTEXT_EXISTS, EXISTS (name), STORAGE (mapping taken), INVALID. */
PROV_API PROV_MUST_CHECK int prov_context_create(struct prov_call *call,
	const struct prov_context_new *context, struct prov_err *err);

/* What a change does. Members that are not mentioned stay. */
struct prov_context_set {
	const char *attr[PROV_CA_COUNT];	/* as above; NULL: stays, "": cleared */
	/* Login mappings; NULL-terminated, NULL: none. Its id and its name are always there: INVALID. */
	const char *const *add, *const *remove;
	/* Attributes of the context; a value of NULL removes one. */
	const struct prov_extra *extra;
	struct prov_capability_change capabilities;
	/* Of every user, starting from what was granted to the admin. Individual differences are lost;
	 * public-folder-editable is for the admin only. */
	struct prov_access_change access;
};
/* Of a deletion what was there; of a change whose access was another one, and login mappings; changed:
 * anything differs. */
struct prov_context_counts {
	long long users, groups, resources, added, removed;
	bool changed;
};
/* Changes what is mentioned, in one transaction. *id is set; counts may be NULL. A name is a mapping as long
 * as it is the name. NO_CONTEXT, EXISTS (name), STORAGE (mapping taken), INVALID. */
PROV_API PROV_MUST_CHECK int prov_context_change(struct prov_call *call,
	const struct prov_context_ref *ref, const struct prov_context_set *set, long long *id,
	struct prov_context_counts *counts, struct prov_err *err);
/* Deletes everything of it in one transaction (C5). *id is set; counts may be NULL. NO_CONTEXT. */
PROV_API PROV_MUST_CHECK int prov_context_delete(struct prov_call *call,
	const struct prov_context_ref *ref, long long *id, struct prov_context_counts *counts,
	struct prov_err *err);
/* Lists contexts whose name or mapping matches pattern ("*" is any text), by id. */
PROV_API size_t prov_context_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_context_list(struct prov_call *call, const char *pattern,
	const struct prov_rows *rows, struct prov_err *err);
/* Enables or disables all contexts (C3); *count is set to how many were not so before. */
PROV_API PROV_MUST_CHECK int prov_context_enable_all(struct prov_call *call, bool enabled, long long *count,
	struct prov_err *err);
/* *id: which context it is. NO_CONTEXT; INVALID: id and name do not mean the same one. */
PROV_API PROV_MUST_CHECK int prov_context_id(struct prov_call *call, const struct prov_context_ref *ref,
	long long *id, struct prov_err *err);
/* How many items of a module (task, calendar, contact, infostore, attachment) it may have, one row for each
 * module of which that is said; 0 is unlimited. *id is set. NO_CONTEXT. */
PROV_API size_t prov_context_limits_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_context_limits(struct prov_call *call,
	const struct prov_context_ref *ref, long long *id, const struct prov_rows *rows,
	struct prov_err *err);
/* The attribute of a context that this is. INVALID: there is no such module. */
PROV_API PROV_MUST_CHECK int prov_context_limits_attr(const char *module, enum prov_context_attr_id *attr,
	struct prov_err *err);
/* What the admin may use: what any user has and what was granted to it (M3); or only the latter. */
PROV_API PROV_MUST_CHECK int prov_context_modules(struct prov_call *call, const struct prov_context_ref *ref,
	bool granted, long long *id, prov_modules_t *modules, struct prov_err *err);
/* The same as one row, a column a module; with granted, columns for that behind them. */
PROV_API size_t prov_context_access_columns(bool granted, struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_context_access(struct prov_call *call,
	const struct prov_context_ref *ref, bool granted, const struct prov_rows *rows,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
