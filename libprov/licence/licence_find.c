/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licence_find.c - of the licences that are installed in a directory, the one that counts
 *
 * That is the first valid one; if none is, the first that can be read.
 */
#include <string.h>

#include "ldap/base/base_dn_int.h"
#include "libprov/licence/licence_int.h"

struct finder {
	const struct prov_licence_check *check;
	struct prov_licence *first;	/* of those that can be read */
	struct prov_err unreadable;	/* why the first one cannot */
};

/* Keeps the licence if it is valid, or the first. Returns 1 to end the search. */
static int look_at(struct finder *f, struct prov_licence **licence, struct prov_err *err)
{
	struct prov_licence_result result = { .bits = PROV_LICENCE_SIGNATURE };

	if (f->check->key_count &&
	    prov_licence_verify(*licence, f->check, &result, err) < 0)
		return -1;
	if (f->first && result.bits)
		return 0;
	prov_licence_free(f->first);
	f->first = *licence;
	*licence = NULL;
	return result.bits == 0;
}

/* Remembers why a licence cannot be read, and goes on: another one may be good. */
static int add_licence(void *data, const char *dn, const struct prov_str *ldif,
		       struct prov_err *err)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;
	struct prov_err why = PROV_ERR_INIT;
	struct finder *f = data;

	if (prov_licence_parse(ldif->p, ldif->len, &licence, &why) == 0)
		return look_at(f, &licence, err);
	prov_err_context(&why, "\"%s\"", dn);
	if (f->unreadable.code == PROV_OK)
		f->unreadable = why;
	return 0;
}

int prov_licence_find(const struct prov_config *config, const char *base, const char *const *keys,
		      size_t key_count, struct prov_licence **licence, struct prov_err *err)
{
	const struct prov_licence_check check = { .base = base, .keys = keys,
						  .key_count = key_count, .users = -1 };
	PROV_CLEANUP(prov_base_place_fini) struct prov_base_answer server = { 0 };
	struct finder f = { .check = &check };
	struct prov_ldap_params params;
	int rc = prov_base_server_find(config, NULL, &params, &server);

	if (rc < 0)
		*err = server.why;
	if (rc == 0) {
		prov_fail(err, PROV_E_CONFIG,
			  "no licence is named, and no LDAP server is known that may have one");
		prov_err_hint(err, "name a file, or set licence.file or ldap.uri in prov.conf");
	}
	if (rc <= 0)
		return -1;
	if (prov_ldap_licence_each(&params, base, add_licence, &f, err) < 0) {
		prov_licence_free(f.first);
		return -1;
	}
	if (!f.first && f.unreadable.code != PROV_OK) {
		*err = f.unreadable;
		return -1;
	}
	if (!f.first)
		return prov_fail(err, PROV_E_INVALID, "the directory has no licence below \"%s\"",
				 base);
	*licence = f.first;
	return 0;
}
