#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: SR21, SR41: whatever happens to few groups and their members, a run that looks at these alone leaves what one
# leaves that looks at all
# long: each change in two ways
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
new_context 2 beta
config() {	# [LINES]
	source_is "contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; } );
		group_base = \"$base\"; limits: { members = 100; missing = 100; groups = 100; moved = 100; group_members = 100; renamed = 100; };
		${1-}"
}
one() {	# UID [LINES]
	entry "uid=$1,ou=one,$base" "$@"
}
two() {
	entry "uid=$1,ou=two,$base" "$@"
}
modify() {	# DN LINES
	printf 'dn: %s,%s\nchangetype: modify\n%s\n\n' "$1" "$base" "$2" | change_ldap
}
rename() {	# DN RDN [UNIT]
	printf 'dn: %s,%s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 1\n%s\n\n' "$1" "$base" "$2" \
		"${3:+newsuperior: $3,$base}" | change_ldap
}
remove() {	# DN
	printf 'dn: %s,%s\nchangetype: delete\n\n' "$1" "$base" | change_ldap
}
member() {	# GROUP add|delete DN
	modify "cn=$1,ou=groups" "$2: member
member: $3,$base"
}
posix() {	# CN LOGIN...
	printf 'dn: cn=%s,ou=groups,%s\nobjectClass: posixGroup\ncn: %s\ngidNumber: 7\n' "$1" "$base" "$1"
	shift
	printf 'memberUid: %s\n' "$@"
	echo
}
in_groups() {	# NAME [CID]: its groups
	sql "SELECT coalesce(string_agg(g.name, ' ' ORDER BY g.login), '') FROM prov.users u JOIN prov.member m USING (cid, uid)
		JOIN prov.groups g USING (cid, gid) WHERE u.name = '$1' AND u.cid = ${2:-1} AND g.missing_since IS NULL"
}
doubt=f
tables() {
	sql "SELECT 'group', cid, gid, name, mail, address, source_key, missing_since IS NULL FROM prov.groups
		UNION ALL SELECT 'address', cid, owner, address, kind::text, NULL, NULL, NULL FROM prov.address WHERE kind = 'g'
		UNION ALL SELECT 'member', cid, gid, uid::text, NULL, NULL, NULL, NULL FROM prov.member
		UNION ALL SELECT 'sync_group', NULL, NULL, number::text, hash::text, dn, source_key, NULL FROM prov.sync_group
		UNION ALL SELECT 'sync_member', context, NULL, uids::text, NULL, NULL, source_key, hidden FROM prov.sync_member
		UNION ALL SELECT 'sync_nest', NULL, NULL, child_key, parent_key, NULL, NULL, NULL FROM prov.sync_nest
		UNION ALL SELECT 'sync_pending', NULL, NULL, value, source_key, NULL, NULL, by_name FROM prov.sync_pending
		UNION ALL SELECT 'ignored', NULL, NULL, members_ignored::text, NULL, NULL, NULL, NULL FROM prov.source_state ORDER BY 1, 2, 3, 4, 5, 7"
}
# runs NAME [STATUS]: a run, and then one that looks at all groups and finds nothing else.
runs() {
	status_is "${2:-0}" "$1" ldapsync
	# after what is in doubt the next run looks at all by itself
	[ "$(sql 'SELECT groups_digest IS NULL FROM prov.source_state')" = "$doubt" ] || flunk "$1: it is known what groups are"
	after=$doubt doubt=f
	tables >"$TMP/few"
	sql 'UPDATE prov.source_state SET groups_digest = NULL'
	status_is "${2:-0}" "$1: a look at all groups" ldapsync
	tables >"$TMP/all"
	if cmp -s "$TMP/few" "$TMP/all" || [ "$after" = t ]; then
		pass "$1: finds nothing else"
	else
		flunk "$1: finds nothing else" "$(diff "$TMP/few" "$TMP/all")"
	fi
}

