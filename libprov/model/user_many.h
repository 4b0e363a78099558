/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/user_many.h - users that are created one after the other in a transaction, and written together
 *
 * Between prov_session_begin_many() and the end of the transaction a new user is only checked and kept: its
 * id is known, since the context's lock is held, and is told at once. They are written, all of a context by
 * four statements, when anything else wants the database, or at the end. What is wrong with one of them
 * then (a name is taken) is told of all: CONFLICT; the caller takes the transaction back and does the same
 * again with prov_session_begin(), one by one.
 */
#ifndef PROV_USER_MANY_H
#define PROV_USER_MANY_H

#include "libprov/model/model.h"

void prov_user_many_open(struct prov_session *session);
void prov_user_many_close(struct prov_session *session);	/* what is not written is forgotten */
/* Writes what is kept; the contexts' counters have to be read again after that. CONFLICT. */
int prov_user_many_write(struct prov_session *session, struct prov_err *err);
/* Locks these contexts in this order, if they are there. */
int prov_user_many_lock(struct prov_session *session, const long long *contexts, size_t count,
	struct prov_err *err);
/* Places of the licence, claimed for several users at once; what is not used is free again at the end.
 * false: there is none, but more may be claimed; given: how many are used. */
bool prov_user_many_place(struct prov_session *session, long long more);
long long prov_user_many_given(const struct prov_session *session);
/* Fails with CONFLICT: has to be done in another way. */
int prov_user_many_fail(struct prov_err *err);
/* Keeps a user. 1: its id is in *id; 0: it has to be created as always (no such context, no ids left).
 * CONFLICT. */
int prov_user_many_add(struct prov_call *call, long long context, const struct prov_user_row *row,
	const char *who, long long *id, struct prov_err *err);

#endif
