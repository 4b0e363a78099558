#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what is special about users of Active Directory, played by slapd with its attributes
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

# what has employeeType "hidden" hides who is disabled
start_company -g "include $DATA/ldap/ad.schema" \
	-c 'access to attrs=userAccountControl filter=(employeeType=hidden) by * none
access to * by * read'
entry uid=reader,dc=example,dc=com reader 'userPassword: secret' | change_ldap
reader() {	# source_is, as somebody who is not the manager
	source_is "bind_dn = \"uid=reader,dc=example,dc=com\"; profile = \"ad\"; context = \"acme\"; $1"
}

account() {	# NAME GUID userAccountControl [accountExpires]
	printf 'dn: cn=%s,ou=people,dc=example,dc=com\nobjectClass: user\ncn: %s\nsn: %s\n' "$1" "$1" "$1"
	printf 'sAMAccountName: %s\nmail: %s@example.com\nobjectCategory: person\n' "$1" "$1"
	printf 'objectGUID: 00000000000000%s\nuserAccountControl: %s\n' "$2" "$3"
	printf 'accountExpires: %s\n\n' "${4:-0}"
}
hide() {	# add|delete NAME...
	how=$1
	shift
	for name in "$@"; do
		printf 'dn: cn=%s,ou=people,dc=example,dc=com\nchangetype: modify\n' "$name"
		printf '%s: employeeType\nemployeeType: hidden\n\n' "$how"
	done | change_ldap
}

{
	account alice 01 512
	account bob 02 66048
	account Guest 03 66082
	account krbtgt 04 514
} | change_ldap
reader ''
ok 'four accounts' ldapsync
is "$(users 1)" 'alice alice@example.com alice@example.com +
bob bob@example.com bob@example.com +
Guest Guest@example.com Guest@example.com off
krbtgt krbtgt@example.com krbtgt@example.com off' 'two of them are disabled'

# --- the right to see who is disabled is gone ---
save_tables
hide add alice bob Guest krbtgt
status_is 123 'SR6: a login that cannot read userAccountControl' ldapsync
stderr_has 'userAccountControl cannot be read, so it is not known whether the account is disabled'
same_tables 'SR6: enables nobody, and disables nobody' '\(source_state\|sync_[a-z]*\)'
status_is 123 'SR6: --check' ldapsync --check
output_has 'can read userAccountControl' 'SR6: --check says what cannot be read'
output_has 'no: none of 4 users shows it; nobody has it, or this login must not see it'
status_is 123 'SR6: nor does --accept' released
same_tables 'SR6: nothing is changed' '\(source_state\|sync_[a-z]*\)'

# --- new ones, while it is gone ---
account carol 05 514 | change_ldap
hide add carol
account dave 06 512 | change_ldap
status_is 123 'SR6: a new account that hides it' ldapsync
is "$(field 'count(*)' carol)" 0 'SR6: is not created as enabled'
is "$(field source_enabled dave)" t 'one that does not is'

# --- and it is back ---
hide delete alice bob Guest krbtgt carol
printf 'dn: cn=%s,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: userAccountControl\n%s\n\n' \
	Guest 'userAccountControl: 512' bob 'userAccountControl: 514' | change_ldap
ok 'the right is back' ldapsync
is "$(field source_enabled Guest) $(field source_enabled bob) $(field source_enabled carol)" 't f f' \
	'what the directory says counts again'

# --- another mark of who is disabled needs no such right ---
hide add alice
reader 'user: { enabled = "${carLicense=off:+false}"; };'
fails 120 'SR6: a mark of its own would enable all who are disabled' ldapsync
stderr_has 'The mapping is another one than in the run before.'
ok 'a mark of its own' released
is "$(field source_enabled alice)" t 'alice is enabled'
database_is_sound

# --- what is no person and no team of the company ---
team() {	# NAME GUID RID [LINES]
	printf 'dn: cn=%s,ou=groups,dc=example,dc=com\nobjectClass: group\ncn: %s\nsAMAccountName: %s\n' "$1" "$1" "$1"
	printf 'objectGUID: 000000000000g%03d\nobjectSid:: %s\n' "$2" \
		"$(printf '0101000000000005%02x%02x0000' $(($3 % 256)) $(($3 / 256)) |
			perl -ne 'print pack("H*", $_)' | base64)"
	printf '%s\n\n' "${4-}" | cat -s
}
change() {	# NAME LINES: of an account
	printf 'dn: cn=%s,ou=people,dc=example,dc=com\nchangetype: modify\n%s\n\n' "$1" "$2" | change_ldap
}
hide delete alice
reader ''
ok 'the usual mark again' released
{
	account svc 07 512 | sed '/^$/d'
	printf 'isCriticalSystemObject: TRUE\n\n'
	printf 'dn: cn=dave\\0ACNF:1234,ou=people,dc=example,dc=com\nobjectClass: user\ncn:: %s\nsn: d\n' \
		"$(printf 'dave\nCNF:1234' | base64)"
	printf 'sAMAccountName: $DUPLICATE-1\nobjectCategory: person\nobjectGUID: 0000000000000008\n'
	printf 'userAccountControl: 512\naccountExpires: 0\n\n'
	team builtin 1 544 'isCriticalSystemObject: TRUE'
	team users 2 1201 'member: cn=bob,ou=people,dc=example,dc=com'
	team staff 3 1202 'member: cn=alice,ou=people,dc=example,dc=com
member: cn=dave,ou=people,dc=example,dc=com
proxyAddresses: smtp:other@example.com
proxyAddresses: SMTP:staff@example.com'
} | change_ldap
ok 'SR12: nothing is rejected' ldapsync
is "$(grep -vic 'user "cn=dave.*0ACNF:1234.*": left out: it is in conflict with another entry' "$TMP/err")" 0 \
	'case 82: nothing is said but that there is an entry in conflict'
