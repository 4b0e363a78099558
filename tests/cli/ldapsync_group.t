#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: groups: members by DN and by name, groups in groups, names, addresses, where they go
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_company
base=dc=example,dc=com
modify_group() {	# CN LINES
	printf 'dn: cn=%s,ou=groups,%s\nchangetype: modify\n%s\n\n' "$1" "$base" "$2" | change_ldap
}
delete_group() {
	printf 'dn: cn=%s,ou=groups,%s\nchangetype: delete\n\n' "$1" "$base" | change_ldap
}
rename_group() {
	printf 'dn: cn=%s,ou=groups,%s\nchangetype: modrdn\nnewrdn: cn=%s\ndeleteoldrdn: 1\n\n' "$1" "$base" "$2" |
		change_ldap
}
people a b c d e | change_ldap
{
	group plain a b
	group Nested cn=plain,ou=groups,$base c
	group loop1 d cn=loop2,ou=groups,$base
	group loop2 e cn=loop3,ou=groups,$base
	group loop3 cn=loop1,ou=groups,$base
	group self cn=self,ou=groups,$base
	group outside cn=nobody,dc=other a 'uid=gone,ou=people,dc=example,dc=com'
	group spelled 'UID=A , OU=People,dc=example, DC=com' 'uid=\62,ou=people,dc=example,dc=com'
	printf 'dn: cn=unique,ou=groups,%s\nobjectClass: groupOfUniqueNames\ncn: unique\n' "$base"
	printf "uniqueMember: uid=a,ou=people,%s#'0101'B\nuniqueMember: uid=e,ou=people,%s\n\n" "$base" "$base"
	printf 'dn: cn=posix,ou=groups,%s\nobjectClass: posixGroup\ncn: posix\ngidNumber: 7\n' "$base"
	printf 'memberUid: B\nmemberUid: c\nmemberUid: nobody\n\n'
	printf 'dn: cn=empty,ou=groups,%s\nobjectClass: posixGroup\ncn: empty\ngidNumber: 8\n\n' "$base"
} | change_ldap
ok 'groups' ldapsync
output_has '11 groups created'
output_has '3 members ignored'
is "$(groups 1)" 'empty
loop1 d,e
loop2 d,e
loop3 d,e
nested a,b,c
outside a
plain a,b
posix b,c
self
spelled a,b
unique a,e' 'members, direct and of groups in groups'
database_is_sound
row_versions >"$TMP/before"
silent 'a second run' ldapsync
row_versions >"$TMP/after"
ok 'writes nothing' cmp "$TMP/before" "$TMP/after"
prints '1|1
2|1' 'group 1 is everybody, and not of the source' \
	sql "SELECT cid, gid FROM prov.groups WHERE source IS NULL UNION SELECT 2, 1 ORDER BY 1"

# --- members change with a group further down ---
modify_group plain 'add: member
member: uid=d,ou=people,dc=example,dc=com
-
delete: member
member: uid=b,ou=people,dc=example,dc=com'
ok 'one group changes' ldapsync
output_has '2 members added, 2 members removed'
is "$(groups 1 | grep -e plain -e nested)" 'nested a,c,d
plain a,d' 'both have the new members'
is "$(sql "SELECT after->'members_added', before->'members_removed' FROM prov.change_log
	WHERE kind = 'group' AND id = (SELECT gid FROM prov.groups WHERE name = 'plain') ORDER BY seq DESC LIMIT 1")" '[6]|[4]' 'in the change log'

# --- a member is renamed: by DN it needs its new name, by name, too; the key finds it ---
printf 'dn: uid=c,ou=people,%s\nchangetype: modrdn\nnewrdn: uid=cc\ndeleteoldrdn: 1\n\n' "$base" | change_ldap
modify_group Nested 'delete: member
member: uid=c,ou=people,dc=example,dc=com
-
add: member
member: uid=cc,ou=people,dc=example,dc=com'
modify_group posix 'delete: memberUid
memberUid: c
-
add: memberUid
memberUid: cc'
rows=$(sql 'SELECT string_agg(xmin::text, $$ $$ ORDER BY gid, uid) FROM prov.member')
ok 'a member is renamed' ldapsync
output_has '1 changed, 1 renamed'
is "$(groups 1 | grep -e nested -e posix)" 'nested a,cc,d
posix b,cc' 'and still a member'
is "$(sql 'SELECT string_agg(xmin::text, $$ $$ ORDER BY gid, uid) FROM prov.member')" "$rows" 'no row was written'

# --- a user goes and returns ---
entry=$(ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b uid=a,ou=people,$base '*' entryUUID)
printf 'dn: uid=a,ou=people,%s\nchangetype: delete\n' "$base" | change_ldap
ok 'a user goes' ldapsync
is "$(groups 1 | grep -e nested -e unique)" 'nested cc,d
unique e' 'and leaves all groups'
printf '%s\n' "$entry" | ldapadd -x -e '!relax' -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret >/dev/null 2>&1 || bail ldapadd
ok 'and returns' ldapsync
is "$(groups 1 | grep -e nested -e unique)" 'nested a,cc,d
unique a,e' 'to all of them'
database_is_sound

