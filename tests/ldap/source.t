#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# source.t - a source against a real slapd: bases, contexts, mapping, odd names, groups
. "$TESTLIB/testlib.sh"

read=$B/tests/tool/ldapread
[ -x "$read" ] || bail "not built: $read"
start_slapd -l "$DATA/ldap/company.ldif"
PROV_CONFIG=$TMP/prov.conf
export PROV_CONFIG

# config SOURCE_LINES [LDAP_LINES]
config() {
	cat >"$PROV_CONFIG" <<-END
		ldap: { uri = "$LDAP_URI"; timeout = 300; network_timeout = 300; ${2-} };
		source: { company: { profile = "openldap"; $1 }; };
	END
}

record() {	# UID: the line of that user or group
	grep -e "\"name\":\[\"$1\"\]" "$TMP/out"
}

config 'base = "dc=example,dc=com"; context = "acme"; groups = true;'
prints ldap/company.json 'users, then groups' "$read" records
is "$(record anna | grep -c '"aliases":\["Anna.Mueller@example.com","anna@example.com"\]')" 1 \
	'addresses that differ only in case are one'

config 'base = "dc=example,dc=com"; context = "acme"; groups = false;'
prints '4 users, 0 groups, 0 rejected, 20 values' 'no groups unless wanted' "$read" count

config 'base = "dc=example,dc=com"; context = "acme"; page_size = 1; groups = true;'
prints '4 users, 3 groups, 0 rejected, 33 values' 'the same in pages of one' "$read" count

config 'base = "dc=example,dc=com"; context = "acme"; user_filter = "(uid=bob)";'
ok 'a filter of its own' "$read" records
is "$(grep -c '"kind":"user"' "$TMP/out")" 1 'one user is left'

# contexts per subtree; the inner one takes its entries from the outer one
config 'contexts = ( { base = "ou=sales,dc=example,dc=com"; context = "1"; },
	{ base = "ou=it,dc=example,dc=com"; context = "2"; },
	{ base = "OU=Inner,ou=it, dc=example,dc=com"; context = "3"; } );
	groups = true; group_base = "ou=groups,dc=example,dc=com";'
ok 'one context a subtree' "$read" records
is "$(record anna | grep -c '"context":"1"')" 1 'sales is context 1'
is "$(record zhang | grep -c '"context":"3"')" 1 'the nearest base decides'
is "$(record zhang | wc -l | tr -d ' ')" 1 'and each entry comes once'
is "$(record posix | grep -c '"context":null')" 1 'a group elsewhere goes by its members'

# the same with what is around the bases: one search, and what lies between them is left out
bases='contexts = ( { base = "ou=sales,dc=example,dc=com"; context = "1"; },
	{ base = "OU=Inner,ou=it, dc=example,dc=com"; context = "3"; },
	{ base = "ou=it,dc=example,dc=com"; context = "2"; }'
