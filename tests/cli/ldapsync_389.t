#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what is special about 389 Directory Server, played by slapd with its attributes
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company -g "attributetype ( 2.999.5.1 NAME 'nsUniqueId' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 2.999.5.3 NAME 'nsds5ReplConflict' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 2.999.5.4 NAME 'nsAccountLock' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
objectclass ( 2.999.6.1 NAME 'ldapSubEntry' SUP top AUXILIARY )"
source_is 'profile = "389ds"; context = "acme";'
account() {	# NAME KEY [LINES]
	entry "uid=$1,ou=people,$base" "$1" "${2:+nsUniqueId: $2
}${3-}" | sed '/^$/d'
	echo
}
conflict() {	# NAME KEY
	printf 'dn: nsuniqueid=%s+uid=%s,ou=people,%s\nobjectClass: inetOrgPerson\nobjectClass: extensibleObject\n' "$2" "$1" "$base"
	printf 'objectClass: ldapSubEntry\nuid: %s\ncn: %s\nsn: %s\nmail: %s@example.com\nnsUniqueId: %s\n' "$1" "$1" "$1" "$1" "$2"
	printf 'nsds5ReplConflict: namingConflict uid=%s,ou=people,%s\n\n' "$1" "$base"
}
{
	account anna 11111111-22222222-33333333-44444441
	account ben 11111111-22222222-33333333-44444442 'nsAccountLock: true'
} | change_ldap
ok 'two accounts' ldapsync
is "$(cat "$TMP/err")" '' 'nothing is said'
is "$(users 1)" 'anna anna@example.com anna@example.com +
ben ben@example.com ben@example.com off' 'they are there'

# --- replication could not settle which of two entries has a name ---
conflict anna 11111111-22222222-33333333-44444443 | change_ldap
ok 'case 82: an entry in conflict' ldapsync
stderr_has 'user "nsUniqueId=11111111-22222222-33333333-44444443+uid=anna,ou=people,dc=example,dc=com": left out'
stderr_has 'dsconf INSTANCE repl-conflict list SUFFIX'
is "$(grep -c conflict "$TMP/err")" 1 'case 82: it is told once'
is "$(sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL')" 2 'and is nobody'
silent 'case 82: not in the next run' ldapsync
ok 'listed' ldapsync --list rejected
output_has 'no part of the source as long as that is so'
printf 'dn: nsuniqueid=%s+uid=anna,ou=people,%s\nchangetype: delete\n\n' 11111111-22222222-33333333-44444443 "$base" |
	change_ldap
silent 'case 82: the conflict is over' ldapsync
ok 'nothing is listed' ldapsync --list rejected --json
is "$(cat "$TMP/out")" '[]' 'case 82: any more'

# --- entries that an import left without a key ---
{
	account cora ''
	account dora ''
} | change_ldap
fails 123 'SR33: entries without a key' ldapsync
stderr_has 'user "uid=cora,ou=people,dc=example,dc=com": the entry shows no key (nsUniqueId)'
stderr_has '2 entries show no nsUniqueId: entries that were imported without get one when they are exported and imported'
stderr_has 'dsconf INSTANCE backend export'
database_is_sound
done_testing
