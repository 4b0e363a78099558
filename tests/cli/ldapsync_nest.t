#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: long chains and rings of groups, and members that nobody knows
# long: it counts rows
. "$TESTLIB/testlib.sh"
unset SQL_SOCKET	# what a session has read is counted when it ends
. "$TESTLIB/sync.sh"

start_company
base=dc=example,dc=com
member() {	# CN CHANGE MEMBER
	printf 'dn: cn=%s,ou=groups,%s\nchangetype: modify\n%s: member\nmember: %s\n\n' "$1" "$base" "$2" "$3" | change_ldap
}
dn_of() {	# UID
	printf 'uid=%s,ou=people,%s' "$1" "$base"
}
rename() {	# FROM TO
	printf 'dn: uid=%s,ou=people,%s\nchangetype: modrdn\nnewrdn: uid=%s\ndeleteoldrdn: 1\n\n' "$1" "$base" "$2" | change_ldap
}
pairs() {
	sql "SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'stage_nest'"
}
gone() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DATABASE' AND application_name = 'ldapsync'")" = 0 ]
}
fresh_counts() {
	must_see 'the run has ended' gone
	sql 'SELECT pg_stat_reset()' >/dev/null
}

# --- a chain of 300, each with a member of its own, and a ring of 300 ---
seq 300 | while read -r i; do people "p$i"; done | change_ldap
people last | change_ldap
seq 300 | while read -r i; do
	if [ "$i" -lt 300 ]; then
		group "chain$i" "p$i" "cn=chain$((i + 1)),ou=groups,$base"
	else
		group "chain$i" "p$i"
	fi
	group "ring$i" "p$i" "cn=ring$((i % 300 + 1)),ou=groups,$base"
done | change_ldap
fresh_counts
ok 'a chain and a ring' ldapsync
output_has '600 groups created'
output_has "$((300 * 301 / 2 + 300 * 300)) members added"
stderr_has 'warning: the groups ring1, ring2, ring3, ring4, ring5, ring6, ring7, ring8, ring9, ring10 and 290 more contain each other'
must_see 'the run has ended' gone
is "$(pairs)" "$((300 * 301 / 2 + 300))" 'SR41: a ring is looked at as one group, not as a pair for any two'
is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE g.name = 'chain1'")" 300 'the first of the chain has all'
is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE g.name = 'ring77'")" 300 'and so has each of the ring'
silent 'nothing to do' ldapsync
member chain300 add "$(dn_of last)"
ok 'one more at the end of the chain' ldapsync
output_has '300 members added'
is "$(wc -c <"$TMP/err")" 0 'SR41: a ring is told once'
member ring5 add "$(dn_of last)"
ok 'and in the ring' ldapsync
output_has '300 members added'
is "$(wc -c <"$TMP/err")" 0 'nor is it now'
{
	group small1 p1 cn=small2,ou=groups,$base
	group small2 p2 cn=small3,ou=groups,$base
	group small3 p3 cn=small1,ou=groups,$base
} | change_ldap
ok 'another ring' ldapsync
is "$(cat "$TMP/err")" 'ldapsync: warning: the groups small1, small2, small3 contain each other: each has the members of all of them' 'SR41: only that is told'
member small2 delete "cn=small3,ou=groups,$base"
ok 'it is opened' ldapsync
is "$(groups 1 | grep small)" 'small1 p1,p2
small2 p2
small3 p1,p2,p3' 'and is a chain'
member small2 add "cn=small3,ou=groups,$base"
ok 'and closed' ldapsync
stderr_has 'warning: the groups small1, small2, small3 contain'
database_is_sound

# --- a member is renamed while it is read, or without the groups: nobody loses a membership by that ---
people a b c d | change_ldap
group team a b | change_ldap
group over cn=team,ou=groups,$base d | change_ldap
ok 'two groups' ldapsync
rename a aa
ok 'a member is renamed, and the group has the old DN' ldapsync
stderr_has 'warning: 1 members stay until the next run in groups that list somebody nobody knows'
is "$(groups 1 | grep -e team -e over)" 'over aa,b,d
team aa,b' 'SR36: it stays a member, also of the group above'
ok 'a dry run' ldapsync --dry-run
output_has 'pending'
output_has "$(dn_of a)"
member team delete "$(dn_of a)"
member team add "$(dn_of aa)"
silent 'the group follows' ldapsync
is "$(groups 1 | grep -e team -e over)" 'over aa,b,d
team aa,b' 'and nothing has happened'
ok 'a dry run' ldapsync --dry-run --json
is "$(json action | grep -c pending)" 0 'nobody is pending'