config "$bases );"
ok 'a search for each base' "$read" records
grep '^{' "$TMP/out" | sort >"$TMP/each"
is "$(wc -l <"$TMP/each" | tr -d ' ')" 4 'shows everybody, and no group'
config "base = \"DC=example, dc=com\"; $bases );"
ok 'one search for all' "$read" records
grep '^{' "$TMP/out" | sort >"$TMP/all"
ok 'shows the same' cmp "$TMP/each" "$TMP/all"
config "base = \"dc=example,dc=com\"; $bases ); group_base = \"ou=groups,dc=example,dc=com\";"
prints '4 users, 3 groups, 0 rejected, 33 values' 'groups have a base of their own' "$read" count
config "base = \"dc=example,dc=com\"; page_size = 1; $bases, { base = \"ou=groups,dc=example,dc=com\"; context = \"4\"; } );"
prints '4 users, 3 groups, 0 rejected, 33 values' 'or one of the others' "$read" count
config "base = \"ou=it,dc=example,dc=com\"; $bases );"
fails 1 'a context whose base is elsewhere' "$read" records
stderr_has 'CONFIG: source "company": the base "ou=sales,dc=example,dc=com" of "contexts" is not below the base'
config "base = \"ou=nowhere,dc=example,dc=com\"; contexts = ( { base = \"ou=a,ou=nowhere,dc=example,dc=com\"; context = \"1\"; },
	{ base = \"ou=b,ou=nowhere,dc=example,dc=com\"; context = \"2\"; } );"
fails 1 'a tree that is not there' "$read" records
stderr_has 'CONFIG: source "company": the base "ou=nowhere,dc=example,dc=com" (source.company.base) is not in the'

config 'base = "ou=it,dc=example,dc=com"; user = { context = "${employeeType}"; };'
ok 'the context from an attribute' "$read" records
is "$(record zhang | grep -c '"context":"inactive"')" 1 'it is read'
is "$(grep -c 'reject.*user.context = ${employeeType}: no value' "$TMP/out")" 1 \
	'a user without one is rejected, not put somewhere'

config 'base = "ou=it,dc=example,dc=com"; context = "1";
	user = { enabled = "${employeeType=inactive:+no}"; note = "${description}"; mail = "";
		aliases = "${none:-${uid}@example.org}"; title = "${jpegPhoto}"; };'
ok 'overrides' "$read" records
is "$(grep -c '"key":"11111111-0000-0000-0000-000000000004".*user.title = ${jpegPhoto}' "$TMP/out")" \
	1 'a binary value is left out'
is "$(grep -c '"key":"11111111-0000-0000-0000-000000000003".*"aliases":\["carl@example.org"\].*"enabled":\["true"\]' \
	"$TMP/out")" 1 'an expression in place of the attribute; a field taken out'

config 'base = "ou=it,dc=example,dc=com"; context = "1";
	user = { enabled = "${employeeType=inactive:+no}"; note = "${description}"; };'
ok 'disabled by an attribute' "$read" records
is "$(record zhang | grep -c '"enabled":\["false"\].*"note":\["line one\\u000aline two"\]')" 1 \
	'disabled is a state; text may have lines'

# what is wrong with the configuration is said without reading anything
config 'base = "dc=example,dc=com"; context = "1"; user = { maill = "${mail}"; };'
fails 1 'an unknown field' "$read" records
stderr_has 'user.maill: there is no such field'
stderr_has 'did you mean "mail"?'
config 'base = "dc=example,dc=com"; context = "1"; user = { mail = "${mail"; };'
fails 1 'a broken expression' "$read" records
stderr_has 'user.mail: "${mail", column 7: a "}" is missing'
config 'base = "dc=example,dc=com";'
fails 1 'no context' "$read" records
stderr_has 'which context its users belong to'
config 'contexts = ( { base = "ou=it,dc=example,dc=com"; context = "1"; },
	{ base = "OU=IT,dc=example,dc=com"; context = "2"; } );'
fails 1 'one base twice' "$read" records
stderr_has 'is there twice'

# bases that cannot be read are never empty
config 'base = "ou=nowhere,dc=example,dc=com"; context = "1";'
fails 1 'a base that does not exist' "$read" records
stderr_has 'CONFIG: source "company": the base "ou=nowhere,dc=example,dc=com" (source.company.base) is not in the'
config 'base = "ou=empty,dc=example,dc=com"; context = "1";'
prints '0 users, 0 groups, 0 rejected, 0 values' 'a base without users is an answer' "$read" count
config 'base = "nonsense"; context = "1";'
fails 1 'a base that is no DN' "$read" records
stderr_has 'CONFIG: source "company": the base "nonsense" is not a DN'
config 'base = "dc=example,dc=com"; context = "1"; user_filter = "(uid=";'
fails 1 'a filter that is none' "$read" records
stderr_has 'not a search filter'

# the base from the server
config 'context = "1"; groups = false;'
prints '4 users, 0 groups, 0 rejected, 20 values' 'the base of the rootDSE' "$read" count
done_testing
