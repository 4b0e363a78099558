/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/group.h - groups of users; group 1 is everybody (G1)
 *
 * A group has a name, unique in its context without case, members, and maybe a mail address, which stands
 * for its members (G3). What a directory brings belongs to it (G4): name, display name, address and members
 * of such a group cannot be changed here, nor can it be deleted, while its entry is there. These are
 * functions of the context's admin, as those of prov/user.h.
 */
#ifndef PROV_GROUP_H
#define PROV_GROUP_H

#include <prov/noun.h>
#include <prov/rows.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PROV_EVERYBODY_ID 1

/* A group by id or by name; id 0: by name. Both: INVALID unless they mean the same group. */
struct prov_group_ref {
	long long id;
	const char *name;
};

struct prov_group_set {
	/* By enum prov_group_attr_id, what has a column. NULL: not mentioned, "": cleared. */
	const char *attr[PROV_GA_COUNT];
	/* Users, by id if it is a number, else by name; NULL-terminated, NULL: none. */
	const char *const *add, *const *remove;
	bool may_be_member;		/* a user to add who is in the group already is no error */
};

/* Creates a group and sets *id. INVALID, EXISTS (name, address), NO_USER (members), DENIED. */
PROV_API PROV_MUST_CHECK int prov_group_create(struct prov_call *call, long long context,
	const struct prov_group_set *set, long long *id, struct prov_err *err);
/* Changes what is mentioned. *id: which group it is. NO_GROUP, NO_USER, INVALID, EXISTS, DENIED. */
PROV_API PROV_MUST_CHECK int prov_group_change(struct prov_call *call, long long context,
	const struct prov_group_ref *ref, const struct prov_group_set *set, long long *id,
	struct prov_err *err);
/* *id: which group it was. NO_GROUP; group 1, and what belongs to a directory: INVALID. DENIED. */
PROV_API PROV_MUST_CHECK int prov_group_delete(struct prov_call *call, long long context,
	const struct prov_group_ref *ref, long long *id, struct prov_err *err);
/* *id: which group it is. NO_GROUP, DENIED. */
PROV_API PROV_MUST_CHECK int prov_group_find(struct prov_call *call, long long context,
	const struct prov_group_ref *ref, long long *id, struct prov_err *err);

/* Lists groups whose name matches pattern ("*" is any text; NULL: all), by id. DENIED. */
PROV_API size_t prov_group_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_group_list(struct prov_call *call, long long context,
	const char *pattern, const struct prov_rows *rows, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
