#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: one changed group, or one changed member, costs what it changes
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
unset SQL_SOCKET	# what a session has read is counted when it ends
. "$TESTLIB/sync.sh"

start_crowd 3000 '""'
base=dc=example,dc=com
dn_of() {	# UID
	printf 'uid=%s,ou=people,%s' "$1" "$base"
}
member() {	# CN CHANGE MEMBER
	printf 'dn: cn=%s,ou=groups,%s\nchangetype: modify\n%s: member\nmember: %s\n\n' "$1" "$base" "$2" "$3" | change_ldap
}
# 100 teams of 30, in 10 departments, in one; a ring of 50; one of 2,000
{
	seq 100 | while read -r t; do
		# shellcheck disable=SC2046 # a list of words
		group "team$t" $(seq -f 'u%05.0f' $((30 * t - 29)) $((30 * t)))
	done
	seq 10 | while read -r d; do
		# shellcheck disable=SC2046
		group "dept$d" $(seq -f "cn=team%.0f,ou=groups,$base" $((10 * d - 9)) $((10 * d)))
	done
	# shellcheck disable=SC2046
	group company $(seq -f "cn=dept%.0f,ou=groups,$base" 10)
	seq 50 | while read -r r; do
		group "ring$r" "$(printf 'u%05d' "$r")" "cn=ring$((r % 50 + 1)),ou=groups,$base"
	done
	# shellcheck disable=SC2046
	group big $(seq -f 'u%05.0f' 2000)
} | change_ldap
source_is 'context = "acme";'
ok 'a first run' ldapsync
sql 'ANALYZE'

gone() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DATABASE' AND application_name = 'ldapsync'")" = 0 ]
}
fresh() {
	must_see 'the run has ended, and so have its statistics' gone
	sql 'SELECT pg_stat_reset()' >/dev/null
}
# costs NAME GROUPS USERS [ROWS]: so many groups were staged at most, and users compared with the groups above theirs; so
# many rows of members and of groups were read at most.
costs() {
	must_see "$1: the run has ended" gone
	staged=$(sql "SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'stage_group'")
	is "$((staged <= $2))" 1 "$1: $staged groups were looked at"
	touched=$(sql "SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'stage_touched'")
	is "$touched" "$3" "$1: so many users"
	rows=$(sql "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables
		WHERE relname IN ('member', 'sync_member', 'sync_nest')")
	is "$((rows <= ${4-9000}))" 1 "$1: $rows rows of members"
	sql 'SELECT pg_stat_reset()' >/dev/null
}
# The groups as a look at all of them would have them.
same_as_all() {	# NAME
	few=$(groups 1 | cksum)
	sql 'UPDATE prov.source_state SET groups_digest = NULL'
	silent "$1: a look at all groups finds nothing else" ldapsync
	is "$(groups 1 | cksum)" "$few" "$1: groups are as they were"
	sql ANALYZE
	fresh
}

fresh
member team1 delete "$(dn_of u00001)"
ok 'one member less' ldapsync
output_has '3 members removed'
costs 'SR21: one member less' 1 1
member team1 add "$(dn_of u00001)"
ok 'one member more' ldapsync
output_has '3 members added'
costs 'SR21: one member more' 1 1 500
same_as_all 'a member in a department'

# --- which groups are compared: those of a 256th part ---
member team5 delete "$(dn_of u00121)"
ok 'one member less' ldapsync
# a table as small as this one is read from its beginning otherwise
sql "ALTER DATABASE $DATABASE SET enable_seqscan = off"
fresh
member team5 add "$(dn_of u00121)"
ok 'SR21: one member more' ldapsync
must_see 'the run has ended' gone
sql "ALTER DATABASE $DATABASE RESET enable_seqscan"
rows=$(sql "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'sync_group'")
is "$((rows <= 20))" 1 "SR21: $rows of 162 groups are read to see which one differs"
for sums in NULL "decode(repeat('00', 2048), 'hex')" "decode('00', 'hex')" "group_sums || decode('00', 'hex')"; do
	sql "UPDATE prov.source_state SET group_sums = $sums"
	member team5 delete "$(dn_of u00121)"
	ok "SR21: what the last run left of the groups is lost ($sums): all are compared" ldapsync
	output_has '3 members removed'
	member team5 add "$(dn_of u00121)"
	ok 'SR21: and it is there again' ldapsync
	output_has '3 members added'
done
fresh
member team5 delete "$(dn_of u00122)"
group new u00001 | change_ldap
ok 'SR21: a group comes, in a part of its own or not' ldapsync
output_has '1 groups created'
change_ldap <<END
dn: cn=new,ou=groups,$base
changetype: delete
END
member team5 add "$(dn_of u00122)"
ok 'SR21: and goes' ldapsync
output_has '1 groups missing'
same_as_all 'groups in parts'

member ring7 add "$(dn_of u02999)"
ok 'one member more in a ring' ldapsync
output_has '50 members added'
is "$(wc -c <"$TMP/err")" 0 'SR41: a ring is told once'
costs 'SR41: one member more in a ring of 50' 1 1 500
member ring7 delete "$(dn_of u02999)"
ok 'and less' ldapsync
output_has '50 members removed'
costs 'SR41: one member less in a ring of 50' 1 1
same_as_all 'a ring'

member big add "$(dn_of u02500)"
ok 'one member more of 2,000' ldapsync
output_has '1 members added'
costs 'SR21: one member more of 2,000' 1 1 300
same_as_all 'a large group'

# --- in two ways: it stays while one is left ---
member company add "$(dn_of u00040)"
silent 'a member directly, too' ldapsync
member team2 delete "$(dn_of u00040)"
ok 'and not by its team any more' ldapsync
output_has '2 members removed'
is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) JOIN prov.users u USING (cid, uid)
	WHERE u.name = 'u00040' AND g.name = 'company'")" 1 'it is in the company'
