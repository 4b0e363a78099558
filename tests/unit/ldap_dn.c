/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/ldap_dn.c - the normal form of DNs, the escaping of filters, the table of results
 */
#include <ldap.h>

#include "ldap/prov_ldap.h"
#include "tests/lib/tap.h"

static void dn(const char *in, const char *want)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str out = PROV_STR_INIT;
	int rc = prov_dn_normalize(in, strlen(in), &out);

	if (!want)
		ok(rc == -1 && out.len == 0, "\"%s\" is not a DN", in);
	else
		is_str(rc == 0 ? out.p : "(refused)", want, "normal form of \"%s\"", in);
}

static void spelling(void)
{
	dn("uid=anna,ou=people,dc=example,dc=com", "uid=anna,ou=people,dc=example,dc=com");
	dn("UID=Anna, OU=People , DC=Example,dc=COM", "uid=anna,ou=people,dc=example,dc=com");
	dn("  cn = Anna   Maria ,dc=x", "cn=anna maria,dc=x");
	dn("cn=M\xC3\x9CLLER,dc=x", "cn=m\xC3\xBCller,dc=x");
	dn("cn=M\\C3\\9Cller,dc=x", "cn=m\xC3\xBCller,dc=x");
	dn("CN=M\xC3\xBCller\\, Hans,OU=X", "cn=m\xC3\xBCller\\2c hans,ou=x");
	dn("cn=M\\C3\\BCller\\2C Hans, ou=x", "cn=m\xC3\xBCller\\2c hans,ou=x");
	dn("cn=\\#1\\\"2\\;3,dc=x", "cn=\\231\\222\\3b3,dc=x");
	dn("cn=\\231\\222\\3B3,dc=x", "cn=\\231\\222\\3b3,dc=x");
	dn("cn=a\\=b,dc=x", "cn=a\\3db,dc=x");
	dn("cn=a\\3Db,dc=x", "cn=a\\3db,dc=x");
	dn("cn=\\20a\\20,dc=x", "cn=a,dc=x");
	dn("cn=a+uid=b,dc=x", "cn=a+uid=b,dc=x");
	dn("uid=B + CN=A,dc=x", "cn=a+uid=b,dc=x");
	dn("2.5.4.3=a,DomainComponent=x", "cn=a,dc=x");
	dn("commonName=a,0.9.2342.19200300.100.1.25=x", "cn=a,dc=x");
	dn("cn=#04024869,dc=x", "cn=#04024869,dc=x");
	dn("cn=a\\0ADEL:1,dc=x", "cn=a\\0adel:1,dc=x");
	dn("cn=\xE5\xBC\xA0\xE4\xBC\x9F,dc=x", "cn=\xE5\xBC\xA0\xE4\xBC\x9F,dc=x");
	dn("", "");
	dn("   ", "");
}

static void by_rule(enum prov_dn_rule rule, const char *in, const char *want)
{
	static const char *const kinds[] = { "any server", "OpenLDAP", "Active Directory", "389" };
	PROV_CLEANUP(prov_str_fini) struct prov_str out = PROV_STR_INIT;

	if (prov_dn_normalize_as(rule, in, strlen(in), &out) < 0)
		prov_str_add(&out, "(refused)");
	is_str(out.p, want, "\"%s\" to %s", in, kinds[rule]);
}

/* SR25. What each server calls the same was tried on real ones. */
static void kinds(void)
{
	static const struct { const char *in, *any, *openldap, *ad, *ds389; } dns[] = {
		{ "CN=Anna,DC=x", "cn=anna,dc=x", "cn=anna,dc=x", "cn=anna,dc=x", "cn=anna,dc=x" },
		{ "cn=\xC4\xB0pek", "cn=ipek", "cn=ipek", "cn=\xC4\xB0pek", "cn=\xC4\xB1pek" },
		{ "cn=\xE2\x84\xAAurt", "cn=kurt", "cn=kurt", "cn=\xE2\x84\xAAurt", "cn=\xE2\x84\xAAurt" },
		{ "cn=\xC3\x9C", "cn=\xC3\xBC", "cn=\xC3\xBC", "cn=\xC3\xBC", "cn=\xC3\xBC" },
		{ "cn=U\xCC\x88", "cn=\xC3\xBC", "cn=\xC3\xBC", "cn=u\xCC\x88", "cn=u\xCC\x88" },
		{ "cn=\xD0\x9F", "cn=\xD0\xBF", "cn=\xD0\xBF", "cn=\xD0\xBF", "cn=\xD0\xBF" },
		{ "cn=\xEF\xBC\xAB", "cn=\xEF\xBD\x8B", "cn=k", "cn=\xEF\xBD\x8B", "cn=\xEF\xBD\x8B" },
		{ "cn=a\xEF\xBC\x8C""b", "cn=a\xEF\xBC\x8C""b", "cn=a\\2cb", "cn=a\xEF\xBC\x8C""b",
		  "cn=a\xEF\xBC\x8C""b" },
		{ "cn=\xE1\xBA\x9E", "cn=\xC3\x9F", "cn=\xC3\x9F", "cn=\xE1\xBA\x9E", "cn=\xE1\xBA\x9E" },
		{ "cn=a  b,dc=x", "cn=a b,dc=x", "cn=a b,dc=x", "cn=a b,dc=x", "cn=a b,dc=x" },
		{ "cn=\\20a\\20,dc=x", "cn=a,dc=x", "cn=a,dc=x", "cn=a,dc=x", "cn=\\20a\\20,dc=x" },
		{ "cn=a\\20\\20b,dc=x", "cn=a b,dc=x", "cn=a b,dc=x", "cn=a b,dc=x", "cn=a \\20b,dc=x" },
		{ "commonName=a,2.5.4.11=b", "cn=a,ou=b", "cn=a,ou=b", "cn=a,ou=b",
		  "commonname=a,2.5.4.11=b" },
	};

	for (size_t i = 0; i < COUNT(dns); i++) {
		by_rule(PROV_DN_ANY, dns[i].in, dns[i].any);
		by_rule(PROV_DN_OPENLDAP, dns[i].in, dns[i].openldap);
		by_rule(PROV_DN_AD, dns[i].in, dns[i].ad);
		by_rule(PROV_DN_389, dns[i].in, dns[i].ds389);
	}
	is_int(prov_dn_fold_rule("389"), PROV_DN_389, "the rule is that of the server");
	is_int(prov_dn_fold_rule(NULL), PROV_DN_ANY, "of which nothing is known");
}

