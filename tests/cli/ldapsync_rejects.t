#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: each entry that cannot be taken is named in the run in which that happens, and in every later one
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company -c 'access to attrs=entryUUID filter=(description=keyless) by * none
access to * by * read'
entry uid=reader,dc=example,dc=com reader 'userPassword: secret
mail:' | change_ldap
for uid in anna bert carl; do
	person "$uid" 'o: acme'
done | change_ldap
for cn in team crew bulb; do
	group "$cn" anna bert
done | change_ldap
# groups are where their members are
by_members='bind_dn = "uid=reader,dc=example,dc=com"; base = "ou=people,dc=example,dc=com";
	group_base = "ou=groups,dc=example,dc=com"; user: { context = "${o}"; };'
source_is "$by_members"
ok 'a run' ldapsync
silent 'nothing is left to do' ldapsync

rejects() {	# the names of what the last command rejected
	sed -n 's/^ldapsync: rejected \([a-z]* \)"\(cn\|uid\)=\([^,"]*\).*/\1\3/p' "$TMP/err" | sort | paste -sd , -
}
# named COUNT NAMES TEST: a run names so many rejects as it counts, and so does the dry run before it.
named() {
	status_is 123 "$3: a dry run" ldapsync --dry-run --json
	is "$(json action kind name dn | sed -n 's/^reject|\([a-z]*\)|.*|\(cn\|uid\)=\([^,]*\).*/\1 \3/p' | sort |
		paste -sd , -)" "$2" "$3: names them"
	status_is 123 "$3" ldapsync
	is "$(rejects)" "$2" "$3: names them"
	stderr_has "$1 of the directory could not be taken over"
}

# --- groups, while nothing else changes: they wait beside the database ---
printf 'dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: modify\nadd: mail\nmail: nobody\n\n' | change_ldap
named '1 entry' 'group team' 'SR19: a group becomes rejected'
named '1 entry' 'group team' 'SR19: and still is'
printf 'dn: cn=team,ou=groups,dc=example,dc=com\nchangetype: modify\ndelete: mail\n\n' | change_ldap
ok 'it can be taken again' ldapsync
silent 'nothing is left to do' ldapsync
source_is "$by_members" 'names: { group = "[a-eghlbu]"; };'
named '2 entries' 'group crew,group team' 'SR19: names of groups are not allowed any more'
source_is "$by_members"
ok 'they are again' ldapsync
silent 'nothing is left to do' ldapsync

# --- so many groups that they wait in a file ---
for n in $(seq 300); do
	printf 'dn: cn=big%d,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\n' "$n"
	printf 'objectClass: extensibleObject\ncn: big%d\nmember: uid=anna,ou=people,dc=example,dc=com\n' "$n"
	for m in $(seq 60); do
		printf 'member: uid=nobody-of-a-long-name-%d,ou=people,dc=example,dc=com\n' "$m"
	done
	echo
done | change_ldap
ok 'many groups' ldapsync
silent 'nothing is left to do' ldapsync
for n in 7 250; do
	printf 'dn: cn=big%d,ou=groups,dc=example,dc=com\nchangetype: modify\nadd: mail\nmail: nobody\n\n' "$n"
done | change_ldap
named '2 entries' 'group big250,group big7' 'SR19: two of many'
for n in 7 250; do
	printf 'dn: cn=big%d,ou=groups,dc=example,dc=com\nchangetype: modify\ndelete: mail\n\n' "$n"
done | change_ldap
ok 'they can be taken again' ldapsync

# --- users ---
printf 'dn: uid=carl,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: o\no: nowhere\n\n' | change_ldap
named '1 entry' 'user carl' 'SR19: a user becomes rejected'
printf 'dn: uid=carl,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: o\no: acme\n-\nadd: uid\nuid: anna\n\n' |
	change_ldap
source_is "$(printf %s "$by_members" | sed 's/user: {/user: { name = "${uid=anna:-${uid}}";/')"
named '1 entry' 'user carl' 'SR19: by a conflict'
printf 'dn: uid=carl,ou=people,dc=example,dc=com\nchangetype: modify\ndelete: uid\nuid: anna\n\n' | change_ldap
source_is "$by_members"
ok 'it can be taken again' ldapsync
silent 'nothing is left to do' ldapsync

# --- entries without a key ---
printf 'dn: cn=hidden,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\nobjectClass: extensibleObject\n%s\n\n' \
	'cn: hidden
description: keyless
member: uid=anna,ou=people,dc=example,dc=com' | change_ldap
named '1 entry' 'group hidden' 'SR19: a group without a key'
printf 'dn: uid=carl,ou=people,dc=example,dc=com\nchangetype: modify\nadd: description\ndescription: keyless\n\n' |
	change_ldap
fails 120 'SR19: a user without a key could be one that is missing' ldapsync
is "$(rejects)" 'group hidden,user carl' 'a run that is stopped names them, too'
stderr_has 'missing user'
printf 'dn: uid=carl,ou=people,dc=example,dc=com\nchangetype: modify\ndelete: description\n\n' | change_ldap
printf 'dn: cn=hidden,ou=groups,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
ok 'all can be taken again' ldapsync
database_is_sound

# --- a first run, which writes directly ---
for uid in dora emil; do
	person "$uid" 'o: acme
employeeType: second'
done | change_ldap
entry cn=frank,ou=people,dc=example,dc=com 'fr ank' 'o: acme
employeeType: second' | change_ldap
person gerd 'o: nowhere
employeeType: second' | change_ldap
person hans 'o: acme
employeeType: second
mail: dora@example.com' | change_ldap
person ines 'o: acme
employeeType: second
description: keyless' | change_ldap
source_is "$by_members }; second: { $by_members user_filter = \"(employeeType=second)\"; groups = false;"
status_is 123 'a first run' ldapsync --source second
is "$(rejects)" 'user frank,user gerd,user hans,user ines' 'SR19: names those without name, context and key, and with a conflict'
stderr_has '4 entries of the directory could not be taken over'
status_is 123 'the next one' ldapsync --source second
is "$(rejects)" 'user frank,user gerd,user hans,user ines' 'SR19: names them, too'
database_is_sound
done_testing
