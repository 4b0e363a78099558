#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: limits of other kinds than missing users: names, contexts, locks; of the source and of a context
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
new_context 2 beta
for n in $(seq 40); do person "a$n" "l: acme
employeeNumber: e$n"; done | change_ldap
for n in $(seq 9); do person "b$n" "l: beta
employeeNumber: f$n"; done | change_ldap
mapping='context = "${l}"; enabled = "${roomNumber=off:+false}";'
source_is "base = \"ou=people,$base\"; groups = false; user: { $mapping };"
ok 'two contexts' ldapsync
each() {	# LETTER FIRST LAST LINES: a change of users
	seq "$2" "$3" | while read -r n; do
		printf 'dn: uid=%s,ou=people,%s\nchangetype: modify\n%s\n\n' "$1$n" $base "$4"
	done | change_ldap
}
names() {	# CONTEXT
	sql "SELECT string_agg(name, ' ' ORDER BY name) FROM prov.users WHERE cid = $1 AND source IS NOT NULL"
}
enabled() {
	sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND source_enabled'
}

# --- another attribute is the name ---
save_tables
source_is "base = \"ou=people,$base\"; groups = false; user: { $mapping name = \"\${employeeNumber}\"; };"
fails 120 'SR7: an attribute swap renames everybody' ldapsync
stderr_has '49 of 49 users (100%) would get another login name; nothing was changed'
stderr_has 'The mapping is another one than in the run before.'
same_tables 'SR7: nobody is renamed'
source_is "base = \"ou=people,$base\"; groups = false; user: { $mapping };"
silent 'as it was' ldapsync

# --- everybody moves ---
each a 1 40 'replace: l
l: beta'
save_tables
fails 120 'case 62: 40 of 49 move to another context' ldapsync
stderr_has '40 of 49 users (81%) would move to another context; nothing was changed'
same_tables 'case 62: nobody moves'
each a 1 40 'replace: l
l: acme'
silent 'they are back' ldapsync

# --- the directory disables many ---
each a 1 20 'add: roomNumber
roomNumber: off'
save_tables
fails 120 'case 79: 20 of 49 would be disabled' ldapsync
stderr_has '20 of 49 users (40%) would be disabled by the directory; nothing was changed'
same_tables 'case 79: nobody is'
ok 'case 79: it may be accepted' released
is "$(enabled)" 29 'case 79: they are disabled'
each a 1 20 'delete: roomNumber'
save_tables
fails 120 'SR6: and all of them enabled' ldapsync
stderr_has '20 of 20 disabled users (100%) would be enabled: locks are not shown any more; nothing was changed'
same_tables 'SR6: nobody is'
ok 'SR6: it may be accepted' released

# --- in one context ---
seq 9 | while read -r n; do
	printf 'dn: uid=b%s,ou=people,%s\nchangetype: modrdn\nnewrdn: uid=c%s\ndeleteoldrdn: 1\n\n' "$n" $base "$n"
done | change_ldap
person new 'l: acme' | change_ldap
each c 1 1 'add: roomNumber
roomNumber: off'
fails 120 'SR3: all of a context are renamed' ldapsync
stderr_has '9 users and 0 groups were held back in context 2 (beta)'
stderr_has '9 of 9 users (100%) would get another login name, in context 2.'
is "$(names 2)" 'b1 b2 b3 b4 b5 b6 b7 b8 b9' 'SR3: they keep their names'
is "$(field source_enabled b1 2)" f 'SR8: but one of them is disabled, as the directory says'
is "$(field source_enabled new)" t 'SR3: the others go on'
# that forgets a hash, and so does a run renew it
ok 'the operator switches somebody off' changeuser -c 1 -u a9 --mailenabled false
fails 120 'SR3: as long as it is so' ldapsync
fails 120 'SR3: also when the hash of somebody else was renewed' ldapsync
is "$(names 2)" 'b1 b2 b3 b4 b5 b6 b7 b8 b9' 'SR3: they are held back still'
ok 'SR3: it may be accepted' ldapsync -s company --accept "$(digest_in "$TMP/err")"
is "$(names 2)" 'c1 c2 c3 c4 c5 c6 c7 c8 c9' 'SR3: they are renamed'
silent 'nothing more' ldapsync

# --- 24 hours ---
next_day
each a 1 2 'add: roomNumber
roomNumber: off'
ok 'two are disabled' ldapsync
is "$(sql 'SELECT context, kind, field, n FROM prov.sync_count WHERE at > now() - interval '"'1 day'")" '1|disabled||2' \
	'SR31: it is noted for 24 hours'
each a 3 7 'add: roomNumber
roomNumber: off'
ok 'five more' ldapsync
each a 8 11 'add: roomNumber
roomNumber: off'
fails 120 'SR31: and four more are eleven of 50 in a day' ldapsync
stderr_has '11 of 50 users (22%) would be disabled by the directory, counted over 24 hours, 4 of them now'
next_day
ok 'SR31: not on the next day' ldapsync
database_is_sound
done_testing
