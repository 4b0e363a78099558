/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_dirsync.c - DirSync of Active Directory: its control, byte for byte
 */
#include "ldap/client/ldap_dirsync.h"
#include "tests/lib/tap.h"

/* Of a literal, its zero bytes too. */
#define BYTES(s) ((struct prov_text){ s, sizeof(s) - 1 })

static void said(struct prov_text value, bool more, const char *cookie, const char *what)
{
	struct prov_ldap_dirsync_said s;

	ok(prov_ldap_dirsync_read(&value, &s) == 0 && s.more == more && s.cookie.len == strlen(cookie) &&
	   memcmp(s.cookie.p, cookie, s.cookie.len) == 0, "a result: %s", what);
}

static void bad(struct prov_text value, const char *what)
{
	struct prov_ldap_dirsync_said s;

	ok(prov_ldap_dirsync_read(&value, &s) < 0, "no result: %s", what);
}

static void results(void)
{
	said(BYTES("\x30\x0b\x02\x01\x00\x02\x01\x00\x04\x03" "c=1"), false, "c=1", "that was all");
	said(BYTES("\x30\x0b\x02\x01\x01\x02\x01\x00\x04\x03" "c=1"), true, "c=1", "there is more");
	said(BYTES("\x30\x0e\x02\x01\xff\x02\x04\x7f\xff\xff\xff\x04\x03" "c=1"), true, "c=1",
	     "any number but 0 is more, and the other one is of no use");
	said(BYTES("\x30\x81\x0b\x02\x01\x00\x02\x01\x00\x04\x03" "c=1"), false, "c=1",
	     "a length in two bytes");
	bad(BYTES(""), "nothing");
	bad(BYTES("\x30\x00"), "an empty sequence");
	bad(BYTES("\x30\x08\x02\x01\x00\x02\x01\x00\x04\x00"), "an empty cookie");
	bad(BYTES("\x30\x06\x02\x01\x00\x02\x01\x00"), "no cookie");
	bad(BYTES("\x30\x0a\x02\x00\x02\x01\x00\x04\x03" "c=1"), "a number without bytes");
	bad(BYTES("\x30\x0f\x02\x05\x00\x00\x00\x00\x00\x02\x01\x00\x04\x03" "c=1"), "one of five");
	bad(BYTES("\x30\x0b\x02\x01\x00\x02\x01\x00\x04\x04" "c=1"), "a cookie that is cut off");
	bad(BYTES("\x30\x0d\x02\x01\x00\x02\x01\x00\x04\x03" "c=1" "\x05\x00"), "something behind it");
	bad(BYTES("\x30\x0b\x02\x01\x00\x02\x01\x00\x04\x03" "c=1" "x"), "something behind all");
}

static void request(struct prov_text cookie, bool own_sight, const char *next, struct prov_text want,
		    const char *what)
{
	struct prov_ldap_dirsync d = { .cookie = cookie, .own_sight = own_sight, .next = PROV_STR_INIT };
	LDAPControl *c = NULL;

	prov_str_add(&d.next, next);
	ok(prov_ldap_dirsync_control(&d, &c) == LDAP_SUCCESS && c->ldctl_iscritical &&
	   strcmp(c->ldctl_oid, PROV_LDAP_DIRSYNC) == 0 && c->ldctl_value.bv_len == want.len &&
	   memcmp(c->ldctl_value.bv_val, want.p, want.len) == 0, "a request %s", what);
	ldap_control_free(c);
	prov_str_fini(&d.next);
}

static LDAPControl *control(const char *oid, struct prov_text value)
{
	struct berval bv = { value.len, (char *)(uintptr_t)value.p };
	LDAPControl *c = NULL;

	ldap_control_create(oid, 0, &bv, 1, &c);
	return c;
}

static int result_of(struct prov_ldap_dirsync *d, const char *oid, struct prov_text value, bool is_empty,
		     struct prov_err *err)
{
	LDAPControl *controls[2] = { control(oid, value), NULL };
	const int rc = prov_ldap_dirsync_on_result(d, controls, is_empty, err);

	ldap_control_free(controls[0]);
	return rc;
}

static void goes_on(void)
{
	const struct prov_text more = BYTES("\x30\x0b\x02\x01\x01\x02\x01\x00\x04\x03" "c=2");
	const struct prov_text all = BYTES("\x30\x0b\x02\x01\x00\x02\x01\x00\x04\x03" "c=3");
	struct prov_ldap_dirsync d = { .cookie = BYTES("c=1"), .next = PROV_STR_INIT };
	struct prov_err err = PROV_ERR_INIT;

	ok(result_of(&d, PROV_LDAP_DIRSYNC, more, true, &err) == 1 && strcmp(d.next.p, "c=2") == 0,
	   "a piece without entries, with another cookie: it goes on from there");
	ok(result_of(&d, PROV_LDAP_DIRSYNC, more, false, &err) == 1,
	   "the same cookie, but there were entries");
	ok(result_of(&d, PROV_LDAP_DIRSYNC, more, true, &err) == -1 && err.code == PROV_E_INCOMPLETE,
	   "the same cookie, and nothing came");
	prov_err_clear(&err);
	ok(result_of(&d, PROV_LDAP_DIRSYNC, all, true, &err) == 0 && strcmp(d.next.p, "c=3") == 0,
	   "the end has the cookie of now");
	ok(result_of(&d, "1.2.3", all, true, &err) == -1 && err.code == PROV_E_INCOMPLETE, "no such control");
	prov_err_clear(&err);
	ok(prov_ldap_dirsync_on_result(&d, NULL, true, &err) == -1 && err.code == PROV_E_INCOMPLETE,
	   "no control");
	prov_str_fini(&d.next);
}

int main(void)
{
	const struct prov_text none = { NULL, 0 };

	results();
	request(none, false, "", BYTES("\x30\x0e\x02\x04\x80\x00\x00\x00\x02\x04\x7f\xff\xff\xff\x04\x00"),
		"from the beginning");
	request(none, true, "", BYTES("\x30\x0e\x02\x04\x80\x00\x00\x01\x02\x04\x7f\xff\xff\xff\x04\x00"),
		"with the login's own sight");
	request(BYTES("a\0b"), false, "",
		BYTES("\x30\x11\x02\x04\x80\x00\x00\x00\x02\x04\x7f\xff\xff\xff\x04\x03" "a\0b"),
		"from a cookie of any bytes");
	request(BYTES("c=1"), false, "c=2",
		BYTES("\x30\x11\x02\x04\x80\x00\x00\x00\x02\x04\x7f\xff\xff\xff\x04\x03" "c=2"),
		"for the next piece");
	goes_on();
	return done();
}
