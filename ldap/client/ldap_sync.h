/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/client/ldap_sync.h - content synchronisation (RFC 4533): what stands in its controls and messages;
 * private to this layer
 *
 * All that is read points into the value that it was read from. -1: the value is not well-formed, or has
 * something that the RFC does not know; then nothing may be concluded from it.
 */
#ifndef PROV_LDAP_SYNC_H
#define PROV_LDAP_SYNC_H

#include "ldap/client/ldap_int.h"

/* Of an entry. */
enum prov_ldap_sync_what {
	PROV_LDAP_SYNC_PRESENT,
	PROV_LDAP_SYNC_ADD,
	PROV_LDAP_SYNC_MODIFY,
	PROV_LDAP_SYNC_DELETE
};

struct prov_ldap_sync_state {
	enum prov_ldap_sync_what what;
	const unsigned char *uuid;	/* PROV_LDAP_SYNC_UUID bytes */
	struct prov_text cookie;	/* p NULL: there is none, which an empty one is not */
};
int prov_ldap_sync_read_state(const struct prov_text *value, struct prov_ldap_sync_state *state);

/* Of the result. */
struct prov_ldap_sync_done {
	struct prov_text cookie;
	bool deletes;			/* what was not named since the last phase is as it was */
};
int prov_ldap_sync_read_done(const struct prov_text *value, struct prov_ldap_sync_done *done);

/* Of a message in between. */
enum prov_ldap_sync_news {
	PROV_LDAP_SYNC_COOKIE,
	PROV_LDAP_SYNC_DELETES_END,	/* of the phase in which what is gone is named; */
	PROV_LDAP_SYNC_PRESENT_END,	/* in which what is there is named */
	PROV_LDAP_SYNC_IDS
};
struct prov_ldap_sync_info {
	enum prov_ldap_sync_news news;
	struct prov_text cookie;
	bool flag;			/* the ends: refreshing is over; IDS: these are gone */
	struct prov_text ids;		/* IDS: for prov_ldap_sync_next() */
};
int prov_ldap_sync_read_info(const struct prov_text *value, struct prov_ldap_sync_info *info);
/* Takes the next UUID; NULL: there are no more. */
const unsigned char *prov_ldap_sync_next(struct prov_text *ids);

/* ---- a search of that kind: struct prov_ldap_sync of its query ---- */

/* The control of the request; an LDAP result. */
int prov_ldap_sync_control(const struct prov_ldap_sync *sync, LDAPControl **control);
/* An entry came: 1, it is one of the content; 0: only its UUID counts, which was told. A message in between;
 * the controls of a result that was success. */
int prov_ldap_sync_on_entry(struct prov_ldap_sync *sync, LDAP *ld, LDAPMessage *msg, struct prov_err *err);
int prov_ldap_sync_on_message(struct prov_ldap_sync *sync, LDAP *ld, LDAPMessage *msg, struct prov_err *err);
int prov_ldap_sync_on_result(struct prov_ldap_sync *sync, LDAPControl **controls, struct prov_err *err);

#endif