{
	unit ou=one,$base
	unit ou=two,$base
	unit ou=more,ou=one,$base
	for p in anna bert carl dora; do one $p; done
	for p in erna fred; do two $p; done
	two anna
	group team "uid=anna,ou=one,$base" "uid=bert,ou=one,$base"
	group both "uid=anna,ou=one,$base" "uid=erna,ou=two,$base" "cn=team,ou=groups,$base"
	group top "uid=dora,ou=one,$base" "cn=both,ou=groups,$base" | sed '/^cn:/a mail: top@example.com'
	posix crew carl erna
} | change_ldap
config
runs 'a first run'
silent 'nothing to do' ldapsync

# --- more than one thing in an entry ---
modify cn=team,ou=groups "add: mail
mail: team@example.com
-
delete: member
member: uid=bert,ou=one,$base"
runs 'SR21: an address, and a member less, in one entry'
is "$(groups 1 | grep team)" 'team team@example.com anna' 'SR21: both are done'
modify cn=team,ou=groups "add: displayName
displayName: The Team
-
add: member
member: uid=bert,ou=one,$base
member: uid=fred,ou=two,$base"
runs 'SR21: members more, one of another context'
is "$(in_groups fred 2)" 'both team top' 'SR21: the group comes to a context'
member team delete uid=fred,ou=two
runs 'SR21: the only one of a context leaves'
is "$(groups 2 | grep -c team)" 0 'SR21: and its group does'

# --- an address of a group above, whose own entry is as it was ---
modify cn=team,ou=groups "replace: mail
mail: top@example.com
-
delete: member
member: uid=bert,ou=one,$base"
doubt=t
runs 'SR21: a group wants the address of one above' 123
is "$(sql "SELECT mail FROM prov.groups WHERE cid = 1 AND name = 'top'") $(in_groups bert)" 'top@example.com team' \
	'SR21: it is rejected as a whole'
modify cn=team,ou=groups "replace: mail
mail: team@example.com"
runs 'SR21: it does not any more'
is "$(in_groups bert)" '' 'SR21: and all of it is done'

# --- who could not be taken, and then can ---
createuser -c 1 -u zoe -d Zoe -g Zo -s E -p secret -e local@example.com >"$TMP/o" 2>&1 || bail "$(cat "$TMP/o")"
one zoe | change_ldap
member team add uid=zoe,ou=one
modify cn=crew,ou=groups "add: memberUid
memberUid: zoe"
runs 'SR21: a member that is rejected' 123
deleteuser -c 1 -u zoe >"$TMP/o" 2>&1 || bail "$(cat "$TMP/o")"
runs 'SR21: and is not any more, while its groups are as they were'
is "$(in_groups zoe)" 'both crew team top' 'SR21: is a member'
modify uid=zoe,ou=one "replace: mail
mail: zoe
mail: z@example.com"
runs 'SR21: a member with other values'

# --- names ---
rename uid=carl,ou=one uid=karl
modify cn=crew,ou=groups "delete: memberUid
memberUid: carl
-
add: memberUid
memberUid: karl"
runs 'SR21: a new name, here and in a group'
is "$(in_groups karl)" crew 'SR21: it is a member'
rename uid=karl,ou=one uid=karla
doubt=t
runs 'SR21: a new name, not in the group: it stays for a run'
modify cn=crew,ou=groups "delete: memberUid
memberUid: karl
-
add: memberUid
memberUid: karla
memberUid: anna"
runs 'SR21: a login name of two contexts'
is "$(in_groups anna) $(in_groups anna 2)" 'both crew team top crew' 'SR21: both are members'
rename uid=anna,ou=two uid=hanna
runs 'SR21: one of them has another name'
is "$(in_groups anna)/$(in_groups hanna 2)" 'both crew team top/' 'SR21: the other one is a member'
modify cn=crew,ou=groups "delete: memberUid
memberUid: anna"
runs 'SR21: not any more'
modify cn=crew,ou=groups "add: memberUid
memberUid: later"
runs 'SR21: a login name that nobody has'
one later | change_ldap
runs 'SR21: and then somebody has'
is "$(in_groups later)" crew 'SR21: it is a member, though the group is as it was'

