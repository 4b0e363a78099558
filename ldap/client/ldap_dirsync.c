/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_dirsync.c - DirSync of Active Directory: what became of a part of the tree since a cookie
 *
 * The base is the top of that part. Of an entry that differs come its key, its name, and those attributes
 * that changed, if they were asked for, so that an attribute that was not asked for changes unseen. The
 * server may give it piece by piece: each result has a cookie, and says whether there is more to be asked for
 * with that. Only the last cookie stands for all of it.
 */
#include <lber.h>

#include "ldap/client/ldap_dirsync.h"

#define OWN_SIGHT 0x1			/* only what the login may read; needs no right of its own */
#define CHANGED_VALUES INT32_MIN	/* 0x80000000: of a list of members only those who came or went */
#define ALL_AT_ONCE INT32_MAX		/* bytes: the server has a limit of its own */
#define TAG_INTEGER 0x02
#define TAG_OCTETS 0x04
#define TAG_SEQUENCE 0x30

/* ---- values ---- */

static bool take_number(struct prov_ldap_entry_bytes *in, bool *is_set)
{
	struct prov_ldap_entry_bytes number;

	if (!prov_ldap_entry_take(in, TAG_INTEGER, &number) || number.p == number.end ||
	    number.end - number.p > 4)
		return false;
	for (*is_set = false; number.p < number.end; number.p++)
		*is_set |= *number.p != 0;
	return true;
}

/* SEQUENCE { more, of no use, cookie } */
int prov_ldap_dirsync_read(const struct prov_text *value, struct prov_ldap_dirsync_said *said)
{
	const unsigned char *p = (const unsigned char *)value->p;
	struct prov_ldap_entry_bytes all = { p, p + value->len }, in, cookie;
	bool ignored;

	if (!prov_ldap_entry_take(&all, TAG_SEQUENCE, &in) || all.p != all.end ||
	    !take_number(&in, &said->more) || !take_number(&in, &ignored) ||
	    !prov_ldap_entry_take(&in, TAG_OCTETS, &cookie) || in.p != in.end || cookie.p == cookie.end)
		return -1;
	said->cookie = (struct prov_text){ (const char *)cookie.p, (size_t)(cookie.end - cookie.p) };
	return 0;
}

/* ---- the request ---- */

static struct prov_text cookie_of(const struct prov_ldap_dirsync *d)
{
	return d->next.len ? (struct prov_text){ d->next.p, d->next.len } : d->cookie;
}

/* Critical: a server that does not know it would send everything. */
int prov_ldap_dirsync_control(const struct prov_ldap_dirsync *d, LDAPControl **control)
{
	const struct prov_text cookie = cookie_of(d);
	const ber_int_t flags = CHANGED_VALUES | (d->own_sight ? OWN_SIGHT : 0);
	BerElement *ber = ber_alloc_t(LBER_USE_DER);
	struct berval value;
	int rc = LDAP_ENCODING_ERROR;

	if (ber && ber_printf(ber, "{iio}", flags, ALL_AT_ONCE, cookie.p ? cookie.p : "",
			      (ber_len_t)cookie.len) != -1 && ber_flatten2(ber, &value, 0) == 0)
		rc = ldap_control_create(PROV_LDAP_DIRSYNC, 1, &value, 1, control);
	ber_free(ber, 1);
	return rc;
}

/* ---- the result ---- */

int prov_ldap_dirsync_on_result(struct prov_ldap_dirsync *d, LDAPControl **controls, bool is_empty,
				struct prov_err *err)
{
	const LDAPControl *c = controls ? ldap_control_find(PROV_LDAP_DIRSYNC, controls, NULL) : NULL;
	const struct prov_text before = cookie_of(d);
	struct prov_ldap_dirsync_said said;
	struct prov_text value;

	if (!c)
		return prov_fail(err, PROV_E_INCOMPLETE, "the server did not say whether DirSync is "
				 "at its end");
	value = (struct prov_text){ c->ldctl_value.bv_val ? c->ldctl_value.bv_val : "",
				    c->ldctl_value.bv_len };
	if (prov_ldap_dirsync_read(&value, &said) < 0)
		return prov_fail(err, PROV_E_INCOMPLETE, "the server sent a result of DirSync that is not "
				 "well-formed");
	if (said.more && is_empty && before.len == said.cookie.len &&
	    memcmp(before.p, said.cookie.p, before.len) == 0)
		return prov_fail(err, PROV_E_INCOMPLETE, "the server repeats the same empty part of DirSync");
	prov_str_clear(&d->next);
	prov_str_add_len(&d->next, said.cookie.p, said.cookie.len);
	return said.more;
}