ok 'case 82: --explain of an entry in conflict' ldapsync --explain 'cn=dave\0ACNF:1234,ou=people,dc=example,dc=com'
output_has 'it is in conflict with another entry'
is "$(groups 1)" 'staff staff@example.com alice,dave' \
	'SR12: no group that belongs to the system, none with the name of group 1; the address is the primary one'
is "$(field 'count(*)' svc)$(sql "SELECT count(*) FROM prov.users WHERE name LIKE '%DUPLICATE%'")" 00 \
	'SR12: no account that belongs to the system, and none of two that conflict'
silent 'SR12: the second run: case 82 is said once' ldapsync
ok 'case 82: it is listed' ldapsync --list rejected --json
is "$(json kind why next | sed 's/, which.*|/|/')" \
	'user|left out: it is in conflict with another entry|no part of the source as long as that is so' 'as left out'
ok 'and counted' ldapsync --json
is "$(json left_out rejected)" '1|0' 'case 82: it is no reject'

# --- an account that is known gets into a conflict ---
rename() {	# RDN NEW
	printf 'dn: %s,ou=people,dc=example,dc=com\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\n\n' "$1" "$2" | change_ldap
}
rename cn=dave 'cn=dave\0ACNF:5678'
ok 'case 82: a known account gets such a name' ldapsync
is "$(grep -ci 0ACNF:5678 "$TMP/err")" 1 'case 82: it is told'
is "$(field missing_since dave | cut -c 1-2)" 20 'case 82: it is out of the source, as long as that is so'
is "$(ldapsync --list missing --fields name,why --csv | sed 's/ou=people.*//' | tail -n 1)" \
	'"dave","in conflict with another entry: cn=dave\0acnf:5678,' 'case 82: and where it is'
rename 'cn=dave\0ACNF:5678' cn=dave
ok 'case 82: the conflict is over' ldapsync
is "$(field missing_since dave)" '' 'case 82: it is the account that it was'
printf 'dn: cn=dave\\0ACNF:1234,ou=people,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
silent 'case 82: the other one is deleted' ldapsync
is "$(sql 'SELECT count(*) FROM prov.sync_left_out')" 0 'case 82: nothing is listed any more'
printf 'dn: cn=staff,ou=groups,dc=example,dc=com\nchangetype: modify\nreplace: member\n%s\n%s\n\n' \
	'member: cn=alice,ou=people,dc=example,dc=com' 'member: cn=dave,ou=people,dc=example,dc=com' | change_ldap
ldapsync >"$TMP/out" 2>"$TMP/err"

# --- a primary group: the server takes the member out of the list ---
change dave 'replace: primaryGroupID
primaryGroupID: 1202'
printf 'dn: cn=staff,ou=groups,dc=example,dc=com\nchangetype: modify\ndelete: member\n%s\n\n' \
	'member: cn=dave,ou=people,dc=example,dc=com' | change_ldap
silent 'SR13: who has a group as primary group stays in it' ldapsync
is "$(groups 1)" 'staff staff@example.com alice,dave' 'SR13: it has the same members'
change dave 'replace: primaryGroupID
primaryGroupID: 513'
ok 'SR13: the primary group is another one' ldapsync
is "$(groups 1)" 'staff staff@example.com alice' 'SR13: then the membership is gone'

# --- accounts that end ---
filetime() {	# SECONDS from now on
	sql "SELECT (extract(epoch FROM now())::bigint + $1 + 11644473600) * 10000000"
}
change alice "replace: accountExpires
accountExpires: $(filetime 86400)"
change dave 'replace: accountExpires
accountExpires: 9223372036854775807'
change Guest 'replace: accountExpires
accountExpires: 0'
silent 'an account that ends tomorrow, and two that never do' ldapsync
clock_ahead '25 hours'
ok 'its time is over, and nothing changed' ldapsync
is "$(field source_enabled alice)$(field source_enabled dave)$(field source_enabled Guest)" ftt 'it is disabled'
save_tables
change alice 'delete: accountExpires'
status_is 123 'SR6: a login that cannot read accountExpires, which every user has' ldapsync
stderr_has 'accountExpires cannot be read, so it is not known whether the account is disabled'
same_tables 'SR6: enables nobody' '\(source_state\|sync_[a-z]*\)'
change alice "add: accountExpires
accountExpires: 0"
ok 'no end any more' ldapsync
is "$(field source_enabled alice)" t 'it is enabled'

# --- a server that comes to no end ---
without_end() {	# [TOP_LINES]
	set_config "ldap: { uri = \"ldapi://$(printf '%s' "$TMP/fake" | sed 's|/|%2F|g')\"; timeout = 300; };
source: { company: { profile = \"ad\"; base = \"DC=x\"; context = \"acme\"; groups = false; }; };
${1-}"
}
save_tables
fake_ldap repeat
without_end
fails 121 'SR35: a server that repeats a page' ldapsync
stderr_has 'the server repeats itself'
fake_ldap crawl
without_end 'sync: { deadline = 2; };'
fails 121 'SR35: a server that shows ever new entries' ldapsync
stderr_has 'sync.deadline'
exec 3>&-
same_tables 'SR35: nothing is changed' job_lock
reader ''
recovered 'SR35: and the next run starts at once' ldapsync
done_testing
