#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: what stays as it is where an entry that moves, or a group, looks as if it had left
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
new_context 2 beta
entries() {	# OU COUNT
	unit "ou=$1,$base"
	seq "$2" | while read -r n; do
		entry "uid=$1$n,ou=$1,$base" "$1$n" "employeeType: $1$n"
	done
}
team() {	# CN OU MEMBER...
	printf 'dn: cn=%s,ou=%s,%s\nobjectClass: groupOfNames\nobjectClass: extensibleObject\ncn: %s\n' "$1" "$2" $base "$1"
	printf 'employeeType: %s%s\n' "$1" "$2"
	shift 2
	for member in "$@"; do
		printf 'member: uid=%s,ou=%s,%s\n' "$member" "${member%%[0-9]*}" $base
	done
	echo
}
move() {	# UID FROM TO
	printf 'dn: uid=%s,ou=%s,%s\nchangetype: modrdn\nnewrdn: uid=%s\ndeleteoldrdn: 0\nnewsuperior: ou=%s,%s\n\n' \
		"$1" "$2" $base "$1" "$3" $base | change_ldap
}
{
	entries a 9
	entries b 9
	team staff a a1 a2
	team staff b b1 b2
	team crew a a1 a2
	team lead a a3
} | change_ldap
gid() {	# NAME CID
	sql "SELECT gid, missing_since IS NOT NULL FROM prov.groups WHERE cid = $2 AND name = '$1'"
}
# the groups have no context of their own: they go where their members are
hiding() {	# FILTER [LINES]
	forget_scope
	set_config "
sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
source: { company: { contexts = ( { base = \"ou=a,$base\"; context = \"acme\"; },
	{ base = \"ou=b,$base\"; context = \"beta\"; } );
	user_filter = \"(&(objectClass=inetOrgPerson)(!$1))\"; group_base = \"$base\";
	group_filter = \"(&(objectClass=groupOfNames)(!$1))\"; ${2-} }; };"
}
nobody='(uid=nobody)'
hiding "$nobody"
ok 'two contexts' ldapsync
silent 'nothing more' ldapsync
old=$(gid staff 1)

# --- a group of the same name elsewhere ---
hiding '(employeeType=staffa)'
ok 'a group is missing in one context; the other one has a group of that name' ldapsync
is "$(gid staff 1)" "${old%f}t" 'SR34: a namesake in another context takes no gid away'
hiding "$nobody"
ok 'it is back' ldapsync
is "$(gid staff 1)" "$old" 'SR34: with its gid'

# --- who moves and is rejected there keeps memberships ---
printf 'dn: uid=a3,ou=a,%s\nchangetype: modify\nreplace: mail\nmail: b1@example.com\n\n' $base | change_ldap
move a3 a b
printf 'dn: cn=lead,ou=a,%s\nchangetype: modify\nreplace: member\nmember: uid=a3,ou=b,%s\n\n' $base $base | change_ldap
status_is 123 'a user moves and is rejected there' ldapsync
is "$(users 1 | grep a3)" 'a3 a3@example.com a3@example.com +' 'it stays where it was'
is "$(groups 1 | grep lead)" 'lead a3' 'SR34: with its groups'
printf 'dn: uid=a3,ou=b,%s\nchangetype: modify\nreplace: mail\nmail: a3@example.com\n\n' $base | change_ldap
move a3 b a
printf 'dn: cn=lead,ou=a,%s\nchangetype: modify\nreplace: member\nmember: uid=a3,ou=a,%s\n\n' $base $base | change_ldap
ok 'it is back' ldapsync

# --- who is held back, moves, and is disabled ---
hiding "$nobody" 'user: { enabled = "${roomNumber=off:+false}"; };'
ok 'enabled is mapped' ldapsync
move a9 a b
printf 'dn: uid=a9,ou=b,%s\nchangetype: modify\nadd: roomNumber\nroomNumber: off\n\n' $base | change_ldap
hiding '(|(employeeType=a2)(employeeType=a3)(employeeType=a4)(employeeType=a5)(employeeType=a6))' \
	'max_delete = 40; user: { enabled = "${roomNumber=off:+false}"; };'
status_is 120 'a context is held back' ldapsync
stderr_has 'held back in context 1'
is "$(users 1 | sed -n '/a[89]/p' | paste -sd , -)" 'a8 a8@example.com a8@example.com +,a9 a9@example.com a9@example.com off' \
	'SR8: who moves out of it and is disabled is disabled where it was'
database_is_sound

# --- a group that moves to another context and is rejected there ---
hiding "$nobody" 'max_delete = 100;'
ok 'all is as it was' released
set_config "
sync: { remind = 0; };
ldap: { uri = \"$LDAP_URI\"; bind_dn = \"$LDAP_ADMIN\"; password_file = \"$TMP/secret\"; };
source: { company: { contexts = ( { base = \"ou=a,$base\"; context = \"acme\"; },
	{ base = \"ou=b,$base\"; context = \"beta\"; } ); }; };"
ok 'groups belong to the contexts of their subtrees' ldapsync
old=$(gid crew 1)
printf 'dn: cn=crew,ou=a,%s\nchangetype: modify\nadd: mail\nmail: b2@example.com\n\n' $base | change_ldap
printf 'dn: cn=crew,ou=a,%s\nchangetype: modrdn\nnewrdn: cn=crew\ndeleteoldrdn: 0\nnewsuperior: ou=b,%s\n\n' \
	$base $base | change_ldap
status_is 123 'a group moves and is rejected there' ldapsync
stderr_has 'the mail address "b2@example.com" belongs to user'
output_lacks missing 'SR34: it is not missing where it was'
is "$(gid crew 1) $(groups 1 | grep crew)" "$old crew a1,a2" 'SR34: it stays as it is, with gid and members'
printf 'dn: cn=crew,ou=b,%s\nchangetype: modify\nreplace: mail\nmail: crew@example.com\n\n' $base | change_ldap
ok 'it can be taken' ldapsync
is "$(gid crew 1)" "${old%f}t" 'then it is missing where it was'
is "$(gid crew 2 | cut -d'|' -f2)" f 'and is in the other context'
database_is_sound

# --- a successor ---
old=$(gid staff 2)
printf 'dn: cn=staff,ou=b,%s\nchangetype: delete\n\n' $base | change_ldap
team staff b b1 b2 | change_ldap
status_is 123 'a group is made anew' ldapsync
is "$(gid staff 2)" "${old%f}t" 'SR34: the old one does not go for it'
ok 'the old one is removed' deletegroup -c 2 -n staff
ok 'the new one can be taken' ldapsync
is "$(groups 2 | grep staff)" 'staff b1,b2' 'then it comes'
database_is_sound

# --- keys in another case are the same for the server ---
silent 'nothing to do' ldapsync
sql "UPDATE prov.users SET source_key = upper(source_key), source_hash = 0 WHERE cid = 2 AND name IN ('b5', 'b6')"
sql "UPDATE prov.groups SET source_key = upper(source_key) WHERE cid = 2 AND name = 'staff'"
sql 'UPDATE prov.source_state SET groups_digest = NULL'
before="$(users 2) $(groups 2) $(gid staff 2)"
status_is 123 'keys that were known in another case' ldapsync
output_lacks disabled 'SR29: who is found under one is there'
output_lacks missing 'SR29: so are groups'
is "$(users 2) $(groups 2) $(gid staff 2)" "$before" 'SR29: all is as it was'
database_is_sound
done_testing
