/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/context_int.h - what the files about contexts share
 */
#ifndef PROV_CONTEXT_INT_H
#define PROV_CONTEXT_INT_H

#include <jansson.h>

#include "libprov/model/object.h"

/* context_find.c as hooks of the writer (object.h). The first member of o->data is the struct
 * prov_context_ref *. */
int prov_context_find_admit(struct prov_sql *db, struct prov_object *o, struct prov_err *err);
int prov_context_find_none(long long context, struct prov_err *err);

/* context_names.c: the login names of one context, a JSON array in lower case (C1, U7) */
struct prov_context_names {
	json_t *list;
	struct prov_alphabet alphabet;
	const char *cid;
};
int prov_context_names_init(struct prov_context_names *names, const struct prov_config *config,
	const char *cid, struct prov_err *err);
void prov_context_names_fini(struct prov_context_names *names);
/* Adds one unless it is there. INVALID: it may be none. */
int prov_context_names_add(struct prov_context_names *names, const char *name, struct prov_err *err);
/* Adds them as a PostgreSQL array literal. */
void prov_context_names_literal(const json_t *list, struct prov_str *out);

/* context_set.c: from what a command says to a row */
struct prov_context_row {
	const char *attr[PROV_CA_COUNT];	/* what is a column, by enum prov_context_attr_id */
	char *attrs;				/* JSON, or NULL: none */
	struct prov_str capabilities;		/* array literal, or empty */
	struct prov_context_names names;
	struct prov_user_row admin;		/* of a new one */
};
void prov_context_set_init(struct prov_context_row *row, const struct prov_config *config);
void prov_context_set_fini(struct prov_context_row *row);
/* A new one. cid and pool have to live as long as row. */
int prov_context_set_new(struct prov_call *call, const struct prov_context_new *given, const char *cid,
	struct prov_context_row *row, struct prov_pool *pool, struct prov_err *err);
/* Parameters of a statement that writes a context: its id, attrs, its columns. args has room for them. */
#define PROV_CONTEXT_ARGS (2 + PROV_CA_COUNT)
struct prov_sql_args prov_context_set_args(const struct prov_context_row *row, const char *cid,
	const char **args);

#endif
