#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: attributes that the directory does not show any more: values, memberships, locks
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
seq -f 'u%02.0f' 30 >"$TMP/names"
while read -r name; do person "$name" 'title: Boss'; done <"$TMP/names" | change_ldap
# shellcheck disable=SC2046
{ group large $(head -n 12 "$TMP/names") && group small u01 u02 && group others $(tail -n 20 "$TMP/names"); } | change_ldap
# who may not read an attribute is shown what an expression without it gives
source_is 'context = "acme"; user: { position = "${title}"; };'
ok '30 users' ldapsync
silent 'nothing more' ldapsync
each() {	# FIRST LAST LINES: a change of users
	sed -n "$1,$2p" "$TMP/names" | while read -r name; do
		printf 'dn: uid=%s,ou=people,%s\nchangetype: modify\n%s\n\n' "$name" $base "$3"
	done | change_ldap
}

# --- values ---
each 1 3 'delete: title'
ok 'three lose a title' ldapsync
save_tables
each 4 9 'delete: title'
fails 120 'SR7: six of 27 lose it' ldapsync
stderr_has '6 of 27 users (22%) would lose a value: position; nothing was changed'
is "$(grep -c 'would change user "uid=.*position' "$TMP/err")" 6 'SR7: and who that is'
same_tables 'SR7: nothing was changed'
ok 'SR7: it may be accepted' released
save_tables
each 1 30 'delete: mail'
fails 120 'SR7: all lose their mail addresses' ldapsync
stderr_has '30 of 30 users (100%) would lose a value: aliases'
same_tables 'SR7: nothing was changed'
source_is 'context = "acme"; user: { position = "${title}"; mail = ""; aliases = ""; };'
ok 'SR7: fields that the mapping does not fill any more are not lost' ldapsync -n
source_is 'context = "acme"; user: { position = "${title}"; mail = "${labeledURI}"; };'
fails 120 'SR7: another mapping' ldapsync
stderr_has 'The mapping is another one than in the run before.'
source_is 'context = "acme"; user: { position = "${title}"; };'
while read -r name; do
	printf 'dn: uid=%s,ou=people,%s\nchangetype: modify\nadd: mail\nmail: %s@example.com\n\n' "$name" $base "$name"
done <"$TMP/names" | change_ldap
silent 'SR7: they are back, and nothing has happened' ldapsync

# --- module access ---
source_is 'context = "acme"; user: { position = "${title}"; access = "${employeeType}"; };'
each 11 30 'add: employeeType
employeeType: groupware_standard'
ok 'twenty have more than the default' ldapsync
modules=$(sql "SELECT string_agg(modules::text, ' ' ORDER BY name) FROM prov.users WHERE source IS NOT NULL")
each 11 30 'delete: employeeType'
fails 120 'SR7: all lose it' ldapsync
stderr_has '20 of 20 users (100%) would lose a value: access; nothing was changed'
is "$(sql "SELECT string_agg(modules::text, ' ' ORDER BY name) FROM prov.users WHERE source IS NOT NULL")" \
	"$modules" 'SR7: everybody keeps it'
source_is 'context = "acme"; user: { position = "${title}"; };'
ok 'SR7: where it is not mapped it is the operator'"'"'s' ldapsync

# --- memberships ---
printf 'dn: cn=large,ou=groups,%s\nchangetype: modify\nreplace: member\nmember: cn=large,ou=groups,%s\n\n' $base $base | change_ldap
save_tables
fails 120 'SR7: a group of twelve is emptied' ldapsync
stderr_has '12 of 34 memberships (35%) would be removed'
same_tables 'SR7: nothing was changed'
ok 'SR7: it may be accepted' released
printf 'dn: cn=others,ou=groups,%s\nchangetype: modify\n' $base >"$TMP/less.ldif"
tail -n 20 "$TMP/names" | head -n 8 | sed "s/.*/delete: member\nmember: uid=&,ou=people,$base\n-/" >>"$TMP/less.ldif"
change_ldap <"$TMP/less.ldif"
fails 120 'SR7: eight of 22 memberships' ldapsync
stderr_has '8 of 22 memberships (36%) would be removed'
ok 'SR7: it may be accepted' released

# --- locks ---
each 1 20 'add: pwdAccountLockedTime
pwdAccountLockedTime: 000001010000Z'
ok '20 are disabled in the directory' released
each 1 6 'delete: pwdAccountLockedTime'
save_tables
fails 120 'SR6: six of 20 would be enabled at once' ldapsync
stderr_has '6 of 20 disabled users (30%) would be enabled: lock'
same_tables 'SR6: nobody was enabled'
ok 'SR6: it may be accepted' released
is "$(sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND NOT source_enabled')" 14 'they are enabled'
each 7 16 'delete: pwdAccountLockedTime'
ok 'four are left' released
each 17 20 'delete: pwdAccountLockedTime'
save_tables
fails 120 'SR6: no lock is shown any more, though four are few' ldapsync
stderr_has '4 of 4 disabled users (100%) would be enabled: lock'
same_tables 'SR6: nobody was enabled'
each 17 17 'add: pwdAccountLockedTime
pwdAccountLockedTime: 000001010000Z'
fails 120 'SR6: three of four are more than half, though one is shown' ldapsync
ok 'SR6: they may be accepted' released
each 17 17 'delete: pwdAccountLockedTime'
ok 'SR6: a single one may go' ldapsync
is "$(sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND NOT source_enabled')" 0 'all are enabled'
database_is_sound
done_testing
