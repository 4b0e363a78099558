/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/onetime.h - one-time logins: a secret with which a user logs in once, within a minute
 *
 * Who has authenticated a user in another way, a portal say, sends it on with one (docs/web.md). The
 * secret is in the caller's hands alone: the database has its hash.
 */
#ifndef PROV_ONETIME_H
#define PROV_ONETIME_H

#include <prov/user.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of a context admin. *url: with the secret; the caller wipes and frees it. *id: which user it is. NO_USER,
 * DENIED, CONFIG: web.url is not set; INVALID: the user may not log in. */
PROV_API PROV_MUST_CHECK int prov_onetime_make(struct prov_call *call, long long context,
	const struct prov_user_ref *ref, long long *id, char **url, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