same_as_all 'in two ways'

# --- who comes, goes, and is renamed, with the groups that list them ---
people fresh1 | change_ldap
member team3 add "$(dn_of fresh1)"
ok 'a new user in a group' ldapsync
output_has '3 members added'
costs 'SR21: a new user in a group' 1 1 300
same_as_all 'a new user'
member team3 delete "$(dn_of fresh1)"
printf 'dn: %s\nchangetype: delete\n' "$(dn_of fresh1)" | change_ldap
ok 'it leaves' ldapsync
output_has '3 members removed'
same_as_all 'who leaves'
printf 'dn: %s\nchangetype: modrdn\nnewrdn: uid=other\ndeleteoldrdn: 1\n\n' "$(dn_of u00100)" | change_ldap
member team4 delete "$(dn_of u00100)"
member team4 add "$(dn_of other)"
member big delete "$(dn_of u00100)"
member big add "$(dn_of other)"
ok 'somebody is renamed, and the groups follow' ldapsync
is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.users u USING (cid, uid) WHERE u.name = 'other'")" 4 'in all groups as before'
costs 'SR21: a new name' 2 1
same_as_all 'a new name'

# --- who was listed before it was there ---
group early "$(dn_of soon)" u00001 | change_ldap
ok 'a group lists somebody who is not there' ldapsync
people soon | change_ldap
fresh
ok 'and then is' ldapsync
costs 'SR21: who was listed before' 1 1 300
is "$(groups 1 | grep early)" 'early soon,u00001' 'SR36: it is a member, though the group is as it was'
same_as_all 'who was listed before'

# --- groups in groups, groups that come and go: all are looked at, and it is right ---
member dept1 add "cn=ring1,ou=groups,$base"
ok 'a ring in a department' ldapsync
same_as_all 'a ring in a department'
member ring9 add "$(dn_of u02000)"
ok 'and a member of the ring' ldapsync
output_has '51 members added'
costs 'SR41: a member of the ring in a department' 1 1
same_as_all 'a member of the ring in a department'

# --- a user who is deleted here is made anew, and its groups have it again ---
ok 'a member is deleted' deleteuser -c 1 -u u00200
ok 'its entry is still there' ldapsync
is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.users u USING (cid, uid) WHERE u.name = 'u00200'")" 4 'it is in its groups'
same_as_all 'made anew'
database_is_sound
done_testing
