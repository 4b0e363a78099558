#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: the primary group of accounts of Unix, if a source asks for it
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
unix() {	# NAME GID
	entry "uid=$1,ou=people,$base" "$1" "objectClass: posixAccount
uidNumber: 1
gidNumber: $2
homeDirectory: /"
}
team() {	# NAME GID UID...
	printf 'dn: cn=%s,ou=groups,%s\nobjectClass: posixGroup\ncn: %s\ngidNumber: %s\n' "$1" "$base" "$1" "$2"
	shift 2
	[ $# = 0 ] || printf 'memberUid: %s\n' "$@"
	echo
}
change() {	# UID GID
	printf 'dn: uid=%s,ou=people,%s\nchangetype: modify\nreplace: gidNumber\ngidNumber: %s\n\n' "$1" "$base" "$2" |
		change_ldap
}
{
	unix anna 100
	unix ben 100
	unix cora 200
	person dora
	team sales 100 cora
	team lab 200
	team none 300
} | change_ldap

ok 'nothing is asked for' ldapsync
is "$(groups 1)" 'lab
none
sales cora' 'SR13: who has a gidNumber is no member by that'
source_is 'context = "acme"; primary_group = true;'
ok 'SR13: the source asks for primary groups' ldapsync
is "$(groups 1)" 'lab cora
none
sales anna,ben,cora' 'SR13: they are members as others'
silent 'SR13: the next run' ldapsync
change ben 300
ok 'SR13: the primary group of one is another one' ldapsync
is "$(groups 1)" 'lab cora
none ben
sales anna,cora' 'SR13: the membership moves'
change ben 999
ok 'SR13: a number without a group' ldapsync
is "$(groups 1)" 'lab cora
none
sales anna,cora' 'SR13: is no membership'
silent 'SR13: and that is all' ldapsync
source_is 'context = "acme"; primary_group = true; group: { members = "${uniqueMember}"; };'
ok 'SR13: members are taken from another attribute' ldapsync
is "$(groups 1)" 'lab cora
none
sales anna,cora' 'SR13: primary groups count there, too'
source_is 'context = "acme";'
ok 'it is not asked for any more' released
is "$(groups 1)" 'lab
none
sales cora' 'SR13: who was a member by that is none'
database_is_sound

# --- one moves while users are read: it is in neither base, and is looked up when groups were read ---
{ unit ou=one,$base; unit ou=two,$base; } | change_ldap
unix mona 200 | sed 's/ou=people/ou=two/' | change_ldap
config() {	# URI
	source_is "primary_group = true; contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; },
		{ base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"acme\"; } );
		group_base = \"ou=groups,$base\";"
	sed -i "s|$LDAP_URI|$1|" "$PROV_CONFIG"
}
config "$LDAP_URI"
ok 'SR13: three bases' ldapsync
is "$(groups 1 | grep lab)" 'lab cora,mona' 'SR13: a member by its primary group'
away() {
	printf 'dn: uid=mona,ou=two,%s\nchangetype: modrdn\nnewrdn: uid=mona\ndeleteoldrdn: 0\nnewsuperior: ou=one,%s\n\n' \
		"$base" "$base" | change_ldap
}
config "$PAUSED_URI"
meanwhile users ou=two,$base away
is "$status" 121 'SR13: it moves to a base that was read'
stderr_has 'it has the primary group 200, and groups were read without it'
is "$(groups 1 | grep lab)" 'lab cora,mona' 'SR13: it stays a member'
config "$LDAP_URI"
ok 'SR13: the next run' ldapsync
is "$(groups 1 | grep lab)" 'lab cora,mona' 'SR13: finds it where it is'
is "$(field source_dn mona)" "uid=mona,ou=one,$base" 'SR13: which is stored'

# --- one who left a context for another one is looked up before it is purged there ---
new_context 2 second
source_is "primary_group = true; purge = true; grace = 0; grace_runs = 0; group_base = \"ou=groups,$base\";
	contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; }, { base = \"ou=one,$base\"; context = \"acme\"; },
	{ base = \"ou=two,$base\"; context = \"second\"; } );"
run ldapsync
[ "$status" = 0 ] || ok 'SR13: the configuration is another one' released
printf 'dn: uid=mona,ou=one,%s\nchangetype: modrdn\nnewrdn: uid=mona\ndeleteoldrdn: 0\nnewsuperior: ou=two,%s\n\n' \
	"$base" "$base" | change_ldap
ok 'SR13: it moves to another context' ldapsync
is "$(groups 2 | grep lab)" 'lab mona' 'SR13: and is in the group there'
ok 'SR13: it is purged where it was' ldapsync
is "$(sql "SELECT cid FROM prov.users WHERE name = 'mona'")" 2 'SR13: it has read the primary group with the others'
silent 'SR13: and that is all' ldapsync
database_is_sound
done_testing
