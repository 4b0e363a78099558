/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/named.h - what groups and resources have in common: a name and at most one mail address
 *
 * Both are nouns of the writer (object.h). A file of theirs has the struct prov_object_kind, whose functions
 * call these, and what only they have: members, say. Values are made anew each time a transaction runs; all
 * of them live in the pool.
 */
#ifndef PROV_NAMED_H
#define PROV_NAMED_H

#include "libprov/model/object.h"

#define PROV_NAMED_ATTRS 12

struct prov_named_kind {
	const struct prov_noun *noun;
	enum prov_name_kind name;	/* its alphabet */
	const char *address;		/* its letter in prov.address */
	enum prov_query next_id, get, insert, update, delete;
	enum prov_code unknown;		/* that one does not exist */
	/* What is said of a name that is taken; %s is the name. Of a new one first, then of a change. */
	const char *taken[2];
	/* What an attribute is of which nothing is said. NULL, also for the function: as others. */
	const char *(*fill)(int attr);
	bool (*is_lower)(const struct prov_config *config);	/* are its names stored in lower case? */
};

struct prov_named {
	const struct prov_named_kind *kind;
	struct prov_pool *pool;
	long long id;			/* which one is meant; 0: by name */
	const char *name;
	const char *given[PROV_NAMED_ATTRS];	/* by attribute; NULL: not mentioned, "": cleared */
	/* made */
	const char *value[PROV_NAMED_ATTRS];	/* of columns; NULL: none */
	const char *login, *address, *old_address;
};

/* attr is what a command gives; it is taken in the form that is stored. */
void prov_named_init(struct prov_named *n, const struct prov_named_kind *kind, struct prov_pool *pool,
	const char *const *attr);
/* For struct prov_object_kind: find fills old and id. The code of the kind, or INVALID: id and name of two
 * objects. */
int prov_named_find(struct prov_sql *db, struct prov_object *o, const struct prov_named *n,
	struct prov_err *err);
/* Is there one? 1 yes, and *id; 0 no, and err says so; -1 who knows. */
int prov_named_look(struct prov_sql *db, long long context, const struct prov_named *n, long long *id,
	struct prov_err *err);
/* Checks and makes values, before and after. INVALID, VALUE. */
int prov_named_build(struct prov_object *o, struct prov_named *n, struct prov_err *err);
/* What find has read, for a deletion. */
void prov_named_before(struct prov_object *o, struct prov_named *n);
/* Does the object get another value of this attribute? */
bool prov_named_differs(const struct prov_object *o, const struct prov_named *n, int attr);
/* The column behind those of the noun and the address, as find has read it. */
const char *prov_named_extra(const struct prov_object *o, const struct prov_named *n, int nth);
/* The writer's last step, together with more steps of the noun. EXISTS: what is taken. */
int prov_named_write(struct prov_sql *db, struct prov_object *o, const struct prov_named *n,
	const struct prov_sql_step *more, size_t count, struct prov_err *err);

/* Rows of query/NOUN/list.sql whose name matches pattern (NULL: all), each given to row together with
 * rows. */
int prov_named_list(struct prov_call *call, long long context, enum prov_query query, const char *pattern,
	int (*row)(void *data, const struct prov_sql_result *res, struct prov_err *err),
	const struct prov_rows *rows, struct prov_err *err);

#endif
