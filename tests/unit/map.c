/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/map.c - entries as servers send them, records as they come out, for each profile
 */
#include "ldap/map/map.h"
#include "tests/lib/tap.h"

#define T(s) { (s), sizeof(s) - 1 }
#define USER PROV_ENTRY_USER
#define GROUP PROV_ENTRY_GROUP
#define ONE(attr, value) { .name = T(attr), .values = { value, 1 } }
#define ATTR(attr, list) { .name = T(attr), .values = { list, COUNT(list) } }

/* 2026-01-31 12:00:00 */
#define NOW 1769860800LL

static struct prov_err err;

static struct prov_map *map_of(enum prov_entry_kind kind, const char *profile,
			       const struct prov_map_override *o, size_t n)
{
	const struct prov_map_profile *p = prov_map_rules_profile(profile, &err);

	return p ? prov_map_new(kind, p, o, n, NOW, &err) : NULL;
}

/* All of a record as one line. */
static char *line(const struct prov_record *r)
{
	struct prov_str s = PROV_STR_INIT;

	prov_str_addf(&s, "%s|%s", r->key ? r->key : "-", r->context ? r->context : "-");
	for (size_t i = 0; i < r->rule_count; i++) {
		if (r->values[i].n)
			prov_str_addf(&s, "|%s=", r->rules[i].field);
		for (size_t j = 0; j < r->values[i].n; j++)
			prov_str_addf(&s, "%s%.*s", j ? "," : "", (int)r->values[i].v[j].len,
				      r->values[i].v[j].p);
	}
	if (r->reject)
		prov_str_addf(&s, "|REJECT %s", r->reject);
	for (size_t i = 0; i < r->left_out_count; i++)
		prov_str_addf(&s, "|WITHOUT %s", r->left_out[i].why);
	return prov_str_take(&s);
}

static void maps(enum prov_entry_kind kind, const char *profile,
		 const struct prov_map_override *o, size_t n, const char *dn,
		 const struct prov_ldap_attr *attrs, size_t count, const char *context,
		 const char *want, const char *what)
{
	PROV_CLEANUP(prov_map_freep) struct prov_map *map = map_of(kind, profile, o, n);
	struct prov_ldap_entry entry = { { dn, strlen(dn) }, attrs, count };
	PROV_CLEANUP(prov_freep) char *got = NULL;

	if (map) {
		prov_map_entry(map, &entry, context);	/* twice: the second run uses guesses */
		got = line(prov_map_entry(map, &entry, context));
	}
	is_str(got ? got : err.msg, want, "%s", what);
}

static struct prov_text uuid[] = { T("u-1") }, uid[] = { T("anna") };
static struct prov_text mail[] = { T(" anna@x.de "), T("ANNA@x.de"), T("a@x.de") };

static void openldap(void)
{
	struct prov_text cn[] = { T("Anna") }, cn_de[] = { T("Anna (de)") };
	struct prov_text locked[] = { T("000001010000Z") }, tried[] = { T("20260101000000Z") };
	const struct prov_ldap_attr a[] = {
		ATTR("entryUUID", uuid), ATTR("UID", uid), ATTR("cn;lang-de", cn_de), ATTR("CN", cn),
		ATTR("mail", mail), ATTR("pwdAccountLockedTime", locked), ATTR("unasked", cn),
	}, b[] = {
		ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("cn;lang-de", cn_de),
		ATTR("pwdAccountLockedTime", tried),
	};

	maps(PROV_ENTRY_USER, "openldap", NULL, 0, "uid=anna,dc=x", a, COUNT(a), "acme",
	     "u-1|acme|name=anna|display_name=Anna|mail=anna@x.de|aliases=anna@x.de,a@x.de|enabled=false",
	     "openldap: plain before tagged, addresses trimmed and once, locked by an administrator");
	maps(PROV_ENTRY_USER, "openldap", NULL, 0, "uid=anna,dc=x", b, COUNT(b), "acme",
	     "u-1|acme|name=anna|display_name=Anna (de)|enabled=true",
	     "openldap: a tagged value if there is no plain one; wrong passwords do not disable");
}

