/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/user.h - users, the people who log in
 *
 * A user belongs to one context; names are unique in it, compared without case (U1), ids are never
 * reused (U4, U8). These are the context admin's functions: given credentials are those of the
 * context's admin, and an unknown context is DENIED ("Authentication failed"), as the
 * Open-Xchange tools have it: who may not log in must not learn what exists.
 */
#ifndef PROV_USER_H
#define PROV_USER_H

#include <prov/access.h>
#include <prov/attr.h>
#include <prov/capability.h>
#include <prov/rows.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a command says about a user. NULL: not mentioned, "": cleared. */
struct prov_user_set {
	const char *attr[PROV_ATTR_COUNT];
	struct prov_access_change access;
	struct prov_capability_change capabilities;
	/* "config/NAME", or "gui/NAME", a preference of the GUI: value, or NULL to remove; ends with a NULL
	 * name. May be NULL. */
	const struct prov_extra {
		const char *name, *value;
	} *extra;
};

#define PROV_GUI_PREFIX "gui/"

/* A user by id or by name; id 0: by name. Both: INVALID unless they mean the same user. */
struct prov_user_ref {
	long long id;
	const char *name;
};

/* Creates a user and sets *id. INVALID, EXISTS (name, address), MISSING, DENIED. */
PROV_API PROV_MUST_CHECK int prov_user_create(struct prov_call *call, long long context,
	const struct prov_user_set *set, long long *id, struct prov_err *err);
/* Changes what is mentioned. *id: which user it is. NO_USER, INVALID, EXISTS, DENIED. */
PROV_API PROV_MUST_CHECK int prov_user_change(struct prov_call *call, long long context,
	const struct prov_user_ref *ref, const struct prov_user_set *set, long long *id,
	struct prov_err *err);

struct prov_user_copy {
	long long from, to;		/* contexts */
	struct prov_user_ref user;	/* of the first */
	const char *mail;		/* primary address of the copy; NULL: the same */
	bool if_not_exists;		/* a user of that name in the other context is no error */
};
/* A user of one context once more in another, with the next id there. *id: the new one, or, with *created
 * false, that of the user who has the name. Of the master admin. NO_CONTEXT, NO_USER, INVALID, EXISTS. */
PROV_API PROV_MUST_CHECK int prov_user_copy(struct prov_call *call, const struct prov_user_copy *what,
	long long *id, bool *created, struct prov_err *err);

enum prov_heir { PROV_HEIR_ADMIN, PROV_HEIR_USER, PROV_HEIR_NOBODY };
/* Deletes a user; what it shared goes to the admin, to user heir_id, or to nobody (U5). *id: which
 * user it was. The admin itself is refused: INVALID. */
PROV_API PROV_MUST_CHECK int prov_user_delete(struct prov_call *call, long long context,
	const struct prov_user_ref *ref, enum prov_heir heir, long long heir_id,
	long long *id, struct prov_err *err);

struct prov_user_filter {
	const char *pattern;		/* user name; "*" is any text; NULL: all */
	bool ignore_case;
	bool disabled;			/* only those who may not log in */
	const char *domain;		/* only those with an address in it; NULL: all */
};
/* Lists users by id. Columns: id, every attribute with a heading, what operators added, who disabled it,
 * what was granted to it (PROV_USER_GRANTED), every module. */
#define PROV_USER_GRANTED "granted"
PROV_API size_t prov_user_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_user_list(struct prov_call *call, long long context,
	const struct prov_user_filter *filter, const struct prov_rows *rows, struct prov_err *err);
/* Is there a user with this id or name, or, if that is not NULL, with this display name? 1, and *id is set
 * (of several with that display name the first), 0, or -1. DENIED, INVALID. */
PROV_API PROV_MUST_CHECK int prov_user_exists(struct prov_call *call, long long context,
	const struct prov_user_ref *ref, const char *display_name, long long *id, struct prov_err *err);
/* *id: which user it is; *modules: what it may use; the admin's are derived (M3). NO_USER, DENIED. */
PROV_API PROV_MUST_CHECK int prov_user_access(struct prov_call *call, long long context,
	const struct prov_user_ref *ref, long long *id, prov_modules_t *modules,
	struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
