#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: of a thousand users who were held back no keys are remembered: each run reads everything, until they are back
# long: it has thousands of users
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"

base=dc=example,dc=com
crowd() {	# UNIT LETTER COUNT
	awk -v unit="$1" -v letter="$2" -v count="$3" -v base=$base 'BEGIN { for (i = 1; i <= count; i++) {
		printf "dn: uid=%s%04d,ou=%s,%s\nobjectClass: inetOrgPerson\nuid: %s%04d\n", letter, i, unit, base, letter, i
		printf "cn: %s%04d\nsn: S\nmail: %s%04d@example.com\n\n", letter, i, letter, i
	} }'
}
there() {	# who is there in the second context, and whether keys are remembered
	sql "SELECT (SELECT count(*) FROM prov.users WHERE cid = 2 AND source IS NOT NULL AND missing_since IS NULL)
		|| ' ' || coalesce((SELECT cardinality(held)::text FROM prov.sync_cookie), 'none')"
}
{
	tree
	for unit in one two out; do unit ou=$unit,$base; done
	crowd one a 1400
	crowd two b 1100
} >"$TMP/tree.ldif"
start_slapd -l "$TMP/tree.ldif" -c 'overlay syncprov
syncprov-sessionlog 10000'
use_database
new_context 1 acme
new_context 2 beta
source_is "contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; } );
	groups = false; mode = \"incremental\"; limits: { missing = 10; };"
ok 'a first run' ldapsync
# who goes is deleted one by one: an overlay tells of each
awk -v base=$base 'BEGIN { for (i = 1; i <= 1050; i++) printf "dn: uid=b%04d,ou=two,%s\nchangetype: delete\n\n", i, base }' >"$TMP/gone.ldif"
ldapsearch -x -LLL -o ldif-wrap=no -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b ou=two,$base '(uid=b*)' '*' entryUUID >"$TMP/kept.ldif"
change_ldap <"$TMP/gone.ldif"
status_is 120 'a thousand and fifty of one context go' ldapsync
stderr_has 'held back in context 2 (beta)'
is "$(there)" '1100 none' 'nobody goes, and there is no cookie to go on from'
change uid=a0001,ou=one 'replace: sn
sn: Other'
status_is 120 'the next run' ldapsync
ran full 'the next run'
stderr_has 'held back in context 2 (beta)'
is "$(there)/$(sql "SELECT sur_name FROM prov.users WHERE login = 'a0001'")" '1100 none/Other' 'nobody goes, and the other context goes on'

# --- most of them are back, with their keys: few are left ---
awk -v RS= 'FNR <= 1041 { print $0 "\n" }' "$TMP/kept.ldif" | sed '/^structuralObjectClass/d' >"$TMP/back.ldif"
ldapmodify -a -x -e '!relax' -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -f "$TMP/back.ldif" >"$TMP/modify.log" 2>&1 ||
	bail "$(tail -n 3 "$TMP/modify.log")"
ok 'all but nine are back' ldapsync
is "$(there)" '1091 none' 'the nine go, for they are few'
ok 'from then on' ldapsync
ran incremental 'from then on'
database_is_sound 'the database keeps its rules, and nothing is staged'
done_testing
