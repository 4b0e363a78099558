/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/web_session.h - sessions of people in the web, for provweb
 *
 * The connection is that of the role prov_web, which may call what is needed for them (sql/view/web.sql), and
 * nothing else.
 */
#ifndef PROV_WEB_SESSION_H
#define PROV_WEB_SESSION_H

#include "libprov/model/model.h"

struct prov_web_user {
	long long context, uid;
};

/* Or NULL. It may be used again and again: one that broke is made anew. */
struct prov_sql *prov_web_session_connect(const struct prov_config *config, struct prov_err *err);

/* 1: *session is a new secret of *user, for as long as web.session says. 0: the token is none, was used or is
 * too old, or the user may not log in. -1: nobody knows. session has PROV_TOKEN_BYTES. */
int prov_web_session_redeem(struct prov_sql *db, const struct prov_config *config, const char *token,
	char *session, struct prov_web_user *user, struct prov_err *err);
/* The same for a user whose password was right. */
int prov_web_session_open(struct prov_sql *db, const struct prov_config *config,
	const struct prov_web_user *user, char *session, struct prov_err *err);
/* Whose session is it? 1, or 0: it is none, or it has ended; -1. */
int prov_web_session_find(struct prov_sql *db, const char *session, struct prov_web_user *user,
	struct prov_err *err);
int prov_web_session_close(struct prov_sql *db, const char *session, struct prov_err *err);
/* Removes what is over. */
int prov_web_session_clean(struct prov_sql *db, struct prov_err *err);

#endif