# --- a group that cannot be taken stays, and so does what it gives to others ---
groups 1 >"$TMP/groups"
modify_group plain 'add: mail
mail: nobody'
status_is 123 'a group with a wrong mail address' ldapsync
stderr_has 'cn=plain,ou=groups,dc=example,dc=com": group.mail = ${mail}: "nobody" is not a mail address'
is "$(groups 1 | diff "$TMP/groups" -)" '' 'is as before, and so is the group that it is in'
modify_group plain 'delete: mail'
ok 'mended' ldapsync
is "$(groups 1 | diff "$TMP/groups" -)" '' 'nothing has happened to anybody'

# --- a rename keeps the id; names swap; case ---
gid=$(sql "SELECT gid FROM prov.groups WHERE name = 'plain'")
rename_group plain simple
ok 'a group is renamed' ldapsync
is "$(sql "SELECT gid FROM prov.groups WHERE name = 'simple'")" "$gid" 'and keeps its id'
is "$(groups 1 | grep nested)" 'nested a,cc,d' 'SR36: its old name is nobody, so its members stay where it is one'
ok 'for one run' ldapsync
is "$(groups 1 | grep nested)" 'nested cc' 'its old name is no member any more'
loops=$(sql "SELECT string_agg(gid::text, ' ' ORDER BY name) FROM prov.groups WHERE name LIKE 'loop_'")
rename_group loop1 x
rename_group loop2 loop1
rename_group loop3 loop2
rename_group x loop3
ok 'a ring of groups' ldapsync
output_has '3 groups changed'
# shellcheck disable=SC2086
set -- $loops
is "$(sql "SELECT string_agg(gid::text, ' ' ORDER BY name) FROM prov.groups WHERE name LIKE 'loop_'")" \
	"$2 $3 $1" 'went round'
rename_group simple SIMPLE
ok 'case only' ldapsync
is "$(sql "SELECT name, display_name FROM prov.groups WHERE gid = $gid")" 'simple|SIMPLE' 'names of groups are in lower case'
source_is 'context = "acme";' 'names: { group_lower = false; };'
ok 'another setting' ldapsync
is "$(sql "SELECT name, login FROM prov.groups WHERE gid = $gid")" 'SIMPLE|simple' 'changes the names, though no group differs'
source_is 'context = "acme";'
ok 'and back' ldapsync
database_is_sound

# --- names and addresses that are taken ---
group users a | change_ldap
group Empty2 a | change_ldap
printf 'dn: cn=EMPTY,ou=people,%s\nobjectClass: groupOfNames\ncn: EMPTY\nmember: uid=e,ou=people,%s\n' \
	"$base" "$base" | change_ldap
everybody=$(sql 'SELECT login FROM prov.groups WHERE gid = 1')
rename_group users "$everybody"
modify_group SIMPLE 'add: mail
mail: a@example.com'
modify_group Empty2 'add: mail
mail: Team@Example.com'
modify_group self 'add: mail
mail: team@example.com'
modify_group posix 'add: objectClass
objectClass: extensibleObject
-
add: mail
mail: not an address'
status_is 123 'conflicts' ldapsync
sed -n 's/^ldapsync: rejected group "\(.*\),dc=example,dc=com": /\1: /p' "$TMP/err" | LC_ALL=C sort |
	sed 's/ [0-9]*$/ N/' >"$TMP/rejects"
is "$(cat "$TMP/rejects")" "cn=EMPTY,ou=people: the name \"empty\" belongs to group N
cn=Empty2,ou=groups: the mail address \"team@example.com\" is that of another group, too
cn=SIMPLE,ou=groups: the mail address \"a@example.com\" belongs to user N
cn=posix,ou=groups: group.mail = \${mail}: \"not an address\" is not a mail address: it has no @" \
	'each with its reason; SR12: the name of group 1 is no reason'
is "$(groups 1)" 'empty
loop1 d,e
loop2 d,e
loop3 d,e
nested cc
outside a
posix b,cc
self team@example.com
simple a,d
spelled a,b
unique a,e' 'the others are there; those that were there stay as they were'
database_is_sound
status_is 123 'again' ldapsync
is "$(wc -c <"$TMP/out")" 0 'nothing to do'
for cn in "$everybody" EMPTY; do
	printf 'dn: cn=%s,ou=%s,%s\nchangetype: delete\n\n' "$cn" \
		"$([ "$cn" = EMPTY ] && echo people || echo groups)" "$base"
done | change_ldap
modify_group SIMPLE 'replace: mail
mail: simple@example.com'
modify_group self 'replace: mail
mail: self@example.com'
modify_group Empty2 'replace: mail
mail: empty2@example.com'
modify_group posix 'replace: mail
mail: posix@example.com'
ok 'resolved' ldapsync

