/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/ldif.c - LDIF: folding, base64, comments, and what is refused
 */
#include "ldap/client/ldif.h"
#include "tests/lib/tap.h"

/* All records as "dn|name=value|..." with "/" between them. */
static void flatten(const struct prov_ldif *ldif, struct prov_str *out)
{
	for (size_t i = 0; i < ldif->count; i++) {
		prov_str_addf(out, "%s%s", i ? "/" : "", ldif->records[i].dn);
		for (size_t j = 0; j < ldif->records[i].count; j++) {
			const struct prov_ldif_attr *a = &ldif->records[i].attrs[j];

			prov_str_addf(out, "|%s=", a->name);
			prov_str_add_len(out, a->value.p, a->value.len);
		}
	}
}

static void test_good(void)
{
	static const struct {
		const char *what, *text, *want;
	} rows[] = {
		{ "nothing", "", "" },
		{ "only comments", "# a\n\n# b\n", "" },
		{ "an entry", "dn: cn=a\ncn: a\n", "cn=a|cn=a" },
		{ "no line feed at the end", "dn: cn=a\ncn: a", "cn=a|cn=a" },
		{ "CRLF", "dn: cn=a\r\ncn: a\r\n\r\ndn: cn=b\r\n", "cn=a|cn=a/cn=b" },
		{ "the version line", "version: 1\ndn: cn=a\n", "cn=a" },
		{ "version on its own", "version: 1\n\ndn: cn=a\nversion: 1\n", "cn=a|version=1" },
		{ "a folded line", "dn: cn=a\ncn: ab\n cd\n  e\n", "cn=a|cn=abcd e" },
		{ "folded with CRLF", "dn: cn=a\r\ncn: ab\r\n cd\r\n", "cn=a|cn=abcd" },
		{ "a folded comment", "# a\n cn: no\ndn: cn=a\n", "cn=a" },
		{ "a comment inside", "dn: cn=a\n# x: y\ncn: a\n", "cn=a|cn=a" },
		{ "base64", "dn:: Y249YQ==\ncn:: w7w=\n", "cn=a|cn=\xC3\xBC" },
		{ "folded base64", "dn: cn=a\ncn:: w7\n w=\n", "cn=a|cn=\xC3\xBC" },
		{ "no blank behind the colon", "dn:cn=a\ncn:a\n", "cn=a|cn=a" },
		{ "an empty value", "dn: cn=a\ncn:\n", "cn=a|cn=" },
		{ "a colon in the value", "dn: cn=a\ncn: a:b: c\n", "cn=a|cn=a:b: c" },
		{ "several empty lines", "\n\ndn: cn=a\n\n\n\ndn: cn=b\n", "cn=a/cn=b" },
		{ "PF11: a mark of UTF-8", "\xEF\xBB\xBF" "dn: cn=a\ncn: a\n", "cn=a|cn=a" },
		{ "PF11: and nothing else", "\xEF\xBB\xBF", "" },
		{ "an added entry", "dn: cn=a\nchangetype: add\ncn: a\n", "cn=a|cn=a" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		PROV_CLEANUP(prov_ldif_fini) struct prov_ldif ldif = { 0 };
		struct prov_str got = PROV_STR_INIT;
		struct prov_err err = PROV_ERR_INIT;

		if (!ok(prov_ldif_read(&ldif, rows[i].text, strlen(rows[i].text), &err) == 0,
			"%s: is read", rows[i].what))
			tap_diag("message: ", err.msg);
		flatten(&ldif, &got);
		is_str(got.p, rows[i].want, "%s", rows[i].what);
		prov_str_fini(&got);
	}
}

static void test_refused(void)
{
	static const struct {
		const char *what, *text;
	} rows[] = {
		{ "a line without colon", "dn: cn=a\nnonsense\n" },
		{ "a line that begins with a colon", "dn: cn=a\n: a\n" },
		{ "a blank before the colon", "dn: cn=a\ncn : a\n" },
		{ "a carriage return inside", "dn: cn=a\ncn: a\rb\n" },
		{ "an attribute without a name", "dn: cn=a\n\r: a\n" },
		{ "a folded line at the start", " dn: cn=a\n" },
		{ "an entry without DN", "cn: a\n" },
		{ "a value by URL", "dn: cn=a\ncn:< file:///etc/hostname\n" },
		{ "a value by URL, folded", "dn: cn=a\ncn:\n < file:///etc/hostname\n" },
		{ "another file", "include: file:///etc/hostname\n\ndn: cn=a\n" },
		{ "bad base64", "dn: cn=a\ncn:: !!!!\n" },
		{ "cut base64", "dn: cn=a\ncn:: w7w\n" },
		{ "base64 of nothing", "dn: cn=a\ncn:: \n" },
		{ "a deletion", "dn: cn=a\nchangetype: delete\n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		PROV_CLEANUP(prov_ldif_fini) struct prov_ldif ldif = { 0 };
		struct prov_err err = PROV_ERR_INIT;

		ok(prov_ldif_read(&ldif, rows[i].text, strlen(rows[i].text), &err) < 0,
		   "%s is refused", rows[i].what);
		is_err(&err, PROV_E_INVALID, "%s: INVALID", rows[i].what);
	}
}

static void test_nul(void)
{
	PROV_CLEANUP(prov_ldif_fini) struct prov_ldif ldif = { 0 };
	struct prov_err err = PROV_ERR_INIT;

	ok(prov_ldif_read(&ldif, "dn: cn=a\0", 9, &err) < 0, "a NUL byte is refused");
}

static void test_put(void)
{
	struct prov_str out = PROV_STR_INIT;

	prov_ldif_put(&out, "cn", "plain");
	prov_ldif_put(&out, "cn", " blank first");
	prov_ldif_put(&out, "cn", "");
	prov_ldif_put(&out, "sn", "\xC3\xBC");
	is_str(out.p, "cn: plain\ncn:: IGJsYW5rIGZpcnN0\ncn:\nsn:: w7w=\n", "written");
	prov_str_clear(&out);
	prov_ldif_put(&out, "description", "0123456789012345678901234567890123456789"
		      "0123456789012345678901234567890123456789012345678901234567890123456789");
	ok(strchr(out.p, '\n') == out.p + out.len - 1, "long lines are not folded");
	prov_str_fini(&out);
}

int main(void)
{
	test_good();
	test_refused();
	test_nul();
	test_put();
	return done();
}