static void active_directory(void)
{
	struct prov_text guid[] = { T("\xd9\x0a\x1e\xc9\x31\xc9\x4e\x20\xa2\x20\x00*()\\\n") };
	struct prov_text half[] = { T("\xd9\x0a") }, uac[] = { T("66050") };
	struct prov_text never[] = { T("9223372036854775807") };
	struct prov_text proxy[] = { T("smtp:a@x.de"), T("SMTP:anna@x.de"), T("X400:c=de") };
	const struct prov_ldap_attr a[] = {
		ATTR("objectGUID", guid), ATTR("sAMAccountName", uid), ATTR("proxyAddresses", proxy),
		ATTR("userAccountControl", uac), ATTR("accountExpires", never),
	}, b[] = { ATTR("objectGUID", half), ATTR("sAMAccountName", uid) },
	   c[] = { ATTR("objectGUID", guid), ATTR("sAMAccountName", uid) },
	   d[] = { ATTR("objectGUID", guid), ATTR("sAMAccountName", uid),
		   ATTR("userAccountControl", proxy) };
	struct prov_text on[] = { T("512") }, ended[] = { T("133000000000000000") }, odd[] = { T("-1") };
	const struct prov_ldap_attr e[] = { ATTR("objectGUID", guid), ATTR("sAMAccountName", uid),
					    ATTR("userAccountControl", on), ATTR("accountExpires", ended) },
	   f[] = { ATTR("objectGUID", guid), ATTR("sAMAccountName", uid), ATTR("userAccountControl", on),
		   ATTR("accountExpires", odd) },
	   g[] = { ATTR("objectGUID", guid), ATTR("sAMAccountName", uid), ATTR("userAccountControl", uac),
		   ATTR("accountExpires", odd) };
	const struct prov_ldap_attr h[] = { ATTR("objectGUID", guid), ATTR("sAMAccountName", uid),
					    ATTR("userAccountControl", on) };
	const struct prov_map_override other[] = { { "enabled", "${employeeType=gone:+false}", 7 } };
	const struct prov_map_override none[] = { { "enabled", "", 7 } };

	maps(PROV_ENTRY_USER, "ad", NULL, 0, "CN=Anna,DC=x", h, COUNT(h), "1",
	     "c91e0ad9-c931-204e-a220-002a28295c0a|1|REJECT accountExpires cannot be read, so it is not "
	     "known whether the account is disabled: every user has it, the bind DN lacks the right",
	     "SR6: ad: an account that does not show when it ends");
	maps(PROV_ENTRY_USER, "ad", NULL, 0, "CN=Anna,DC=x", a, COUNT(a), "1",
	     "c91e0ad9-c931-204e-a220-002a28295c0a|1|name=anna|mail=anna@x.de|"
	     "aliases=anna@x.de,a@x.de|enabled=false",
	     "ad: GUID as text, primary by its mark, disabled by its bit");
	maps(PROV_ENTRY_USER, "ad", NULL, 0, "CN=Anna,DC=x", b, COUNT(b), "1",
	     "-|-|REJECT the key objectGUID cannot be used", "ad: a GUID of another length");
	maps(PROV_ENTRY_USER, "ad", NULL, 0, "CN=Anna,DC=x", c, COUNT(c), "1",
	     "c91e0ad9-c931-204e-a220-002a28295c0a|1|REJECT userAccountControl cannot be read, so it is "
	     "not known whether the account is disabled: every user has it, the bind DN lacks the right",
	     "SR6: ad: a hidden mark is not taken for enabled");
	maps(PROV_ENTRY_USER, "ad", NULL, 0, "CN=Anna,DC=x", d, COUNT(d), "1",
	     "c91e0ad9-c931-204e-a220-002a28295c0a|1|REJECT userAccountControl cannot be read, so it is "
	     "not known whether the account is disabled: every user has it, the bind DN lacks the right",
	     "SR6: ad: nor is one that is no number");
	maps(PROV_ENTRY_USER, "ad", NULL, 0, "CN=Anna,DC=x", e, COUNT(e), "1",
	     "c91e0ad9-c931-204e-a220-002a28295c0a|1|name=anna|enabled=false",
	     "case 110: ad: an end that has come");
	maps(PROV_ENTRY_USER, "ad", NULL, 0, "CN=Anna,DC=x", f, COUNT(f), "1",
	     "c91e0ad9-c931-204e-a220-002a28295c0a|1|name=anna|WITHOUT user.enabled = "
	     "${userAccountControl&2:+false} || ${accountExpires|past(filetime):+false}: \"-1\" is not a "
	     "time of Windows (100 ns since 1601)",
	     "SR8: ad: an end that cannot be read says neither yes nor no");
	maps(PROV_ENTRY_USER, "ad", NULL, 0, "CN=Anna,DC=x", g, COUNT(g), "1",
	     "c91e0ad9-c931-204e-a220-002a28295c0a|1|name=anna|enabled=false",
	     "SR8: ad: and takes nothing from the bit that says disabled");
	maps(PROV_ENTRY_USER, "ad", other, COUNT(other), "CN=Anna,DC=x", c, COUNT(c), "1",
	     "c91e0ad9-c931-204e-a220-002a28295c0a|1|name=anna|enabled=true",
	     "ad: a mark of one's own does without it");
	maps(PROV_ENTRY_USER, "ad", none, COUNT(none), "CN=Anna,DC=x", c, COUNT(c), "1",
	     "c91e0ad9-c931-204e-a220-002a28295c0a|1|name=anna", "ad: no mark at all does, too");
}