# --- addresses of groups move, swap, and come and go with users ---
modify_group SIMPLE 'replace: mail
mail: self@example.com'
modify_group self 'replace: mail
mail: simple@example.com'
ok 'two groups swap their addresses' ldapsync
is "$(groups 1 | grep -e '^self' -e simple@)" 'self simple@example.com' 'self has it'
is "$(groups 1 | grep '^simple')" 'simple self@example.com a,d' 'the other one, too'
database_is_sound
modify_group self 'delete: mail'
printf 'dn: uid=b,ou=people,%s\nchangetype: modify\nadd: mail\nmail: simple@example.com\n' "$base" | change_ldap
status_is 0 'a user wants what a group has given up in the same run' ldapsync
ok 'gets it in the next one' ldapsync
is "$(field aliases b)" '{b@example.com,simple@example.com}' 'the address'
database_is_sound
printf 'dn: uid=b,ou=people,%s\nchangetype: modify\ndelete: mail\nmail: simple@example.com\n' "$base" | change_ldap
modify_group posix 'replace: mail
mail: simple@example.com'
ok 'the other way round, at once: users come first' ldapsync
is "$(groups 1 | grep posix)" 'posix simple@example.com b,cc' 'the address'
delete_group posix
modify_group Empty2 'replace: mail
mail: simple@example.com'
status_is 123 'one group goes, another wants its address' ldapsync
stderr_has 'the mail address "simple@example.com" belongs to group'
ok 'the one that is missing is removed' deletegroup -c 1 -n posix
ok 'the other one gets it' ldapsync
is "$(groups 1 | grep empty2)" 'empty2 simple@example.com a' 'the address'
database_is_sound

# --- a group is deleted; one with the same name is another ---
gid=$(sql "SELECT gid FROM prov.groups WHERE name = 'outside'")
delete_group outside
group outside b | change_ldap
status_is 123 'deleted, and another of that name' ldapsync
output_has '1 groups missing, '
is "$(sql "SELECT gid FROM prov.groups WHERE name = 'outside'")" "$gid" 'SR34: it keeps its id'
ok 'it is removed' deletegroup -c 1 -n outside
ok 'the other one comes' ldapsync
output_has '1 groups created, 1 members added'
is "$(sql "SELECT gid > $gid FROM prov.groups WHERE name = 'outside'")" t 'with an id of its own'
is "$(groups 1 | grep outside)" 'outside b' 'and its members'
is "$(sql "SELECT count(*) FROM prov.change_log WHERE kind = 'group' AND action = 'delete' AND id = $gid")" 1 \
	'in the change log'
database_is_sound

# --- without groups ---
source_is 'context = "acme"; groups = false;'
delete_group outside
save_tables
silent 'a source without groups' ldapsync
is "$(groups 1 | grep outside)" 'outside b' 'leaves them alone'

# --- no context is fixed: a group goes where its members are ---
new_context 2 beta
source_is 'contexts = ( { base = "ou=people,dc=example,dc=com"; context = "acme"; },
	{ base = "ou=two,dc=example,dc=com"; context = "beta"; } ); group_base = "ou=groups,dc=example,dc=com";'
{
	unit ou=two,$base
	entry uid=t1,ou=two,$base t1
	entry uid=t2,ou=two,$base t2
	group mixed a uid=t1,ou=two,$base
	group far uid=t2,ou=two,$base
	group tree cn=mixed,ou=groups,$base cn=far,ou=groups,$base
} | change_ldap
ok 'two contexts' ldapsync
is "$(groups 2)" 'far t2
mixed t1
tree t1,t2' 'groups with members there'
is "$(groups 1 | grep -e mixed -e tree -e far)" 'mixed a
tree a' 'and here'
is "$(groups 1 | grep -c -e '^empty$' -e '^self$')" 0 'a group without members is nowhere'
database_is_sound
silent 'nothing to do' ldapsync
modify_group far 'replace: member
member: uid=a,ou=people,dc=example,dc=com'
ok 'a group moves with its member' ldapsync
is "$(groups 2 | head -1)/$(groups 1 | grep far)" 'mixed t1/far a' 'to the other context'
database_is_sound

# --- slapadd -q keeps an attribute whose lines are not together in parts, and slapd answers so ---
stop_slapd
group torn a b d e | sed '/^member:/s/.*/&\ndescription: &/' >torn.ldif
slapd_load "$SLAPD" torn.ldif || bail 'slapadd refused a group'
start_slapd_again
is "$(ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b "$base" cn=torn member description |
	tr '\n' ' ' | grep -c 'member: .*description: .*member: ')" 1 'the server gives an attribute in parts'
ok 'a group with members in parts' ldapsync
is "$(groups 1 | grep torn)" 'torn a,b,d,e' 'has all of them'
silent 'nothing to do after it' ldapsync
done_testing
