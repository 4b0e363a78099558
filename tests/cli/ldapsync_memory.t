#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: memory does not grow with the directory, nor with the ids of contexts
# long: it measures memory
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

case $(ldd "$B/bin/ldapsync") in
*libasan*) skip_all 'a sanitizer keeps memory that was freed' ;;
esac
maxrss=$B/tests/tool/maxrss
[ -x "$maxrss" ] || bail "not built: $maxrss"

many() {	# SUBTREE COUNT
	unit "ou=$1,dc=example,dc=com"
	awk -v ou="$1" -v count="$2" 'BEGIN { for (i = 1; i <= count; i++) {
		printf "dn: uid=%s%d,ou=%s,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: %s%d\n", ou, i, ou, ou, i
		printf "cn: User Number %d\nsn: Number %d\n", i, i
		printf "mail: %s%d@example.com\ndisplayName: User Number %d of many\n\n", ou, i, i
	}
	printf "dn: cn=all%s,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\ncn: all%s\n", ou, ou
	for (i = 1; i <= 1000; i++)
		printf "member: uid=%s%d,ou=%s,dc=example,dc=com\n", ou, i, ou
	printf "\n" }'
}
{
	tree
	many few 2000
	many lots 20000
} >"$TMP/many.ldif"
start_slapd -l "$TMP/many.ldif"
use_database
new_context 1 few
new_context 2147483647 lots
group_base='group_base = "ou=groups,dc=example,dc=com";'
source_is "base = \"ou=few,dc=example,dc=com\"; context = \"few\"; $group_base group_filter = \"(cn=allfew)\"; };
	lots: { base = \"ou=lots,dc=example,dc=com\"; context = \"lots\"; $group_base group_filter = \"(cn=alllots)\";"

# memory NAME SOURCE WANT: MiB of a run, in $used
memory() {
	run "$maxrss" ldapsync --source "$2"
	check_status 0 "$1" || :
	output_has "$3"
	used=$(sed -n 's/^maxrss //p' "$TMP/err")
}
memory 'a first run of 2,000' company '2000 created'
few=$used
memory 'a first run of 20,000' lots '20000 created'
lots=$used first=$used
diag "first run: $few KiB, $lots KiB"
is "$((lots - few < 2048))" 1 'ten times the entries take the same memory'
is "$((lots < 32768))" 1 'less than 32 MiB'
run "$maxrss" ldapsync --source company
few=$(sed -n 's/^maxrss //p' "$TMP/err")
run "$maxrss" ldapsync --source lots
lots=$(sed -n 's/^maxrss //p' "$TMP/err")
diag "second run: $few KiB, $lots KiB"
is "$((lots - few < 2048))" 1 'in a second run, too'
source_is "base = \"ou=few,dc=example,dc=com\"; context = \"few\"; $group_base group_filter = \"(cn=allfew)\"; };
	lots: { base = \"ou=lots,dc=example,dc=com\"; context = \"lots\"; $group_base group_filter = \"(cn=alllots)\";
	user: { display_name = \"\${cn}\"; }; limits: { changed = 100; };"
memory 'every entry changes' lots '20000 changed'
diag "all changed: $used KiB"
is "$((used - first < 2048))" 1 'takes no more than when all were new'

# --- a group of 20,000: its list is in memory as it came, not in the form in which it is looked for: that comes in
# parts (map_entry.c). The last part has two again that were in the first one ---
{
	printf 'dn: cn=big,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\nobjectClass: extensibleObject\ncn: big\n'
	echo 'member: uid=nobody,ou=lots,dc=example,dc=com'
	seq -f 'member: uid=lots%.0f,ou=lots,dc=example,dc=com' 20000
	echo 'uniqueMember: uid=nobody,ou=lots,dc=example,dc=com'
	echo 'uniqueMember: uid=LOTS1,ou=lots,dc=example,dc=com'
	echo
} | change_ldap
source_is "base = \"ou=few,dc=example,dc=com\"; context = \"few\"; $group_base group_filter = \"(cn=allfew)\"; };
	lots: { base = \"ou=lots,dc=example,dc=com\"; context = \"lots\"; $group_base group_filter = \"(|(cn=alllots)(cn=big))\";
	user: { display_name = \"\${cn}\"; };"
memory 'a filter that has a group more' lots '20000 members added, 1 members ignored'
diag "a group of 20,000 comes: $used KiB"
is "$((used - lots < 3500))" 1 'a group of 20,000 members takes 3.5 MiB at most, when it comes'
printf 'dn: cn=big,ou=groups,dc=example,dc=com\nchangetype: modify\ndelete: member\nmember: uid=lots7,ou=lots,dc=example,dc=com\n\n' |
	change_ldap
memory 'one member of 20,000 less' lots '1 members removed'
diag "a group of 20,000: $used KiB"
is "$((used - lots < 3500))" 1 'and when it changes'

# --- members whom nobody knows go to the database as they stand there, in pieces that end anywhere: by DN and by name,
# with all that is escaped twice, in an array and in a row ---
{
	printf 'dn: cn=strangers,ou=groups,dc=example,dc=com\nobjectClass: groupOfNames\n'
	printf 'objectClass: extensibleObject\ncn: strangers\n'
	seq -f 'member: uid=back\5cslash \22quoted\22\2c %.0f,ou=people of another company,dc=example,dc=com' 20000
	seq -f 'memberUid: "who\is-%.0f' 20000
	echo
} | change_ldap
source_is "base = \"ou=few,dc=example,dc=com\"; context = \"few\"; $group_base group_filter = \"(cn=allfew)\"; };
	lots: { base = \"ou=lots,dc=example,dc=com\"; context = \"lots\"; $group_base group_filter = \"(|(cn=alllots)(cn=strangers))\";
	user: { display_name = \"\${cn}\"; };"
memory 'a filter that has another group' lots '40000 members ignored'
diag "40,000 strangers in a group: $used KiB"
is "$(sql "SELECT by_name, count(DISTINCT value), min(value), max(length(value)) FROM prov.sync_pending
	GROUP BY by_name ORDER BY by_name")" \
	'f|20000|uid=back\5cslash \22quoted\22\2c 1,ou=people of another company,dc=example,dc=com|85
t|20000|"who\is-1|13' 'each of them is stored as it stands in the list'
database_is_sound
done_testing
