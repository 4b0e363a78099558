/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/key.h - what SOGo finds users, groups and resources by (sql/setup/sogo.sql)
 *
 * It follows from users, their addresses and the login names of contexts, and is kept in the transaction that
 * writes those. Where SOGo is not used nothing is done: prov_sql_keys_kept().
 */
#ifndef PROV_KEY_H
#define PROV_KEY_H

#include "libprov/model/object.h"

/* After a single object was written. */
int prov_key_object(struct prov_sql *db, const struct prov_object *o, struct prov_err *err);

/* Contexts with new users, of each from an id on. */
struct prov_key_new {
	struct prov_str contexts, ids;	/* array literals, not ended */
};
#define PROV_KEY_NEW_INIT { PROV_STR_INIT, PROV_STR_INIT }
void prov_key_new_add(struct prov_key_new *new, long long context, long long id);
/* After they were written, all at once; new is freed in any case, db NULL: nothing else is done. */
int prov_key_new_write(struct prov_sql *db, struct prov_key_new *new, struct prov_err *err);

#endif