static void ucs(void)
{
	struct prov_text contexts[] = { T("10"), T("11") };
	struct prov_text context[] = { T("10") }, access[] = { T("premium") }, quota[] = { T("-1") };
	struct prov_text expire[] = { T("1") }, late[] = { T("999999") };
	struct prov_text over[] = { T("19000") }, unclear[] = { T("2026-01-01") };
	const struct prov_ldap_attr a[] = {
		ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("mailPrimaryAddress", uid),
	}, b[] = {
		ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("mailPrimaryAddress", mail),
		ATTR("oxContextIDNum", context), ATTR("oxAccess", access), ATTR("oxUserQuota", quota),
		ATTR("shadowExpire", expire),
	}, c[] = {
		ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("oxContextIDNum", context),
		ATTR("shadowExpire", late),
	}, e[] = {
		ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("mailPrimaryAddress", mail),
		ATTR("oxContextIDNum", context), ATTR("shadowExpire", over),
	}, d[] = {
		ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("oxContextIDNum", contexts),
	}, f[] = {
		ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("mailPrimaryAddress", mail),
		ATTR("oxContextIDNum", context), ATTR("shadowExpire", unclear),
	};

	maps(PROV_ENTRY_USER, "ucs", NULL, 0, "uid=anna,dc=x", d, COUNT(d), NULL,
	     "u-1|-|name=anna|enabled=true|REJECT user.context = ${oxContextIDNum}: \"11\" is a second "
	     "one, and an entry belongs to one context", "ucs: a user of two contexts");
	maps(PROV_ENTRY_USER, "ucs", NULL, 0, "uid=anna,dc=x", a, COUNT(a), NULL,
	     "u-1|-|name=anna|enabled=true|REJECT user.context = ${oxContextIDNum}: no value",
	     "ucs: a user without context");
	maps(PROV_ENTRY_USER, "ucs", NULL, 0, "uid=anna,dc=x", a, COUNT(a), "7",
	     "u-1|7|name=anna|enabled=true|"
	     "REJECT user.mail = ${mailPrimaryAddress}: \"anna\" is not a mail address: it has no @",
	     "ucs: a bad address");
	maps(PROV_ENTRY_USER, "ucs", NULL, 0, "uid=anna,dc=x", b, COUNT(b), NULL,
	     "u-1|10|name=anna|mail=anna@x.de|aliases=anna@x.de,a@x.de|enabled=false|access=premium|"
	     "quota=-1", "ucs: everything");
	maps(PROV_ENTRY_USER, "ucs", NULL, 0, "uid=anna,dc=x", c, COUNT(c), NULL,
	     "u-1|10|name=anna|enabled=true|REJECT user.mail = ${mailPrimaryAddress}: no value",
	     "ucs: the address is required");
	maps(PROV_ENTRY_USER, "ucs", NULL, 0, "uid=anna,dc=x", e, COUNT(e), NULL,
	     "u-1|10|name=anna|mail=anna@x.de|aliases=anna@x.de,a@x.de|enabled=false",
	     "SR14: ucs: an account whose day has come");
	maps(PROV_ENTRY_USER, "ucs", NULL, 0, "uid=anna,dc=x", f, COUNT(f), NULL,
	     "u-1|10|name=anna|mail=anna@x.de|aliases=anna@x.de,a@x.de|WITHOUT user.enabled = "
	     "${shadowExpire|past(days):+false}: \"2026-01-01\" is not a number of days since 1970",
	     "SR8: ucs: an end that cannot be read says neither yes nor no");
}