# --- places ---
rename uid=dora,ou=one uid=dora ou=more,ou=one
modify cn=top,ou=groups "delete: member
member: uid=dora,ou=one,$base
-
add: member
member: uid=dora,ou=more,ou=one,$base"
runs 'SR21: a member moves, and its group follows'
rename uid=dora,ou=more,ou=one uid=dora ou=two
modify cn=top,ou=groups "delete: member
member: uid=dora,ou=more,ou=one,$base
-
add: member
member: uid=dora,ou=two,$base"
runs 'SR21: a member moves to another context'
is "$(in_groups dora 2)" top 'SR21: and is a member there'
rename cn=team,ou=groups cn=team2
doubt=t
runs 'SR21: a group in others has another name'
member both delete cn=team,ou=groups
member both add cn=team2,ou=groups
runs 'SR21: and they follow'
is "$(in_groups zoe)" 'both crew team2 top' 'SR21: members are in all of them'
member team2 add cn=top,ou=groups
runs 'SR41: a ring comes up'
member team2 delete uid=anna,ou=one
runs 'SR41: a member less in a ring'
is "$(in_groups anna)" 'both team2 top' 'SR41: is one of another group of it'
member both delete uid=anna,ou=one
runs 'SR41: and there'
is "$(in_groups anna)" '' 'SR41: is none any more'
member both add uid=anna,ou=one
runs 'SR41: and is one again'
member team2 delete cn=top,ou=groups
runs 'SR41: the ring is none any more'

# --- groups that are none in a context, and count for those above ---
{
	group users "uid=bert,ou=one,$base" "uid=anna,ou=one,$base"
	group wide "cn=users,ou=groups,$base"
	group side "uid=bert,ou=one,$base"
} | change_ldap
runs 'SR21: a group with the name of group 1'
ok 'what a run makes of one that has it as a member' ldapsync --explain "cn=wide,ou=groups,$base"
output_has 'a group that is in no context'
is "$(in_groups bert)" 'side wide' 'SR21: counts for the group above'
member side add uid=karla,ou=one
member side delete uid=bert,ou=one
runs 'SR21: one of them leaves another group'
is "$(in_groups bert)" wide 'SR21: and stays in that one'
member users delete uid=bert,ou=one
runs 'SR21: it leaves that one'
is "$(in_groups bert)" '' 'SR21: and the one above'
member users add uid=bert,ou=one
runs 'SR21: it comes to that one'
is "$(in_groups bert)" wide 'SR21: is one'

# --- who leaves, comes back, is deleted here; a context is ---
ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b $base '(uid=bert)' '*' entryUUID >"$TMP/kept.ldif"
remove uid=bert,ou=one
runs 'SR21: a member leaves the directory'
restore_ldap <"$TMP/kept.ldif"
runs 'SR21: and is back'
is "$(in_groups bert)" wide 'SR21: in its group'
ok 'a member is deleted here' deleteuser -c 1 -u bert
runs 'SR21: its entry is still there'
is "$(in_groups bert)" wide 'SR21: and in its group'
two_before=$(sql 'SELECT string_agg(uid::text, $$ $$ ORDER BY uid) FROM prov.users WHERE cid = 2')
ok 'a context is deleted' deletecontext -c 2
is "$(sql 'SELECT count(*) FROM prov.source_state WHERE groups_digest IS NOT NULL')" 0 'SR21: the next run looks at all groups'
new_context 2 beta
config
runs 'SR21: it is made anew'
is "$(in_groups erna 2)" 'both crew top' 'SR21: its users are members again'
member team2 add uid=fred,ou=two
runs 'SR21: and come to groups as before'
database_is_sound "SR21: the database keeps its rules ($two_before)"

