#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: groups that were loaded anew, with new keys: they would come back with other ids
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
people u01 u02 u03 u04 | change_ldap
group team u01 u02 | change_ldap
for n in 1 2 3 4 5 6 7 8; do group "g$n" u03 u04; done >"$TMP/groups.ldif"
change_ldap <"$TMP/groups.ldif"
ok 'nine groups' ldapsync
seq -f 'dn: cn=g%g,ou=groups,dc=example,dc=com' 6 | sed 's/$/\nchangetype: delete\n/' | change_ldap
for n in 1 2 3 4 5 6; do group "g$n" u03 u04; done | change_ldap
save_tables
fails 120 'SR4: six of nine groups, new keys' ldapsync
stderr_has '6 new groups have the names or addresses of those who are missing'
stderr_has 'neither --accept nor adopt helps'
fails 120 'SR4: with --accept, too' accepting_all
same_tables 'SR4: nothing was changed'
seq -f 'dn: cn=g%g,ou=groups,dc=example,dc=com' 3 6 | sed 's/$/\nchangetype: delete\n/' | change_ldap
for n in 3 4 5 6; do
	group "g$n" u03 u04 | sed '/^$/d'
	printf 'entryUUID: %s\n\n' "$(sql "SELECT source_key FROM prov.groups WHERE name = 'g$n'")"
done | restore_ldap
status_is 123 'SR4: two of nine are made again' released
stderr_has 'the name "g1" belongs to group'
for n in 1 2; do ok "g$n is removed" deletegroup -c 1 -n "g$n"; done
ok 'and comes' ldapsync
is "$(sql 'SELECT count(*) FROM prov.groups WHERE missing_since IS NULL AND source IS NOT NULL')" 9 'and are there'

database_is_sound
done_testing