static void groups(void)
{
	struct prov_text members[] = {
		T("CN=Anna, DC=X"), T("cn=anna,dc=x"), T(""), T("cn=b,dc=x#'0101'B"), T("cn=c,dc=x#'01x'B")
	};
	struct prov_text bad[] = { T("cn=anna,dc=x"), T("nonsense") }, uids[] = { T("a"), T("b"), T("a") };
	const struct prov_ldap_attr a[] = {
		ATTR("nsUniqueId", uuid), ATTR("cn", uid), ATTR("uniqueMember", members),
		ATTR("memberUid", uids),
	}, b[] = { ATTR("entryUUID", uuid), ATTR("cn", uid), ATTR("member", bad) };

	maps(PROV_ENTRY_GROUP, "389ds", NULL, 0, "cn=g,dc=x", a, 3, NULL,
	     "u-1|-|name=anna|display_name=anna|members=cn=anna,dc=x,cn=b,dc=x,cn=c,dc=x\\23'01x'b",
	     "what only looks like an optional UID belongs to the name");
	members[4] = members[0];
	maps(PROV_ENTRY_GROUP, "389ds", NULL, 0, "cn=g,dc=x", a, COUNT(a), NULL,
	     "u-1|-|name=anna|display_name=anna|members=cn=anna,dc=x,cn=b,dc=x|member_uids=a,b",
	     "members: normalised, once, without the optional UID, no empty one; no context needed");
	maps(PROV_ENTRY_GROUP, "openldap", NULL, 0, "cn=g,dc=x", b, COUNT(b), "1",
	     "u-1|1|name=anna|display_name=anna|members=cn=anna,dc=x|"
	     "WITHOUT group.members = ${member} ${uniqueMember}: \"nonsense\" is not a DN",
	     "a member that is no DN");
}