static void refused(void)
{
	dn("anna", NULL);
	dn("cn=a,", NULL);
	dn("=a", NULL);
	dn("c n=a", NULL);
	dn("2cn=a", NULL);
	dn("2..5=a", NULL);
	dn("oid.2.5=a", NULL);
	dn("c_n=a", NULL);
	dn("cn=a\\", NULL);
	dn("cn=a\\zz,dc=x", NULL);
	dn("cn=\xff\xfe,dc=x", NULL);
	dn("cn=\"a,dc=x", NULL);
}

/* One after the other, so that each is near the one before, or not: the result does not tell. */
static void near_each_other(void)
{
	static const char *const in[] = {
		"uid=anna,OU=People,dc=x", "uid=bert,OU=People,dc=x", "UID= Anna  Maria ,OU=People,dc=x",
		"uid=bert,ou=people,dc=x", "uid=b\\,OU=People,dc=x", "uid=a\\2c,OU=People,dc=x",
		"uid=\"b,OU=People,dc=x", "cn=b+uid=a,ou=people,dc=x", "cn=a,ou=people,dc=x",
		"anna,ou=people,dc=x", "ou=people,dc=x", "cn=M\xC3\x9CLLER,ou=people,dc=x",
		"cn=\xff,ou=people,dc=x", "dc=x", "cn=a,", "cn=b,",
		"cn=a,ou=a\\,b,dc=x", "cn=b,ou=a\\,b,dc=x", "", ",dc=x", "=a,dc=x", "cn=,dc=x", "cn=a,dc=x",
	};
	struct prov_dn_near near = PROV_DN_NEAR_INIT;

	for (size_t i = 0; i < COUNT(in) * COUNT(in); i++) {
		const char *const pair[] = { in[i / COUNT(in)], in[i % COUNT(in)] };

		for (size_t j = 0; j < COUNT(pair); j++) {
			PROV_CLEANUP(prov_str_fini) struct prov_str out = PROV_STR_INIT, want = PROV_STR_INIT;
			int rc = prov_dn_normalize(pair[j], strlen(pair[j]), &want);

			if (prov_dn_normalize_near(&near, pair[j], strlen(pair[j]), &out) == rc &&
			    strcmp(out.p, want.p) == 0)
				continue;
			ok(false, "\"%s\" after \"%s\": \"%s\"", pair[j], pair[0], out.p);
		}
	}
	is_str(near.norm.p, ",dc=x", "what is behind the first comma is kept for the next one");
	prov_dn_near_fini(&near);
}

static void below(void)
{
	ok(prov_dn_is_below("uid=a,dc=x", "dc=x"), "an entry is below its suffix");
	ok(prov_dn_is_below("dc=x", "dc=x"), "the base itself counts");
	ok(prov_dn_is_below("dc=x", ""), "all is below the empty DN");
	ok(!prov_dn_is_below("adc=x", "dc=x"), "a suffix of the text is not enough");
	ok(!prov_dn_is_below("cn=a\\2cdc=x", "dc=x"), "an escaped comma does not separate");
	ok(!prov_dn_is_below("x", "dc=x"), "shorter than the base");
}

static void filter(void)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	prov_ldap_filter_add(&s, "a*(b)\\c\0d\xC3\xBC ", 12);
	is_str(s.p, "a\\2a\\28b\\29\\5cc\\00d\\c3\\bc ", "every special byte is escaped");
}

static void results(void)
{
	struct prov_err err = PROV_ERR_INIT;

	is_int(prov_ldap_fail(&err, LDAP_SIZELIMIT_EXCEEDED, "bad\nthing. ", "cannot read"), -1,
	       "a failure is -1");
	ok(strstr(err.msg, "sizeLimitExceeded, LDAP result 4") != NULL, "the message names the code");
	is_str(err.detail, "The server said: bad thing", "the server's words, on one line");
	ok(strstr(err.hint, "size.prtotal") != NULL, "the hint names the directive");
	prov_ldap_fail(&err, LDAP_INVALID_CREDENTIALS, NULL, "cannot log in");
	is_err(&err, PROV_E_DENIED, "a wrong password is DENIED");
	is_int(err.native, 49, "the LDAP code is kept");
	is_str(err.detail, "", "no words, no detail");
	prov_ldap_fail(&err, LDAP_SERVER_DOWN, "", "cannot connect");
	is_err(&err, PROV_E_UNAVAILABLE, "a dead server is UNAVAILABLE");
	prov_ldap_fail(&err, 4242, NULL, "x");
	is_err(&err, PROV_E_UNAVAILABLE, "an unknown code is an error, too");
}

int main(void)
{
	spelling();
	kinds();
	refused();
	near_each_other();
	below();
	filter();
	results();
	return done();
}
