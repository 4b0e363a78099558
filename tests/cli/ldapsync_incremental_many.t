#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that reads a thousand changes and more asks for groups so that the server looks at the entries that changed,
# and not at lists of all groups; the same comes of it
# long: thousands of users
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"

base=dc=example,dc=com
many() {	# FROM TO COMMAND...: of each number
	i=$1 end=$2
	shift 2
	while [ "$i" -lt "$end" ]; do
		"$@" "$i"
		i=$((i + 1))
	done
}
someone() {
	person "u$1"
}
other_name() {
	printf 'dn: uid=u%d,ou=people,%s\nchangetype: modify\nreplace: sn\nsn: %s\n\n' "$1" "$base" "$name"
}
asked_for_groups() {
	since_mark | sed -n 's/^[^ ]* \(.*(objectClass=groupOfNames)\).*/\1/p'
}
SESSION_LOG=$(printf '%s' "$SESSION_LOG" | sed 's/1000/9000/')
start_audited_company
{
	many 0 2100 someone
	group team u1 u2
	group other u3
	group third u4
} | change_ldap
source_is 'context = "acme"; mode = "incremental"; limits: { changed = 100; group_members = 100; groups = 100; missing = 100; };'
ok 'a first run' ldapsync
mark
name=Few
many 0 900 other_name | change_ldap
runs 'some changes'
is "$(asked_for_groups)" '(|(objectClass=groupOfNames)' 'groups are asked for by what they are'

mark
name=Many
many 0 1005 other_name | change_ldap
change cn=team,ou=groups "add: member
member: uid=u5,ou=people,$base"
remove cn=other,ou=groups
group fourth u6 | change_ldap
rename cn=third,ou=groups cn=three
runs 'many changes'
is "$(asked_for_groups)" '(!(!(|(objectClass=groupOfNames)' 'groups are asked for without an index'
is "$(sql "SELECT count(*) FROM prov.users WHERE sur_name = 'Many'")" 1005 'all are there'
is "$(members_of team), $(members_of fourth), $(members_of three)" 'u1 u2 u5, u6, u4' 'and those of groups'

mark
source_is 'context = "acme"; mode = "incremental"; group_filter = "objectClass=groupOfNames"; limits: { changed = 100; group_members = 100; groups = 100; missing = 100; };'
ok 'a filter without brackets' ldapsync
name=More
many 0 1005 other_name | change_ldap
change cn=team,ou=groups "delete: member
member: uid=u5,ou=people,$base"
runs 'many changes with it'
is "$(asked_for_groups)" '(!(!(objectClass=groupOfNames)' 'it has them now'
is "$(members_of team)" 'u1 u2' 'and groups are read'

# --- bases without one around them: each is asked for once ---
new_context 2 beta
source_is "contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; }, { base = \"ou=groups,$base\"; context = \"beta\"; } );
	mode = \"incremental\"; limits: { changed = 100; group_members = 100; groups = 100; missing = 100; members = 100; };"
ok 'two bases' ldapsync
ok 'two bases' ldapsync
name=Last
many 0 1005 other_name | change_ldap
change cn=team,ou=groups 'add: description
description: x'
change cn=fourth,ou=groups 'add: description
description: x'
mark
runs 'many changes below two bases'
is "$(since_mark | sort | uniq -c | awk '{ print $1 }' | xargs)" '1 1 1 1' 'two searches for users and two for groups'
done_testing