static void values(void)
{
	struct prov_text latin[] = { T("M\xfcller") }, nul[] = { T("a\0b") }, ctl[] = { T("a\x1b[1m") };
	struct prov_text lines[] = { T("a\r\nb\tc") }, hash[] = { T("{CRYPT}\x01secret") };
	struct prov_text c1[] = { T("a\xC2\x85") };
	struct { struct prov_text *v; const char *want; } bad[] = {
		{ latin, "\"M?ller\" is not valid UTF-8" }, { nul, "\"a?b\" has a NUL byte" },
		{ ctl, "\"a?[1m\" has a control character" },
	};
	const struct prov_map_override note[] = { { "note", "${x}", 1 }, { "mail", "", 2 },
						  { "aliases", "", 3 } };
	const struct prov_map_override names[] = { { "display_name", "${x}", 1 },
						   { "given_name", "x${x}x", 2 }, { "title", "${x}", 3 } };
	struct prov_text ends[] = { T("\r\n \n") };
	const struct prov_map_override secret[] = { { "password", "${x}", 1 } };

	for (size_t i = 0; i < COUNT(bad); i++) {
		const struct prov_ldap_attr a[] = { ATTR("entryUUID", uuid), ATTR("uid", uid),
						    ONE("x", bad[i].v) };
		PROV_CLEANUP(prov_freep) char *want = prov_asprintf(
			"u-1|1|name=anna|enabled=true|WITHOUT user.note = ${x}: %s", bad[i].want);

		maps(PROV_ENTRY_USER, "openldap", note, COUNT(note), "uid=a,dc=x", a, 3, "1", want,
		     bad[i].want);
	}
	const struct prov_ldap_attr a[] = { ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("x", lines) };
	const struct prov_ldap_attr b[] = { ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("x", hash) };
	const struct prov_ldap_attr c[] = { ATTR("entryUUID", uuid), ATTR("uid", c1) };
	const struct prov_ldap_attr d[] = { ATTR("entryUUID", uuid), ATTR("uid", uid), ATTR("x", ends) };
	const struct prov_ldap_attr e[] = { ATTR("entryUUID", uuid), ATTR("cn", uid), ATTR("x", lines) };

	maps(PROV_ENTRY_USER, "openldap", note, COUNT(note), "uid=a,dc=x", a, 3, "1",
	     "u-1|1|name=anna|enabled=true|note=a\r\nb\tc", "text may have lines");
	maps(PROV_ENTRY_USER, "openldap", names, COUNT(names), "uid=a,dc=x", a, 3, "1",
	     "u-1|1|name=anna|display_name=a b c|given_name=xa b cx|enabled=true|title=a\r\nb\tc",
	     "SR24: names are one line, with blanks for line ends");
	maps(PROV_ENTRY_USER, "openldap", names, 1, "uid=a,dc=x", d, 3, "1",
	     "u-1|1|name=anna|enabled=true", "SR24: a name of line ends only is none");
	maps(PROV_ENTRY_GROUP, "openldap", names, 1, "cn=g,dc=x", e, 3, "1",
	     "u-1|1|name=anna|display_name=a b c", "SR24: of a group, too");
	maps(PROV_ENTRY_USER, "openldap", secret, 1, "uid=a,dc=x", b, 3, "1",
	     "u-1|1|name=anna|enabled=true|WITHOUT user.password = ${x}: the value has a control character",
	     "a password is never shown");
	maps(PROV_ENTRY_USER, "openldap", NULL, 0, "uid=a,dc=x", c, 2, "1",
	     "u-1|1|enabled=true|REJECT user.name = ${uid}: \"a<U+0085>\" has a control character U+0085",
	     "controls beyond ASCII");
}

/* Octets of a key that mean something in a filter, or nothing anywhere: each is escaped. */
static void key_filters(void)
{
	PROV_CLEANUP(prov_map_freep) struct prov_map *ad = map_of(PROV_ENTRY_USER, "ad", NULL, 0);
	PROV_CLEANUP(prov_map_freep) struct prov_map *openldap = map_of(PROV_ENTRY_USER, "openldap", NULL, 0);
	PROV_CLEANUP(prov_str_fini) struct prov_str filter = PROV_STR_INIT;

	ok(prov_map_key_filter(ad, "c91e0ad9-c931-204e-a220-002a28295c0a", &filter), "case 104: a GUID");
	is_str(filter.p, "(objectGUID=\\d9\\0a\\1e\\c9\\31\\c9\\4e\\20\\a2\\20\\00\\2a\\28\\29\\5c\\0a)",
	       "case 104: is asked for by its octets, in the order of the server");
	prov_str_clear(&filter);
	ok(prov_map_key_filter(openldap, "a*(b)\\c", &filter), "case 104: a key that is text");
	is_str(filter.p, "(entryUUID=a\\2a\\28b\\29\\5cc)", "case 104: is escaped where that matters");
	is_int(prov_map_key_filter(ad, "c91e0ad9-c931-204e-a220-002a28295c0", &filter), 0,
	       "case 104: what is too short is no GUID");
	is_int(prov_map_key_filter(ad, "c91e0ad9-c931-204e-a220-002a28295cg0", &filter), 0,
	       "case 104: nor what has another character");
}

static void keys(void)
{
	struct prov_text uids[] = { T("a.mueller"), T("Anna") };
	const struct prov_ldap_attr a[] = { ATTR("uid", uid) };
	const struct prov_ldap_attr b[] = { ATTR("entryUUID", uuid), ATTR("uid", uids) };

	maps(PROV_ENTRY_USER, "openldap", NULL, 0, "uid=anna,dc=x", a, 1, "1",
	     "-|-|REJECT the entry shows no key (entryUUID)", "an entry without key");
	maps(PROV_ENTRY_USER, "openldap", NULL, 0, "not a dn", b, 2, "1",
	     "u-1|-|name=a.mueller|enabled=true|REJECT the name of the entry is not a valid DN",
	     "SR8: an entry without name keeps its key, and says whether it is disabled");
	maps(PROV_ENTRY_USER, "openldap", NULL, 0, "uid=anna,dc=x", b, 2, "1",
	     "u-1|1|name=Anna|enabled=true", "of several values the one that names the entry");
	maps(PROV_ENTRY_USER, "openldap", NULL, 0, "cn=anna,dc=x", b, 2, "1",
	     "u-1|1|name=a.mueller|enabled=true", "else the first");
}