# --- what an entry is made to be ---
config 'group: { display_name = "${cn} here"; };'
runs 'SR21: another mapping'
is "$(sql "SELECT count(*) FROM prov.groups WHERE gid > 1 AND source IS NOT NULL AND display_name NOT LIKE '% here'
	AND missing_since IS NULL")" 0 'SR21: is that of all groups'
remove cn=side,ou=groups
runs 'SR21: a group leaves'
group side "uid=karla,ou=one,$base" | change_ldap
doubt=t
runs 'SR21: and is made anew' 123

# --- groups of a context, with members of others ---
{
	group far "uid=bert,ou=one,$base" "uid=fred,ou=two,$base" | sed "s/,ou=groups/,ou=two/"
	group roof "cn=far,ou=two,$base" | sed "s/,ou=groups/,ou=one/"
	group near "uid=bert,ou=one,$base" "uid=anna,ou=one,$base" | sed "s/,ou=groups/,ou=one/"
} | change_ldap
source_is "contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; } );"
released >"$TMP/o" 2>&1
runs 'SR21: groups have the context of their subtree'
is "$(in_groups bert)/$(in_groups fred 2)" 'near roof/far' 'SR21: one of another context counts for the group above'
modify cn=near,ou=one "delete: member
member: uid=bert,ou=one,$base"
runs 'SR21: a member leaves another group'
is "$(in_groups bert)" roof 'SR21: and stays in that one'
modify cn=near,ou=one "add: member
member: uid=bert,ou=one,$base
-
add: member
member: uid=fred,ou=two,$base"
modify cn=far,ou=two "delete: member
member: uid=bert,ou=one,$base"
runs 'SR21: it is no member of the one of another context any more'
is "$(in_groups bert)" near 'SR21: nor of the group above'
database_is_sound

# --- protected users: groups know them by the name of their entry ---
config2() {	# LINES
	source_is "contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; } ); $1"
}
one svc-x 'roomNumber: svc-x' | change_ldap
posix bots svc-x | sed "s/,ou=groups/,ou=one/" | change_ldap
rules='protected = [ "svc-*" ]; user: { name = "${roomNumber:-${uid}}"; };'
config2 "$rules"
runs 'a protected user in a group'
modify uid=svc-x,ou=one 'replace: roomNumber
roomNumber: other'
modify cn=bots,ou=one 'replace: memberUid
memberUid: other'
doubt=t
runs 'SR21: its name is another one, in its entry and in the group'
is "$(in_groups svc-x)" bots 'SR21: it is a member'
modify uid=svc-x,ou=one 'add: title
title: x'
modify cn=bots,ou=one 'add: memberUid
memberUid: anna'
runs 'SR21: both change once more'
is "$(in_groups svc-x)" bots 'SR21: and it is one still'
modify uid=svc-x,ou=one 'replace: roomNumber
roomNumber: third'
doubt=t
runs 'SR21: a third name, and the group has the second'
runs 'SR21: which is nobody any more'
is "$(in_groups svc-x)" '' 'SR21: it is no member'
modify cn=bots,ou=one 'delete: memberUid
memberUid: other
-
add: memberUid
memberUid: third'
runs 'SR21: the group follows'
is "$(in_groups svc-x)" bots 'SR21: it is one again'

# --- an entry that shows no name any more, while another one has it ---
one namer 'roomNumber: namer' | change_ldap
one taker 'roomNumber: taker' | change_ldap
posix named namer | sed "s/,ou=groups/,ou=one/" | change_ldap
config2 'user: { name = "${roomNumber}"; };'
status_is 123 'two users, one of them in a group' ldapsync
posix later namer | sed "s/,ou=groups/,ou=one/" | change_ldap
modify uid=namer,ou=one 'delete: roomNumber'
modify uid=taker,ou=one 'replace: roomNumber
roomNumber: namer'
status_is 123 'SR21: one shows no name any more, and the other one has it' ldapsync
is "$(in_groups namer)" named 'SR21: it stays in the group, and comes to no other one by a name that it does not show'
is "$(in_groups taker)" 'later named' 'SR21: as the other one does'
database_is_sound
done_testing
