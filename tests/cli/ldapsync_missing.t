#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: SR34: what else may happen to users and groups while they are missing (cases 10, 76, 77)
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

base=dc=example,dc=com
start_company
new_context 2 beta
purge='purge = true; grace = 0; grace_runs = 0;'
config() {	# [LINES]
	source_is "contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; },
		{ base = \"ou=two,$base\"; context = \"beta\"; } ); group_base = \"ou=groups,$base\"; ${1-}"
}
{
	unit ou=two,$base
	seq 20 | while read -r i; do person "p$i"; done
	for i in 1 2 3; do entry uid=t$i,ou=two,$base t$i; done
	group inner p1 p2
	group outer cn=inner,ou=groups,$base p3
	group alone p4
	for i in 1 2 3 4 5 6 7; do group "g$i" p5; done
} | change_ldap
delete() {	# RDN OU: gone, and kept to be put back
	ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -b "ou=$2,$base" "($1)" '*' entryUUID >"$TMP/$1.ldif"
	printf 'dn: %s,ou=%s,%s\nchangetype: delete\n\n' "$1" "$2" $base | change_ldap
}
restore() {	# RDN
	restore_ldap <"$TMP/$1.ldif"
}
state() {	# NAME [CID]: enabled by operator, by the directory, missing
	field 'enabled, source_enabled, missing_since IS NOT NULL' "$@"
}
config
ok 'a run' ldapsync
silent 'nothing to do' ldapsync

# --- case 10: a few may go ---
delete uid=p19 people
delete uid=p20 people
ok 'case 10: two of twenty' ldapsync
output_has '2 disabled'
is "$(state p19) $(state p20)" 't|f|t t|f|t' 'case 10: are disabled, since the floor allows it'

# --- what a run costs while somebody is missing ---
row_versions >"$TMP/versions"
runs=$(sql 'SELECT runs FROM prov.source_state')
silent 'a run while two are missing' ldapsync
row_versions >"$TMP/versions.now"
is "$(diff "$TMP/versions" "$TMP/versions.now")" '' 'SR34: writes none of their rows'
is "$(sql 'SELECT runs FROM prov.source_state')" "$((runs + 1))" 'SR34: and counts itself'

# --- case 77, and what operators do to who is missing ---
ok 'an operator disables somebody' changeuser -c 1 -u p18 --mailenabled false
silent 'case 77: the directory says that it is active' ldapsync
is "$(state p18)" 'f|t|f' 'case 77: it stays disabled'
ok 'who disabled it' listuser -c 1 --disabled --csv --fields name,disabled_by
is "$(grep p18 "$TMP/out")" '"p18","operator"' 'case 77: is said'
delete uid=p18 people
ok 'then it goes' ldapsync
ok 'who disabled it' listuser -c 1 --disabled --csv --fields name,disabled_by
is "$(grep p18 "$TMP/out")" '"p18","operator,missing"' 'case 77: both are said'
restore uid=p18
ok 'and comes back' ldapsync
is "$(state p18)" 'f|t|f' 'case 77: what the operator said holds'
p19=$(field uid p19)
ok 'a missing one is changed' changeuser -c 1 -u p19 -x Sales -d 'Nobody here' --mailenabled false
is "$(state p19)" 'f|f|t' 'SR34: and is still missing'
ok 'enabled by an operator' changeuser -c 1 -u p19 --mailenabled true
is "$(state p19)" 't|f|t' 'SR34: which does not bring it back'
silent 'a run' ldapsync
restore uid=p19
ok 'but its entry does' ldapsync
is "$(field "uid, source_enabled, missing_since IS NULL, missing_run IS NULL, display_name, attrs ->> 'department'" p19)" \
	"$p19|t|t|t|p19|Sales" 'SR34: with its id, and what belongs to the operator'
delete uid=p19 people
ok 'it goes again' ldapsync
ok 'a missing one is deleted' deleteuser -c 1 -u p19
restore uid=p19
ok 'its entry is back after that' ldapsync
is "$(field "uid > $p19, missing_since IS NULL" p19)" 't|t' 'SR34: it is another one'
ok 'a missing one gets another address' changeuser -c 1 -u p20 -e gone@example.com -a gone@example.com
restore uid=p20
ok 'it is back' ldapsync
is "$(field 'mail, missing_since IS NULL' p20)" 'p20@example.com|t' 'SR34: as its entry says'
database_is_sound

# --- its context is deleted, or disabled ---
delete uid=t1 two
ok 'one goes in another context' ldapsync
ok 'its context is disabled' disablecontext -c 2
silent 'a run' ldapsync
restore uid=t1
ok 'it is back there' ldapsync
is "$(state t1 2)" 't|t|f' 'SR34: and active, as far as it goes'
delete uid=t1 two
ok 'it goes again' ldapsync
ok 'its context is deleted' deletecontext -c 2
source_is "contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; } ); group_base = \"ou=groups,$base\";"
ok 'a run without it' ldapsync
is "$(sql 'SELECT count(*) FROM prov.users WHERE cid = 2')" 0 'SR34: nothing of it is left'
ok 'who is missing' ldapsync --list missing --json
is "$(json name)" '' 'SR34: nor in the list'
new_context 2 beta
config
ok 'the context is made anew' ldapsync
is "$(field 'count(*)' t1 2) $(field 'count(*)' t2 2)" '0 1' 'SR34: with who is in the directory'
database_is_sound

# --- groups in groups, and their members ---
outer=$(groups 1 | grep outer)
is "$outer" 'outer p1,p2,p3' 'a group in a group'
inner=$(sql "SELECT gid FROM prov.groups WHERE name = 'inner'")
delete cn=inner groups
ok 'the inner one goes' ldapsync
is "$(sql "SELECT count(*) FROM prov.member WHERE cid = 1 AND gid = $inner")" 2 'SR34: it keeps its members'
config "$purge"
ok 'it is purged' ldapsync
output_has '1 groups deleted'
is "$(sql "SELECT count(*) FROM prov.member WHERE cid = 1 AND gid = $inner")" 0 'SR34: and has none any more'
is "$(groups 1 | grep -c outer)" 1 'SR34: the outer one is there'
database_is_sound
restore cn=inner
config
ok 'it comes back' ldapsync
is "$(groups 1 | grep -e inner -e outer)" 'inner p1,p2
outer p1,p2,p3' 'SR34: with all that was in it'
is "$(sql "SELECT gid > $inner FROM prov.groups WHERE name = 'inner'")" t 'SR34: as another one: gids are not used twice'

# --- who is purged had something that others share ---
ok 'a local group' creategroup -c 1 -n local -d Local -a p17
p17=$(field uid p17)
delete uid=p17 people
ok 'it goes' ldapsync
is "$(sql "SELECT count(*) FROM prov.member WHERE cid = 1 AND uid = $p17")" 1 'SR34: local groups keep who is missing'
config "$purge"
ok 'it is purged' ldapsync
output_has '1 deleted'
is "$(sql "SELECT heir FROM prov.handover WHERE cid = 1 AND uid = $p17")|$(sql "SELECT count(*) FROM prov.member
	WHERE cid = 1 AND uid = $p17")|$(sql "SELECT count(*) FROM prov.address WHERE cid = 1 AND owner = $p17 AND kind = 'u'")" \
	'2|0|0' 'SR34: the admin has what was shared, groups and addresses are free of it'
is "$(sql "SELECT action, before ->> 'name' FROM prov.change_log WHERE cid = 1 AND id = $p17 AND kind = 'user'
	ORDER BY seq DESC LIMIT 1")" 'delete|p17' 'SR34: the change log has it'
database_is_sound

# --- another entry wants its name ---
delete uid=p16 people
config "$purge"
ok 'it goes' ldapsync
person new 'mail: p16@example.com' | sed 's/uid=new,/uid=p16,/; s/^uid: new/uid: p16/' | change_ldap
p16=$(field uid p16)
ldapsync >"$TMP/out" 2>"$TMP/err"
is "$(field "uid > $p16, source_enabled" p16)" 't|t' 'SR34: after it is purged the name is free, in the same run'
database_is_sound

# --- the clock ---
delete uid=p15 people
config
ok 'one goes' ldapsync
sql "UPDATE prov.users SET missing_since = now() + interval '90 days' WHERE name = 'p15'"
config 'purge = true; grace = 30; grace_runs = 0;'
silent 'SR34: the clock of the database was ahead when it went, and is right again' ldapsync
is "$(state p15)" 't|f|t' 'SR34: it is kept'
sql "UPDATE prov.users SET missing_since = now() - interval '90 days' WHERE name = 'p15'"
config 'purge = true; grace = 30; grace_runs = 3;'
silent 'SR34: the clock is ahead now, but the runs are not over' ldapsync
is "$(state p15)" 't|f|t' 'SR34: it is kept'
database_is_sound

# --- case 76: it is in the directory, but not where anybody looks ---
leave() {	# RDN FROM TO
	printf 'dn: %s,ou=%s,%s\nchangetype: modrdn\nnewrdn: %s\ndeleteoldrdn: 0\nnewsuperior: ou=%s,%s\n\n' \
		"$1" "$2" $base "$1" "$3" $base | change_ldap
}
unit ou=out,$base | change_ldap
config
leave uid=p14 people out
leave cn=g7 groups out
delete uid=p13 people
ok 'case 76: a user and a group move out of what is read' ldapsync
listed() {
	ok 'the list of who is missing' ldapsync --list missing --json
	valid 'it has the form of lists' listed "$TMP/out"
	json name why next | grep -e p13 -e p14 -e g7
}
is "$(listed | grep '|')" "p13|not in the directory|kept
p14|out of scope: uid=p14,ou=out,$base|kept
g7|out of scope: cn=g7,ou=out,$base|kept" 'case 76: it is said where they are'
for table in users groups; do
	earlier "$table" missing_since '31 days' "name IN ('p13', 'p14', 'g7')"
done
for _ in 1 2 3; do ldapsync >"$TMP/out" 2>"$TMP/err" || flunk 'a run' "$(cat "$TMP/err")"; done
config 'purge = true; grace = 30; grace_runs = 3;'
ok 'case 76: day 31, three runs' ldapsync
output_has '2 deleted'
is "$(field 'count(*)' p13) $(state p14) $(sql "SELECT missing_since IS NOT NULL FROM prov.groups WHERE name = 'g7'")" '0 t|f|t t' \
	'case 76: who is out of scope is not purged, who is gone is'
is "$(listed | grep '|')" "p14|out of scope: uid=p14,ou=out,$base|kept as long as its entry is there
g7|out of scope: cn=g7,ou=out,$base|kept as long as its entry is there" 'case 76: and that is said'
silent 'nothing to do' ldapsync
printf 'dn: uid=p14,ou=out,%s\nchangetype: delete\n\ndn: cn=g7,ou=out,%s\nchangetype: delete\n\n' $base $base | change_ldap
person p30 | change_ldap
ok 'case 76: their entries are deleted there' ldapsync
output_has '1 deleted, 1 groups deleted'
database_is_sound
done_testing