/* What stands in a rule is checked when it is read: user, or group where the field says so. */
static void literals(void)
{
	static const struct {
		enum prov_entry_kind kind;
		const char *field, *expr, *why, *hint;
	} rules[] = {
		{ USER, "enabled", "fasle", "line 7: user.enabled: \"fasle\": \"fasle\" is "
		  "neither true nor false", "did you mean \"false\"?" },
		{ USER, "enabled", "${x=gone:+fasle}", "\"fasle\" is neither", "\"false\"?" },
		{ USER, "enabled", "${x:-${y:+ture}}", "\"ture\" is neither", "\"true\"?" },
		{ USER, "enabled", "${x:+false} || ture", "\"ture\" is neither", "\"true\"?" },
		{ USER, "enabled", "${x:+disabled}", "\"disabled\" is neither",
		  "words of truth are true and false" },
		{ USER, "enabled", "is ${x}", "is never true or false", NULL },
		{ USER, "password_expired", "maybe", "\"maybe\" is neither", NULL },
		{ USER, "quota", "5 GB", "\"5 GB\" is not a whole number", NULL },
		{ USER, "quota", "${x:-much}", "\"much\" is not a whole number", NULL },
		{ USER, "quota", "${x} MB", "\"1 MB\" is not a whole number",
		  "no value of the attributes makes it one" },
		{ USER, "quota", "${y:-${x|mib} MB}", "\"1 MB\" is not a whole number", NULL },
		{ USER, "mail", "nobody", "\"nobody\" is not a mail address: it has no @", NULL },
		{ USER, "mail", "${uid}@exa mple.com", "is not a mail address", NULL },
		{ USER, "mail", "${mail:-${uid}@@example.com}", "is not a mail address", NULL },
		{ USER, "aliases", "${mail} ${x:+info}", "\"info\" is not a mail address", NULL },
		{ USER, "aliases", "${mail} || ${x}", "a list has no alternatives", NULL },
		{ GROUP, "members", "everybody", "\"everybody\" is not a DN", NULL },
		{ GROUP, "members", "uid=${x},nonsense", "is not a DN", NULL },
		{ GROUP, "mail", "${cn}", NULL, NULL },
		{ GROUP, "members", "uid=${memberUid},ou=people,dc=x ${member}", NULL, NULL },
		{ GROUP, "members", "${x},ou=people,dc=x", NULL, NULL },
		{ USER, "enabled", "${x:+No} || ${y:+0} || YES", NULL, NULL },
		{ USER, "enabled", "t${x}", NULL, NULL },
		{ USER, "enabled", "${x}${y}", NULL, NULL },
		{ USER, "quota", "${x}000", NULL, NULL },
		{ USER, "quota", "-${x}", NULL, NULL },
		{ USER, "quota", "${x:-${y:+-1}}", NULL, NULL },
		{ USER, "mail", "${uid}@${dc}", NULL, NULL },
		{ USER, "mail", "${uid}@${dc}.example", NULL, NULL },
		{ USER, "mail", "${givenName|ascii}.${sn}@example.com", NULL, NULL },
		{ USER, "mail", "${uid}${suffix}", NULL, NULL },
		{ USER, "aliases", "${mail} ${uid}@a.example ${x:+i@a.example}", NULL, NULL },
		{ USER, "access", "webmail ${x:+pim}", NULL, NULL },
	};

	for (size_t i = 0; i < COUNT(rules); i++) {
		const struct prov_map_override o = { rules[i].field, rules[i].expr, 7 };
		PROV_CLEANUP(prov_map_freep) struct prov_map *map = NULL;

		prov_err_clear(&err);
		map = map_of(rules[i].kind, "openldap", &o, 1);
		ok(!map == (rules[i].why != NULL), "%s: %s = %s", rules[i].why ? "refused" : "taken",
		   o.field, o.expr);
		if (rules[i].why)
			ok(err.code == PROV_E_CONFIG && strstr(err.msg, rules[i].why), "... %s", err.msg);
		if (rules[i].hint)
			ok(strstr(err.hint, rules[i].hint), "... %s", err.hint);
	}
}