rename aa a
ok 'once more without the group' ldapsync
is "$(groups 1 | grep team)" 'team a,b' 'SR36: for one run'
ok 'and it does not follow' ldapsync
output_has '2 members removed'
is "$(groups 1 | grep -e team -e over)" 'over b,d
team b' 'then it is no member any more'
silent 'nothing to do' ldapsync
ok 'a dry run' ldapsync --dry-run --json
is "$(json action kind name dn)" "pending|member|team|$(dn_of aa)" 'SR20: who is not known is named in every dry run'
ok 'a list' ldapsync --list pending --json
is "$(json kind name dn why)" "member|team|$(dn_of aa)|neither a user nor a group has this DN" 'SR20: and in the list of those who are pending'
member team delete "$(dn_of aa)"
ok 'it leaves the list' ldapsync
is "$(sql 'SELECT count(*) FROM prov.sync_pending')" 0 'nobody is pending'

# --- the group has the new DN, and the user was read before ---
group crew c | change_ldap
ok 'another group' ldapsync
member crew add "$(dn_of soon)"
member crew delete "$(dn_of c)"
ok 'a group lists who is not known yet, and not c' ldapsync
is "$(groups 1 | grep crew)" 'crew c' 'SR36: c could be who that is'
rename c soon
silent_members=$(sql "SELECT count(*) FROM prov.change_log WHERE before ? 'members_removed' AND id = (SELECT gid FROM prov.groups WHERE name = 'crew')")
ok 'it was' ldapsync
is "$(groups 1 | grep crew) $silent_members" 'crew soon 0' 'SR36: it was a member all the time'

# --- who has gone is no member, whatever else is in doubt ---
group gone b d | change_ldap
ok 'a group' ldapsync
member gone add "$(dn_of nobody)"
printf 'dn: %s\nchangetype: delete\n' "$(dn_of d)" | change_ldap
ok 'one member is deleted, another one is not known' ldapsync
is "$(groups 1 | grep gone)" 'gone b' 'it has left'

# --- a branch is renamed without its groups ---
unit ou=old,$base | change_ldap
for uid in x y z; do
	entry "uid=$uid,ou=old,$base" "$uid"
done | change_ldap
group branch uid=x,ou=old,$base uid=y,ou=old,$base uid=z,ou=old,$base | change_ldap
ok 'a branch' ldapsync
printf 'dn: ou=old,%s\nchangetype: modrdn\nnewrdn: ou=new\ndeleteoldrdn: 1\n\n' "$base" | change_ldap
ok 'it is renamed' ldapsync
stderr_has 'warning: 3 members stay until the next run in groups that list somebody nobody knows (--dry-run lists them)' \
	'SR36: it is told'
is "$(groups 1 | grep branch)" 'branch x,y,z' 'SR36: its group is not emptied at once'
ok 'a list' ldapsync --list pending --json
is "$(json name dn | grep -c '^branch|uid=.,ou=old,')" 3 'SR36: who is pending is listed, by the old DNs'
ok 'the group does not follow' ldapsync
output_has '3 members removed' 'SR36: that they have left is told'
is "$(groups 1 | grep branch)" branch 'SR36: then they are no members any more'
ok 'a list' ldapsync --list pending --json
is "$(json name dn | grep -c '^branch|uid=.,ou=old,')" 3 'SR36: and why is listed'
for uid in x y z; do
	member branch delete "uid=$uid,ou=old,$base"
	member branch add "uid=$uid,ou=new,$base"
done
ok 'the group follows' ldapsync
is "$(groups 1 | grep branch)" 'branch x,y,z' 'SR36: they are members again'
database_is_sound
done_testing
