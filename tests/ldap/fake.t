#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fake.t - answers that no real server here gives: Active Directory's pieces, odd pages, every code
. "$TESTLIB/testlib.sh"

read=$B/tests/tool/ldapread
fake=$B/tests/tool/fakeldap
{ [ -x "$read" ] && [ -x "$fake" ]; } || bail "not built: $read, $fake"
PROV_CONFIG=$TMP/prov.conf
export PROV_CONFIG

one='context = "1";'
config() {	# [SOURCE_LINES [TOP_LINES [CONTEXT_LINES]]]
	cat >"$PROV_CONFIG" <<-END
		ldap: { uri = "ldapi://$(printf '%s' "$TMP/fake" | sed 's|/|%2F|g')"; timeout = 300; };
		source: { fake: { profile = "ad"; base = "DC=x"; ${3-$one} ${1-groups = true;} }; };
		${2-}
	END
}

incomplete() {	# NAME
	fails 1 "$1" "$read" records
	stderr_has INCOMPLETE "$1: the answer is not complete"
	output_lacks '^end' "$1: and does not end as one"
}

config
fake_ldap plain
ok 'PF29: members that come in pieces' "$read" records
is "$(grep -o '"cn=m[0-9]*,dc=x"' "$TMP/out" | sort -u | wc -l | tr -d ' ')" 25 'all of them are there'
is "$(grep -c '"kind":"user"' "$TMP/out")" 2 'and the users'
output_has '"key":"616e6e61' 'keys are GUIDs as text'
fake_ldap changed
ok 'a group that changes meanwhile' "$read" records
is "$(grep -o '"cn=m[0-9]*,dc=x"' "$TMP/out" | sort -u | wc -l | tr -d ' ')" 25 'is read again'
fake_ldap changing
incomplete 'a group that changes all the time'
stderr_has 'it changes while it is read'
fake_ldap stuck
incomplete 'the same piece again and again'
stderr_has 'did not give the values from number 10 on'
fake_ldap short
incomplete 'no further piece'

# --- several bases, and what is around them ---
config 'groups = true;' '' 'contexts = ( { base = "CN=anna,DC=x"; context = "1"; },
	{ base = "CN=bob,DC=x"; context = "2"; } );'
fake_ldap plain
: >"$TMP/fake.log"
ok 'bases that lie in one tree' "$read" records
is "$(grep sub "$TMP/fake.log" | sort | uniq -c | tr -s ' \n' ' ')" ' 2 sub DC=x ' \
	'are read by one search for users, and one for groups'
is "$(grep -o '"context":"[12]"' "$TMP/out" | tr '\n' ' ')" '"context":"1" "context":"2" ' 'each entry belongs to its base'
is "$(grep -c '"kind":"group"' "$TMP/out")" 0 'and what is below none belongs to nobody'
rm "$TMP/fake.log"

config 'groups = false;'
fake_ldap outside
ok 'a reference to another part of the forest' "$read" records
fake_ldap inside
incomplete 'a reference below the base'
stderr_has 'ldap://127.0.0.1:1/OU=child,DC=x'
fake_ldap emptypage
prints '2 users, 0 groups, 0 rejected, 4 values' 'an empty page before the others' "$read" count
fake_ldap loop
incomplete 'the same empty page for ever'
fake_ldap repeat
incomplete 'SR35: the same full page with the same cookie for ever'
stderr_has 'the server repeats itself'
is "$(grep -c '"kind":"user"' "$TMP/out")" 4 'SR35: noticed with the second page'
fake_ldap circle
incomplete 'SR35: three pages in turn for ever'
stderr_has 'the server repeats itself'
fake_ldap stream
incomplete 'SR35: the same entries for ever, without pages'
stderr_has 'the server repeats itself'
fake_ldap empties
incomplete 'SR35: empty pages for ever'
stderr_has 'the server repeats itself'
fake_ldap samecookie
prints '5 users, 0 groups, 0 rejected, 10 values' 'SR35: one cookie for all pages is fine, as long as they go on' \
	"$read" count
fake_ldap crawl
config 'groups = false;' 'sync: { deadline = 1; };'
incomplete 'SR35: a new page for ever'
stderr_has 'within the time for all of the run'
stderr_has 'sync.deadline'
config 'groups = false;'
fake_ldap nopages
incomplete 'a server that says nothing of pages'
fake_ldap malformed
incomplete 'an entry that is cut off'
fake_ldap extended
incomplete 'a message of another kind'

for code in 1 3 4 9 10 11 12 32 50 51 52 53 80 4096 99; do
	fake_ldap result "$code"
	run "$read" records
	if [ "$status" = 1 ] && grep -q "^INCOMPLETE: cannot read .*LDAP result $code)" "$TMP/err" &&
		! grep -q '^end' "$TMP/out" && grep -q 'The server said: as told' "$TMP/err"; then
		pass "result $code after the entries: $(sed -n 's/.*(\(.*\), LDAP.*/\1/p' "$TMP/err")"
	else
		flunk "result $code after the entries" "status $status" "$(cat "$TMP/err")"
	fi
done
exec 3>&-
done_testing