static void configuration(void)
{
	static const struct { struct prov_map_override o; const char *msg, *hint; } bad[] = {
		{ { "given_nam", "x", 7 }, "line 7: user.given_nam: there is no such field",
		  "did you mean \"given_name\"?" },
		{ { "member", "x", 8 }, "line 8: user.member: there is no such field", NULL },
		{ { "password_mech", "x", 8 }, "line 8: user.password_mech: there is no such field", NULL },
		{ { "name", "", 9 }, "line 9: user.name: a name is needed", NULL },
		{ { "mail", "${", 10 }, "line 10: user.mail: \"${\", column 3: an attribute name is "
		  "missing after \"${\"", NULL },
	};
	PROV_CLEANUP(prov_map_freep) struct prov_map *map = NULL;
	const struct prov_map_override twice[] = { { "userfield01", "${b}", 1 },
						   { "userfield01", "${c}", 2 } };
	size_t count;
	char **attrs;

	for (size_t i = 0; i < COUNT(bad); i++) {
		ok(!map_of(PROV_ENTRY_USER, "openldap", &bad[i].o, 1) && err.code == PROV_E_CONFIG,
		   "refused: %s = %s", bad[i].o.field, bad[i].o.expr);
		is_str(err.msg, bad[i].msg, "and says why");
		if (bad[i].hint)
			is_str(err.hint, bad[i].hint, "and what was meant");
	}
	ok(!prov_map_rules_profile("openldapp", &err), "there is no such profile");
	is_str(err.hint, "profiles are: openldap, ucs, ad, 389ds", "the known ones are listed");
	map = map_of(PROV_ENTRY_USER, "openldap", twice, 2);
	is_str(prov_map_rules(map, &count)[count - 1].expr, "${c}", "the last of two overrides counts");
	is_int((long long)count, 8, "a new field is one more rule");
	attrs = prov_map_attrs(map);
	is_str(attrs[0], "entryUUID", "the key is asked for");
	for (count = 0; attrs[count]; count++)
		if (strcmp(attrs[count], "b") == 0)
			break;
	ok(!attrs[count], "attributes of a replaced rule are not");
}

/* The hash of an entry of Active Directory with these values, and nothing but that. */
static uint64_t hash_at(long long now, const char *name, const char *address, const char *expires,
			bool turned)
{
	const struct prov_map_profile *p = prov_map_rules_profile("ad", &err);
	PROV_CLEANUP(prov_map_freep)
	struct prov_map *map = prov_map_new(PROV_ENTRY_USER, p, NULL, 0, now, &err);
	struct prov_text guid = T("0123456789abcdef"), control = T("512");
	struct prov_text v[] = { { name, strlen(name) }, { address, strlen(address) },
				 { expires, strlen(expires) } };
	const struct prov_ldap_attr attrs[] = {
		ONE("objectGUID", &guid), ONE("userAccountControl", &control),
		ONE("sAMAccountName", &v[0]), ONE("mail", &v[1]),
		ONE("accountExpires", &v[2]), ONE("unasked", &v[turned])
	};
	const struct prov_ldap_attr other[] = { attrs[3], attrs[4], attrs[2], attrs[1], attrs[0], attrs[5] };
	struct prov_ldap_entry entry = { { "CN=a,DC=x", 9 }, turned ? other : attrs, COUNT(attrs) };
	const struct prov_record *r;
	uint64_t hash;

	prov_map_entry_id(map, &entry);
	r = prov_map_entry_go_on(map, "1");
	hash = r->hash;
	ok(r->values[0].n == 0 && r->fill, "no value was made for the hash");
	prov_record_fill(r);
	ok(r->values[0].n == 1 && !r->fill && r->hash == hash, "they come when they are asked for");
	return hash;
}

/* 2026-01-31 and 2026-02-02 as Active Directory writes them */
#define BEFORE "134143344000000000"
#define LATER "134145072000000000"

