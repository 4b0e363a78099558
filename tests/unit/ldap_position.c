/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/ldap_position.c - how new a server is: what servers say becomes stamps that compare as text
 */
#include "ldap/source/source_int.h"
#include "tests/lib/tap.h"

static struct prov_pool *pool;

static const char *csn(const char *a, const char *b)
{
	struct prov_text v[] = { { a, strlen(a) }, { b, b ? strlen(b) : 0 } };

	return prov_source_position_csn(pool, (struct prov_values){ v, b ? 2 : 1 });
}

static const char *number(const char *text)
{
	struct prov_text v = { text, strlen(text) };

	return prov_source_position_number(pool, (struct prov_values){ &v, 1 });
}

static const char *vector(const char *blob, size_t len)
{
	struct prov_text v = { blob, len };

	return prov_source_position_vector(pool, (struct prov_values){ &v, 1 });
}

#define GUID "\x03\x02\x01\x00\x05\x04\x07\x06\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
#define GUID_TEXT "00010203-0405-0607-0809-0a0b0c0d0e0f"

static void vectors(void)
{
	static const char two[] = "\2\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0" GUID "\x10\x27\0\0\0\0\0\0TIMETIME";
	static const char one[] = "\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0" GUID "\x10\x27\0\0\0\0\0\0";
	static const char many[] = "\2\0\0\0\0\0\0\0\xff\xff\xff\xff\0\0\0\0" GUID
		"\x10\x27\0\0\0\0\0\0TIMETIME";

	is_str(vector(two, sizeof(two) - 1), GUID_TEXT "=00000000000000010000", "S2: replUpToDateVector");
	is_str(vector(one, sizeof(one) - 1), GUID_TEXT "=00000000000000010000", "S2: its first version");
	is_str(vector(two, sizeof(two) - 2), NULL, "S2: cut off");
	is_str(vector(many, sizeof(many) - 1), NULL, "S2: with more than there is");
	is_str(vector("\2", 1), NULL, "S2: hardly anything");
	is_str(vector("\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16), NULL, "S2: of another version");
	is_str(vector("\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16), NULL, "S2: without servers");
}

#define CSN(year, sid) year "0131120000.000000Z#000000#" sid "#000000"

static void cookie(const char *before, const char *now, bool good, const char *what)
{
	ok(prov_source_position_goes_on(before, now) == good, "%s", what);
}

#define CSN_COOKIE(year, sid) "rid=000,csn=" CSN(year, sid)

/* want NULL: it cannot be, and stays as it was. */
static void merged(const char *cookie, const char *other, const char *want, const char *what)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	if (cookie)
		prov_str_add(&s, cookie);
	ok(prov_source_position_merge(&s, &(struct prov_text){ other, strlen(other) }) == (want ? 0 : -1),
	   "%s", what);
	is_str(s.p, want ? want : cookie, "is that");
}

static void cookies(void)
{
	const char *const values[] = { CSN("2026", "002"), CSN("2025", "001") };
	struct prov_text v[2];

	for (size_t i = 0; i < COUNT(v); i++)
		v[i] = (struct prov_text){ values[i], strlen(values[i]) };
	is_str(prov_source_position_cookie(pool, (struct prov_values){ v, 2 }),
	       "rid=000,csn=" CSN("2025", "001") ";" CSN("2026", "002"), "a cookie of contextCSN, in order");
	is_str(prov_source_position_cookie(pool, (struct prov_values){ v, 0 }), NULL, "none of nothing");
	merged(NULL, CSN_COOKIE("2025", "001"), CSN_COOKIE("2025", "001"), "merged with nothing");
	merged(CSN_COOKIE("2025", "001"), CSN_COOKIE("2026", "001"), CSN_COOKIE("2026", "001"),
	       "merged: a later one");
	merged(CSN_COOKIE("2026", "001"), CSN_COOKIE("2025", "001"), CSN_COOKIE("2026", "001"),
	       "merged: an older one");
	merged(CSN_COOKIE("2025", "002"), "rid=000,sid=001,csn=" CSN("2026", "001"),
	       CSN_COOKIE("2026", "001") ";" CSN("2025", "002"), "merged: of another server, in order");
	merged(CSN_COOKIE("2025", "001") ";" CSN("2025", "002"), CSN_COOKIE("2026", "002"),
	       CSN_COOKIE("2025", "001") ";" CSN("2026", "002"), "merged: of one of two servers");
	merged(CSN_COOKIE("2025", "001"), "rid=000,csn=x#y#001#", NULL, "merged: one of another form");
	merged(CSN_COOKIE("2025", "001"), "rid=000", NULL, "merged: none");
	merged(CSN_COOKIE("2025", "001"), "csn=\1", NULL, "merged: one that is none");
	cookie("rid=000,csn=" CSN("2025", "000"), "rid=000,csn=" CSN("2026", "000"), true, "a later one");
	cookie("rid=000,csn=" CSN("2025", "000"), "csn=" CSN("2025", "000") ",rid=1", true, "the same one");
	cookie("rid=000,csn=" CSN("2026", "000"), "rid=000,csn=" CSN("2025", "000"), false, "an older one");
	cookie("rid=000,csn=" CSN("2025", "001") ";" CSN("2025", "002"),
	       "rid=000,csn=" CSN("2026", "001"), false, "case 58: without one of the servers");
	cookie("rid=000,csn=" CSN("2025", "001"), "rid=000,csn=" CSN("2025", "001") ";" CSN("2025", "002"),
	       true, "with one more");
	cookie("rid=000,csn=" CSN("2025", "001"), "rid=000,delcsn=" CSN("2026", "001"), false,
	       "one that does not count");
	cookie("rid=000,csn=" CSN("2025", "001"), "rid=000", false, "one that says nothing");
	cookie("nonsense", "rid=000,csn=" CSN("2025", "001"), false, "after one that was none");
	cookie("rid=000,csn=" CSN("2025", "001"), "rid=000,csn=" CSN("2026", "001") "\x01", false,
	       "other bytes");
}

static void oldest(const char *a, const char *b, const char *want, const char *what)
{
	const char *const all[] = { a, b, a };

	is_str(prov_source_position_oldest(pool, all, COUNT(all)), want, "%s", what);
}

static void oldest_cookies(void)
{
	static const char old[] = CSN_COOKIE("2025", "001"), new[] = CSN_COOKIE("2026", "001");
	static const char two[] = CSN_COOKIE("2025", "001") ";" CSN("2026", "002");

	oldest(old, old, old, "the oldest of the same");
	oldest(old, new, old, "the oldest, first");
	oldest(new, old, old, "the oldest, later");
	oldest("rid=001,sid=001,csn=" CSN("2026", "001"), new, new, "the oldest, without whose it is");
	oldest(two, CSN_COOKIE("2026", "001") ";" CSN("2025", "002"),
	       CSN_COOKIE("2025", "001") ";" CSN("2025", "002"), "the oldest of each server");
	oldest(two, old, NULL, "no oldest: one knows a server less");
	oldest(old, two, NULL, "no oldest: one knows a server more");
	oldest(old, CSN_COOKIE("2025", "002"), NULL, "no oldest: of different servers");
	oldest(old, "nonsense", NULL, "no oldest: one is none");
	oldest("", old, NULL, "no oldest: one is empty");
	oldest(old, "rid=000,csn=" CSN("2024", "001") "\x01", NULL, "no oldest: other bytes");
}

int main(void)
{
	pool = prov_pool_new();
	is_str(csn("20260131120000.000000Z#000000#001#000000", NULL), "001=20260131120000.000000Z#000000",
	       "S2: contextCSN");
	is_str(csn("20260131120000.000000Z#000000#002#000000", "20250131120000.000000Z#000001#001#000000"),
	       "001=20250131120000.000000Z#000001 002=20260131120000.000000Z#000000",
	       "S2: several, in the order of their ids");
	is_str(csn("20260131120000Z", NULL), NULL, "S2: something else");
	is_str(csn("20260131120000.000000Z#000000#001#000000", "#"), NULL,
	       "S2: one of them is something else");
	is_str(prov_source_position_csn(pool, (struct prov_values){ NULL, 0 }), NULL, "S2: none");
	is_str(number("4711"), "00000000000000004711", "S2: a number as a stamp");
	is_str(number("18446744073709551615"), "18446744073709551615", "S2: the largest");
	is_str(number("184467440737095516150"), NULL, "S2: too large a one");
	is_str(number("47x"), NULL, "S2: not a number");
	is_str(number(""), NULL, "S2: nothing");
	vectors();
	is_str(prov_source_position_add(pool, NULL, "b", "5"), "b=5", "S2: a server's own stamp, alone");
	is_str(prov_source_position_add(pool, "a=1 c=3", "b", "5"), "a=1 b=5 c=3", "S2: beside others");
	is_str(prov_source_position_add(pool, "a=1 b=3", "b", "5"), "a=1 b=5", "S2: instead of an older one");
	cookies();
	oldest_cookies();
	prov_pool_free(pool);
	return done();
}
