/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/context_int.h - what the files about contexts share
 */
#ifndef PROV_CONTEXT_INT_H
#define PROV_CONTEXT_INT_H

#include <jansson.h>

#include "libprov/model/object.h"

/* context_find.c as hooks of the writer (object.h): which one it is, and its row and names. This is the first
 * member of o->data then. */
struct prov_context_held {
	const struct prov_context_ref *ref;
	json_t *names;		/* all login names */
	json_t *catchall;	/* context_catchall.c */
};
void prov_context_find_forget(struct prov_context_held *held);
int prov_context_find_admit(struct prov_sql *db, struct prov_object *o, struct prov_err *err);
int prov_context_find_row(struct prov_sql *db, struct prov_object *o, struct prov_err *err);
int prov_context_find_none(long long context, struct prov_err *err);
/* What is a column of the context o->old, by enum prov_context_attr_id; borrowed. */
void prov_context_find_attrs(const struct prov_object *o, const char **attr);
/* The whole context of o->old for the log. */
json_t *prov_context_find_log(const struct prov_object *o);

/* context_names.c: the login names of one context, a JSON array in lower case (C1, U7) */
struct prov_context_names {
	json_t *list;
	struct prov_alphabet alphabet;
	const char *cid;
};
/* list: those that there are, which is copied; NULL: none. */
int prov_context_names_init(struct prov_context_names *names, const struct prov_config *config,
	const char *cid, const json_t *list, struct prov_err *err);
void prov_context_names_fini(struct prov_context_names *names);
/* Adds one unless it is there. INVALID: it may be none. */
int prov_context_names_add(struct prov_context_names *names, const char *name, struct prov_err *err);
/* Takes one away; false: it is not there. */
bool prov_context_names_drop(struct prov_context_names *names, const char *name);
bool prov_context_names_has(const json_t *list, const char *name);
/* Are the two compared by the same form? */
bool prov_context_names_same(const char *a, const char *b);
/* Adds those of list that are not in without, as a PostgreSQL array literal; returns how many. */
size_t prov_context_names_literal(const json_t *list, const json_t *without, struct prov_str *out);
/* The names, a literal, are mappings of the context from now on. INVALID: with one of them somebody would log
 * in with what is a mail address of somebody else (U7). */
int prov_context_names_check_logins(struct prov_sql *db, const char *cid, const char *names,
	struct prov_err *err);
/* Tells of mail addresses in those domains, a literal, which are mappings no more. */
int prov_context_names_warn(struct prov_sql *db, const struct prov_object *o, const char *names,
	struct prov_err *err);
/* Why those names, a literal, could not be claimed; name: that of the context, NULL: not claimed. */
int prov_context_names_fail(struct prov_sql *db, const char *cid, const char *names, const char *name,
	struct prov_err *err);

/* context_catchall.c: who gets the rest of the mail of each domain, a JSON object of ids (C6) */
struct prov_context_people {
	/* The user of the context that a word means. NO_USER, INVALID. */
	int (*find)(void *data, const char *word, long long *id, struct prov_err *err);
	void *data;
};
/* list, "DOMAIN=USER,...", or NULL, on top of all. INVALID: what is no domain among the names. */
int prov_context_catchall_apply(json_t *all, const char *list, const json_t *names,
	const struct prov_context_people *people, struct prov_err *err);
/* Takes away those of domains that are not among the names. */
void prov_context_catchall_keep(json_t *all, const json_t *names);
/* Writes what differs; NULL: there are none. */
int prov_context_catchall_write(struct prov_sql *db, const char *cid, const json_t *before,
	const json_t *after, struct prov_err *err);
/* Adds them to an object for the log, if there are any. */
void prov_context_catchall_log(json_t *object, json_t *all);

struct prov_context_row;
/* context.c: creates it as a row that was made by prov_context_set_new(), called by the master. */
int prov_context_create_row(struct prov_call *call, long long id, const struct prov_context_row *row,
	struct prov_err *err);

/* context_set.c: from what a command says to a row */
struct prov_context_row {
	const char *attr[PROV_CA_COUNT];	/* what is a column, by enum prov_context_attr_id */
	char *attrs;				/* JSON, or NULL: none */
	struct prov_str capabilities;		/* array literal, or empty */
	struct prov_context_names names;
	json_t *catchall;
	struct prov_user_row admin;		/* of a new one */
};
void prov_context_set_init(struct prov_context_row *row, const struct prov_config *config);
void prov_context_set_fini(struct prov_context_row *row);
/* A new one. cid and pool have to live as long as row. */
int prov_context_set_new(struct prov_call *call, const struct prov_context_new *given, const char *cid,
	struct prov_context_row *row, struct prov_pool *pool, struct prov_err *err);
/* The context o->old, changed. */
int prov_context_set_change(struct prov_object *o, const struct prov_context_set *set,
	struct prov_context_row *row, struct prov_pool *pool, struct prov_err *err);
/* INVALID: a combination and single modules. */
int prov_context_set_check_access(const struct prov_access_change *access, struct prov_err *err);
/* Parameters of a statement that writes a context: its id, attrs, its columns. args has room for them. */
#define PROV_CONTEXT_ARGS (2 + PROV_CA_COUNT)
struct prov_sql_args prov_context_set_args(const struct prov_context_row *row, const char *cid,
	const char **args);

/* context_grant.c: module access of all users of a context at once */
struct prov_context_grant {
	prov_modules_t users, admin;	/* who gets what */
	long long count;		/* of users who had something else */
};
/* From what was granted to the admin, and what is changed of that. Adds to before and after who had something
 * else. INVALID. */
int prov_context_grant_build(struct prov_sql *db, struct prov_object *o,
	const struct prov_access_change *change, struct prov_context_grant *grant, struct prov_err *err);
int prov_context_grant_write(struct prov_sql *db, const char *cid, const struct prov_context_grant *grant,
	struct prov_err *err);

#endif
