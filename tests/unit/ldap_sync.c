/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_sync.c - content synchronisation (RFC 4533): controls and messages, byte for byte
 */
#include "ldap/client/ldap_sync.h"
#include "tests/lib/tap.h"

#define UUID "0123456789abcdef"
#define OTHER "fedcba9876543210"

/* Of a literal, its zero bytes too. */
#define BYTES(s) ((struct prov_text){ s, sizeof(s) - 1 })

static bool is_text(struct prov_text t, const char *want)
{
	return want ? t.p && t.len == strlen(want) && memcmp(t.p, want, t.len) == 0 : !t.p;
}

static void states(void)
{
	static const char *const names[] = { "present", "add", "modify", "delete" };
	struct prov_ldap_sync_state s;

	for (char i = 0; i < 4; i++) {
		char value[] = "\x30\x15\x0a\x01" "x" "\x04\x10" UUID;
		const struct prov_text t = { value, sizeof(value) - 1 };

		value[4] = i;
		ok(prov_ldap_sync_read_state(&t, &s) == 0 && (char)s.what == i &&
		   memcmp(s.uuid, UUID, PROV_LDAP_SYNC_UUID) == 0 && !s.cookie.p, "an entry is in state %s",
		   names[(int)i]);
	}
	ok(prov_ldap_sync_read_state(&BYTES("\x30\x1a\x0a\x01\x01\x04\x10" UUID "\x04\x03" "a=b"), &s) == 0 &&
	   is_text(s.cookie, "a=b"), "with a cookie");
	ok(prov_ldap_sync_read_state(&BYTES("\x30\x17\x0a\x01\x01\x04\x10" UUID "\x04\x00"), &s) == 0 &&
	   is_text(s.cookie, ""), "an empty cookie is one");
}

static void bad_state(struct prov_text value, const char *what)
{
	struct prov_ldap_sync_state s;

	ok(prov_ldap_sync_read_state(&value, &s) < 0, "no state: %s", what);
}

static void bad_states(void)
{
	bad_state(BYTES(""), "nothing");
	bad_state(BYTES("\x30\x00"), "an empty sequence");
	bad_state(BYTES("\x30\x15\x0a\x01\x04\x04\x10" UUID), "a state that there is not");
	bad_state(BYTES("\x30\x16\x0a\x02\x00\x01\x04\x10" UUID), "a state of two bytes");
	bad_state(BYTES("\x30\x14\x0a\x01\x01\x04\x0f" "0123456789abcde"), "a UUID of 15 bytes");
	bad_state(BYTES("\x30\x16\x0a\x01\x01\x04\x11" UUID "x"), "a UUID of 17 bytes");
	bad_state(BYTES("\x30\x15\x0a\x01\x01\x04\x10" "012345678"), "one that is cut off");
	bad_state(BYTES("\x30\x15\x0a\x01\x01\x04\x10" UUID "x"), "something behind it");
	bad_state(BYTES("\x30\x18\x0a\x01\x01\x04\x10" UUID "\x05\x01x"), "something unknown in it");
	bad_state(BYTES("\x30\x80\x0a\x01\x01\x04\x10" UUID "\x00\x00"), "an indefinite length");
}

static void result(struct prov_text value, const char *cookie, bool deletes, const char *what)
{
	struct prov_ldap_sync_done d;

	ok(prov_ldap_sync_read_done(&value, &d) == 0 && d.deletes == deletes && is_text(d.cookie, cookie),
	   "the result: %s", what);
}

static void results(void)
{
	struct prov_ldap_sync_done d;

	result(BYTES("\x30\x00"), NULL, false, "nothing said is no cookie, and the rest is gone");
	result(BYTES("\x30\x03\x01\x01\xff"), NULL, true, "the rest is as it was");
	result(BYTES("\x30\x03\x01\x01\x01"), NULL, true, "true may be any byte but 0");
	result(BYTES("\x30\x03\x01\x01\x00"), NULL, false, "false");
	result(BYTES("\x30\x08\x04\x03" "c=1" "\x01\x01\xff"), "c=1", true, "a cookie");
	result(BYTES("\x30\x81\x08\x04\x03" "c=1" "\x01\x01\xff"), "c=1", true, "a length in two bytes");
	ok(prov_ldap_sync_read_done(&BYTES("\x30\x04\x01\x02\xff\xff"), &d) < 0, "no boolean of two bytes");
	ok(prov_ldap_sync_read_done(&BYTES("\x30\x08\x01\x01\xff\x04\x03" "c=1"), &d) < 0,
	   "nothing in another order");
	ok(prov_ldap_sync_read_done(&BYTES("\x30\x05\x01\x01\xff"), &d) < 0, "no result that is cut off");
}

static void message(struct prov_text value, enum prov_ldap_sync_news news, const char *cookie, bool flag,
		    const char *what)
{
	struct prov_ldap_sync_info i;

	ok(prov_ldap_sync_read_info(&value, &i) == 0 && i.news == news && i.flag == flag &&
	   is_text(i.cookie, cookie), "a message: %s", what);
}