static void hashes(void)
{
	const uint64_t h = hash_at(NOW, "anna", "a@x.example", LATER, false);

	ok(h == hash_at(NOW, "anna", "a@x.example", LATER, true),
	   "neither order nor what nobody asked for counts");
	ok(h != hash_at(NOW, "bert", "a@x.example", LATER, false), "a name does");
	ok(h != hash_at(NOW, "annaa", "@x.example", LATER, false), "so does where a value ends");
	ok(h != hash_at(NOW, "anna", "", LATER, false), "and that one is gone");
	ok(h != hash_at(NOW, "anna", "a@x.example", BEFORE, false), "a time does");
	ok(h == hash_at(NOW + 60, "anna", "a@x.example", LATER, false), "that it is later does not");
	ok(h != hash_at(NOW + 3 * 86400, "anna", "a@x.example", LATER, false),
	   "until something else comes of it");
}

/* ---- lists in parts ---- */

#define MANY 9000		/* two parts of 4,096 and a rest */

static char names[MANY][24];

/* One in each part is no DN. */
static const struct prov_ldap_attr *many_members(struct prov_text *v)
{
	static struct prov_ldap_attr attrs[3];
	static struct prov_text cn = T("all");

	for (int i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof(names[i]), i % 4000 == 3999 ? "%d" : "UID=U%d, dc=X", i);
		v[i] = (struct prov_text){ names[i], strlen(names[i]) };
	}
	attrs[0] = (struct prov_ldap_attr)ONE("entryUUID", uuid);
	attrs[1] = (struct prov_ldap_attr)ONE("cn", &cn);
	attrs[2] = (struct prov_ldap_attr){ .name = T("member"), .values = { v, MANY } };
	return attrs;
}

/* The members of all parts, and a sum over them. */
static size_t add_parts(const struct prov_record *r, size_t *parts, uint64_t *sum)
{
	size_t n = 0;

	*sum = PROV_HASH_INIT;
	for (*parts = 0; prov_record_part(r, *parts); ++*parts) {
		const struct prov_values *v = &r->values[r->part ? r->part_rule : 3];

		n += v->n;
		for (size_t i = 0; i < v->n; i++)
			*sum = prov_hash(*sum, v->v[i].p, v->v[i].len);
	}
	return n;
}

static void parts(void)
{
	PROV_CLEANUP(prov_map_freep) struct prov_map *map = map_of(GROUP, "openldap", NULL, 0);
	static struct prov_text v[MANY];
	const struct prov_ldap_entry entry = { { "cn=all", 6 }, many_members(v), 3 },
		few = { { "cn=all", 6 }, many_members(v), 2 };
	const struct prov_record *r = prov_map_entry(map, &entry, "1");
	const size_t left_out = r->left_out_count;
	uint64_t whole, again, in_parts;
	size_t n, rule = 0;

	while (strcmp(r->rules[rule].field, "members") != 0)
		rule++;
	is_int(rule, 3, "members are the fourth rule");
	is_int(add_parts(r, &n, &whole), MANY - 2, "as a whole");
	is_int(n, 1, "in one part");
	prov_map_set_parts(map);
	r = prov_map_entry(map, &entry, "1");
	ok(r->part && r->part_rule == rule && r->values[rule].n == 4095, "a long list begins with a part");
	is_int(add_parts(r, &n, &in_parts), MANY - 2, "all of them come in parts");
	ok(n == 3 && in_parts == whole && r->part_sum == MANY - 2, "the same ones");
	is_int(r->left_out_count, left_out, "and the same ones are left out");
	is_int(add_parts(r, &n, &again), MANY - 2, "and once more");
	ok(again == whole && r->part_sum == MANY - 2 && r->left_out_count == left_out,
	   "nothing counts twice");
	prov_map_entry_release(map);
	r = prov_map_entry(map, &few, "1");
	ok(!r->part && r->values[rule].n == 0 && prov_record_part(r, 0) && !prov_record_part(r, 1),
	   "what has no long list is one part");
}

int main(void)
{
	openldap();
	active_directory();
	ucs();
	groups();
	values();
	keys();
	key_filters();
	literals();
	configuration();
	hashes();
	parts();
	return done();
}
