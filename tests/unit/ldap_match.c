/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/ldap_match.c - filters over an entry that is at hand
 */
#include "ldap/prov_ldap.h"
#include "tests/lib/tap.h"

#define T(s) { (s), sizeof(s) - 1 }

static struct prov_text classes[] = { T("top"), T("inetOrgPerson") }, uid[] = { T("anna") };
static struct prov_text cn[] = { T("Anna Berg"), T("Berg*") }, flags[] = { T("514") }, level[] = { T("9") };
static struct prov_text category[] = { T("CN=Person,CN=Schema,CN=Configuration,DC=x") },
	odd[] = { T("a\0b(c)") };

#define ATTR(attr, list) { .name = T(attr), .values = { list, COUNT(list) } }
static const struct prov_ldap_attr attrs[] = {
	ATTR("objectClass", classes), ATTR("uid", uid), ATTR("cn", cn), ATTR("userAccountControl", flags),
	ATTR("level", level), ATTR("objectCategory", category), ATTR("odd", odd),
};
static const struct prov_ldap_entry entry = { T("uid=anna,dc=x"), attrs, COUNT(attrs) };

static void is_match(const char *filter, int want)
{
	struct prov_err err = PROV_ERR_INIT;

	is_int(prov_ldap_match(filter, &entry, &err), want, "%s", filter);
}

static void refused(const char *filter, const char *why)
{
	struct prov_err err = PROV_ERR_INIT;

	ok(prov_ldap_match(filter, &entry, &err) < 0 && err.code == PROV_E_INVALID && strstr(err.msg, why),
	   "%s: %s", filter, err.msg);
}

int main(void)
{
	is_match("(uid=anna)", 1);
	is_match("(UID=Anna)", 1);
	is_match("(uid=ann)", 0);
	is_match("(uid=annab)", 0);
	is_match("(uid=*)", 1);
	is_match("(mail=*)", 0);
	is_match("(mail=)", 0);
	is_match("(objectClass=inetorgperson)", 1);
	is_match("(&(objectClass=top)(uid=anna))", 1);
	is_match("(&(objectClass=top)(uid=bert))", 0);
	is_match("(|(uid=bert)(uid=anna))", 1);
	is_match("(|(uid=bert)(uid=carl))", 0);
	is_match("(!(uid=bert))", 1);
	is_match("(&)", 1);
	is_match("(|)", 0);
	is_match("(cn=anna*)", 1);
	is_match("(cn=*berg)", 1);
	is_match("(cn=a*n*a b*g)", 1);
	is_match("(cn=*a*a*a*)", 0);
	is_match("(uid=an*na)", 1);
	is_match("(uid=ann*nna)", 0);
	is_match("(cn=*\\2a)", 1);
	is_match("(uid=*\\2a*)", 0);
	is_match("(odd=a\\00b\\28c\\29)", 1);
	is_match("(level>=9)", 1);
	is_match("(level>=10)", 0);
	is_match("(level<=10)", 1);
	is_match("(uid>=b)", 0);
	is_match("(uid~=ANNA)", 1);
	is_match("(userAccountControl:1.2.840.113556.1.4.803:=2)", 1);
	is_match("(userAccountControl:1.2.840.113556.1.4.803:=6)", 0);
	is_match("(userAccountControl:1.2.840.113556.1.4.804:=6)", 1);
	is_match("(objectCategory=person)", 1);
	is_match("(objectCategory=group)", 0);
	is_match("(objectCategory=CN=Person,CN=Schema,CN=Configuration,DC=x)", 1);
	is_match("(uid=anna(x))", -1);
	is_match("uid=anna", 1);
	is_match("objectClass=person", 0);
	is_match(" ( & (uid=anna) ( ! (uid=bert) ) ) ", 1);
	is_match("uid=anna x", 0);
	refused("!(uid=anna)", "an attribute and a value are missing");
	refused("(&uid=anna)", "a \")\" is missing");
	refused("(uid=anna", "a \")\" is missing");
	refused("(uid=anna))", "something follows");
	refused("(uid)", "an attribute and a value are missing");
	refused("(=x)", "an attribute and a value are missing");
	refused("(uid>x)", "a \"=\" is missing");
	refused("(uid=\\2)", "two hexadecimal digits");
	refused("(uid:caseExactMatch:=x)", "only a server knows");
	refused("(userAccountControl:1.2.840.113556.1.4.803:=x)", "bits are a number");
	refused("(!(uid=anna)(uid=bert))", "a \")\" is missing");
	refused("", "an attribute and a value are missing");
	refused("(!uid=anna)", "a \"(\" is missing");
	refused("(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!"
		"(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(", "nested too deeply");
	return done();
}