static void messages(void)
{
	message(BYTES("\x80\x03" "c=1"), PROV_LDAP_SYNC_COOKIE, "c=1", false, "a new cookie");
	message(BYTES("\x80\x00"), PROV_LDAP_SYNC_COOKIE, "", false, "one that is empty");
	message(BYTES("\xa1\x00"), PROV_LDAP_SYNC_DELETES_END, NULL, true, "what is gone was named");
	message(BYTES("\xa1\x08\x04\x03" "c=1" "\x01\x01\x00"), PROV_LDAP_SYNC_DELETES_END, "c=1", false,
		"the same, and more is to come");
	message(BYTES("\xa2\x05\x04\x03" "c=1"), PROV_LDAP_SYNC_PRESENT_END, "c=1", true,
		"what is there was");
	message(BYTES("\xa2\x03\x01\x01\x00"), PROV_LDAP_SYNC_PRESENT_END, NULL, false,
		"the same, and more is to come");
}

static size_t ids_of(struct prov_text value, bool *gone)
{
	struct prov_ldap_sync_info i;
	size_t n = 0;

	if (prov_ldap_sync_read_info(&value, &i) < 0 || i.news != PROV_LDAP_SYNC_IDS)
		return 1000;
	*gone = i.flag;
	while (prov_ldap_sync_next(&i.ids))
		n++;
	return n;
}

static void sets(void)
{
	struct prov_ldap_sync_info i;
	const struct prov_text two = BYTES("\xa3\x26\x31\x24\x04\x10" UUID "\x04\x10" OTHER);
	bool gone = true;

	ok(ids_of(BYTES("\xa3\x02\x31\x00"), &gone) == 0 && !gone, "case 40: a set may be empty");
	ok(ids_of(two, &gone) == 2 && !gone, "two that are there");
	ok(ids_of(BYTES("\xa3\x1c\x04\x03" "c=1" "\x01\x01\x01\x31\x12\x04\x10" UUID), &gone) == 1 && gone,
	   "one that is gone, with a cookie");
	prov_ldap_sync_read_info(&two, &i);
	ok(memcmp(prov_ldap_sync_next(&i.ids), UUID, 16) == 0 &&
	   memcmp(prov_ldap_sync_next(&i.ids), OTHER, 16) == 0 && !prov_ldap_sync_next(&i.ids),
	   "they come in their order");
	ok(ids_of(BYTES("\xa3\x00"), &gone) == 1000, "no set without one");
	ok(ids_of(BYTES("\xa3\x13\x31\x11\x04\x0f" "0123456789abcde"), &gone) == 1000, "no UUID of 15 bytes");
	ok(ids_of(BYTES("\xa3\x14\x31\x12\x0c\x10" UUID), &gone) == 1000, "nothing but UUIDs in it");
	ok(ids_of(BYTES("\xa4\x02\x31\x00"), &gone) == 1000, "case 40: nothing that the RFC does not know");
	ok(ids_of(BYTES(""), &gone) == 1000, "nothing is no message");
}

/* 100,000 UUIDs in one message. */
static void many(void)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	const size_t count = 100000, set = count * 18, all = set + 5;
	const unsigned char head[] = { 0xa3, 0x83, (unsigned char)(all >> 16), (unsigned char)(all >> 8),
				       (unsigned char)all, 0x31, 0x83, (unsigned char)(set >> 16),
				       (unsigned char)(set >> 8), (unsigned char)set };
	bool gone = true;

	prov_str_add_len(&s, (const char *)head, sizeof(head));
	for (size_t i = 0; i < count; i++)
		prov_str_add_len(&s, "\x04\x10" UUID, 18);
	ok(ids_of((struct prov_text){ s.p, s.len }, &gone) == count, "case 40: 100,000 in one message");
}

static void request(struct prov_text cookie, struct prov_text want, const char *what)
{
	const struct prov_ldap_sync sync = { .cookie = cookie };
	LDAPControl *c = NULL;

	ok(prov_ldap_sync_control(&sync, &c) == LDAP_SUCCESS && c->ldctl_iscritical &&
	   strcmp(c->ldctl_oid, "1.3.6.1.4.1.4203.1.9.1.1") == 0 && c->ldctl_value.bv_len == want.len &&
	   memcmp(c->ldctl_value.bv_val, want.p, want.len) == 0, "a request %s", what);
	ldap_control_free(c);
}

int main(void)
{
	states();
	bad_states();
	results();
	messages();
	sets();
	many();
	request((struct prov_text){ NULL, 0 }, BYTES("\x30\x03\x0a\x01\x01"), "without a cookie has none");
	request(BYTES("c=1"), BYTES("\x30\x08\x0a\x01\x01\x04\x03" "c=1"), "with one");
	request(BYTES("a\0b"), BYTES("\x30\x08\x0a\x01\x01\x04\x03" "a\0b"), "with any bytes");
	return done();
}
