#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that reads only what changed (RFC 4533, refreshOnly) leaves what one leaves that reads everything, on a
# slapd with a session log and on one without
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"

base=dc=example,dc=com
limits='limits: { missing = 100; members = 100; group_members = 100; groups = 100; renamed = 100; moved = 100; blanked = 100; created = 1000000; changed = 100; };'

config() {	# [LINES]
	source_is "contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; } );
		user_filter = \"(&(objectClass=inetOrgPerson)(!(employeeType=gone)))\"; group_base = \"$base\"; mode = \"${mode-incremental}\"; $limits ${1-}"
}
one() {	# UID [LINES]
	entry "uid=$1,ou=one,$base" "$@"
}
cookies() {
	sql 'SELECT cookies FROM prov.sync_cookie'
}
# steps NAME NEW OLD: everything that happens, one after the other, to somebody new and to one who is there.
steps() {
	one "n$2" | change_ldap
	runs "$1: somebody new"
	in_db "n$2" t
	change "uid=n$2,ou=one" 'replace: mail
mail: n@example.com'
	runs "$1: another value"
	rename "uid=n$2,ou=one" "uid=m$2"
	runs "$1: another name"
	in_db "n$2" '' "m$2" t
	rename "uid=m$2,ou=one" "uid=m$2" ou=out
	runs "$1: moved out of the bases"
	in_db "m$2" f
	rename "uid=m$2,ou=out" "uid=m$2" ou=one
	runs "$1: and back"
	in_db "m$2" t
	change "uid=m$2,ou=one" 'delete: mail'
	change "uid=m$2,ou=one" 'replace: employeeType
employeeType: gone'
	runs "$1: out of the filter"
	in_db "m$2" f
	remove "uid=m$2,ou=one"
	runs "$1: and gone"
	rename uid=bert,ou=one uid=bert ou=two
	runs "$1: moved to another context"
	is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login = 'bert'")" \
		'1 false, 2 true' "$1: is another user there"
	rename uid=bert,ou=two uid=bert ou=one
	runs "$1: and back again"
	remove "uid=$3,ou=one"
	runs "$1: deleted"
	in_db "$3" f
	one "$3" | change_ldap
	runs "$1: a new entry of that name" incremental 123
	remove "uid=$3,ou=one"
	runs "$1: it goes"
}
in_db() {	# LOGIN t|f|'' ...: is it there and not missing?
	while [ $# -gt 0 ]; do
		is "$(sql "SELECT missing_since IS NULL FROM prov.users WHERE cid = 1 AND login = '$1'")" "$2" "$1: ${2:-not there}"
		shift 2
	done
}
groups() {	# NAME NEW
	change cn=team,ou=groups "add: member
member: uid=dora,ou=one,$base"
	runs "$1: a member comes"
	is "$(members_of team)" 'anna bert dora' "$1: and is there"
	is "$(members_of top)" 'anna bert dora' "$1: also in the group above"
	change cn=team,ou=groups "delete: member
member: uid=dora,ou=one,$base"
	runs "$1: a member goes"
	rename uid=anna,ou=one uid=anne
	in_doubt
	runs "$1: a member has another name, and the group has the old one"
	change cn=team,ou=groups "add: member
member: uid=anne,ou=one,$base
-
delete: member
member: uid=anna,ou=one,$base"
	runs "$1: then the new one"
	is "$(members_of team)" 'anne bert' "$1: is a member"
	rename uid=anne,ou=one uid=anna
	change cn=team,ou=groups "add: member
member: uid=anna,ou=one,$base
-
delete: member
member: uid=anne,ou=one,$base"
	runs "$1: both at once"
	group "$2" uid=dora,ou=one,$base cn=team,ou=groups,$base | change_ldap
	runs "$1: a new group"
	remove "cn=$2,ou=groups"
	runs "$1: a group goes"
	rename cn=team,ou=groups cn=teams
	in_doubt
	runs "$1: a group has another name"
	rename cn=teams,ou=groups cn=team
	runs "$1: the old one again"
}
fill() {
	for unit in one two out; do unit ou=$unit,$base; done
	for p in anna bert carl dora emil; do one $p; done
	entry "uid=zoe,ou=two,$base" zoe
	group team "uid=anna,ou=one,$base" "uid=bert,ou=one,$base"
	group top "cn=team,ou=groups,$base"
}
start_company -c "$SESSION_LOG"
new_context 2 beta
fill | change_ldap
config
ok 'a first run' ldapsync
ran full 'the first run'
is "$(cookies | grep -c 'csn=')" 1 'it leaves a cookie'
ok 'nothing changed' ldapsync
ran incremental 'then'
ok 'as an object' ldapsync --json
is "$(jq -r '[.mode, .users_read, .groups_read] | join(" ")' "$TMP/out")" 'incremental 0 0' 'nothing changed: no entry is read'
is "$(sql 'SELECT read_users, read_groups FROM prov.source_state')" '6|2' 'how many there are is still known'
steps 'with a session log' a carl
groups 'with a session log' more

# --- without one: what is there is named, in sets of 256 ---
stop_slapd
sed -i '/sessionlog/d' "$SLAPD/slapd.conf"
start_slapd_again
change uid=emil,ou=one 'replace: sn
sn: Other'
runs 'after a restart'
fill_more() {
	i=0
	while [ $i -lt 600 ]; do one "more$i"; i=$((i + 1)); done
}
fill_more | change_ldap
runs 'many more'
steps 'without a session log' b more5
groups 'without a session log' other

# --- a group that cannot be taken: then groups are read in each run, and nobody else ---
ok 'a group of this name is there' creategroup -c 1 -n local -d Local
groups_are_open t
group local uid=dora,ou=one,$base | change_ldap
runs 'a group that cannot be taken' incremental 123
status_is 123 'nothing changed' ldapsync --json
is "$(jq -r '[.mode, .users_read, .groups_read] | join(" ")' "$TMP/out")" 'incremental 0 3' 'nothing changed: only groups are read'
change uid=bert,ou=one 'replace: sn
sn: Beside'
runs 'a change beside it' incremental 123
rename uid=bert,ou=one uid=bernd
change cn=team,ou=groups "add: member
member: uid=bernd,ou=one,$base
-
delete: member
member: uid=bert,ou=one,$base"
runs 'a member has another name' incremental 123
is "$(members_of team)" 'anna bernd' 'and is a member'
rename uid=bernd,ou=one uid=bert
change cn=team,ou=groups "add: member
member: uid=bert,ou=one,$base
-
delete: member
member: uid=bernd,ou=one,$base"
remove "uid=more7,ou=one"
runs 'the old one again, and somebody goes' incremental 123
ok 'the other group goes' deletegroup -c 1 -n local
groups_are_open f
runs 'then it is taken'
is "$(members_of local)" dora 'with its members'
ok 'and then nothing' ldapsync --json
is "$(jq -r '[.mode, .users_read, .groups_read] | join(" ")' "$TMP/out")" 'incremental 0 0' 'then no group is read'

# --- a user whose new name cannot be taken: then too, for years if nobody looks at it ---
change cn=team,ou=groups "delete: member
member: uid=bert,ou=one,$base"
rename uid=bert,ou=one uid=bärt
groups_are_open t
runs 'a new name that cannot be taken' incremental 123
status_is 123 'nothing changed beside that name' ldapsync --json
is "$(jq -r '[.mode, .users_read, .groups_read] | join(" ")' "$TMP/out")" 'incremental 1 3' \
	'nothing changed: only that entry is read, and groups'
change cn=team,ou=groups "add: member
member: uid=bärt,ou=one,$base"
runs 'a member by that name' incremental 123
is "$(members_of team)" 'anna bert' 'is one as who he was'
change cn=team,ou=groups "delete: member
member: uid=bärt,ou=one,$base"
rename uid=bärt,ou=one uid=bert
groups_are_open f
runs 'a name that can be taken again'
change cn=team,ou=groups "add: member
member: uid=bert,ou=one,$base"
runs 'and a member by it'
ok 'and nothing again' ldapsync --json
is "$(jq -r '[.mode, .users_read, .groups_read] | join(" ")' "$TMP/out")" 'incremental 0 0' 'then no group is read either'

# --- what a cookie depends on ---
before=$(cookies)
ok 'nothing changed' ldapsync
ran incremental
is "$(cookies)" "$before" 'the cookie is the same'
config 'user: { display_name = "x ${uid}"; };'
ok 'another mapping' ldapsync
ran full
stderr_has 'the server, the login, a search or the mapping is another one than before'
config
ok 'the one before' ldapsync
ran full
sql "UPDATE prov.sync_cookie SET cookies = '{\"rid=000,csn=20300101000000.000000Z#000000#000#000000\",x,x}'"
ok 'a server that went back: a newer cookie' ldapsync
ran full
stderr_has 'LDAP result 53'
sql "UPDATE prov.sync_cookie SET cookies = ARRAY['nonsense', 'nonsense', 'nonsense']"
ok 'a cookie that is none' ldapsync
ran full
sql 'DELETE FROM prov.sync_cookie'
ok 'a lost cookie' ldapsync
ran full
stderr_has 'no run has left a cookie'
ok 'and on it goes' ldapsync
ran incremental

# --- what is changed here ---
ok 'a synchronised value is changed by hand' changeuser -c 1 -u emil -s Changed
runs 'a change by hand is taken back'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'emil'")" Other 'as the directory has it'
ok 'a user is deleted by hand' deleteuser -c 1 -u emil
runs 'it comes back' full
in_db emil t

# --- limits ---
limits='limits: { missing = 5; floor = 1; created = 1000000; changed = 100; };'
config
ok 'limits' ldapsync
for i in 1 2 3 4 5 6 7 8 9; do
	for n in 1 2 3 4; do remove "uid=more$i$n,ou=one"; done
done
before=$(cookies)
status_is 120 'too many went' ldapsync
is "$(cookies)" "$before" 'the cookie stays'
stderr_has 'sha256:'
status_is 120 'still' ldapsync
digest=$(sed -n 's/.*--accept \(sha256:[0-9a-f]*\).*/\1/p' "$TMP/err" | head -n 1)
ok 'accepted' ldapsync --accept "$digest"
runs 'and on it goes'

# --- everything is read now and then ---
mode=auto
limits='limits: { missing = 100; };'
config
ok 'quietly' ldapsync
silent 'nothing is said of it' ldapsync
sql "UPDATE prov.users SET display_name = 'drift' WHERE login = 'zoe'"
sql "UPDATE prov.users SET source_hash = 1 WHERE login = 'zoe'"
ok 'what no change tells' ldapsync
ran incremental
is "$(sql "SELECT display_name FROM prov.users WHERE login = 'zoe'")" drift 'is not seen'
sql "UPDATE prov.sync_cookie SET full_due = now()"
change uid=emil,ou=one 'replace: sn
sn: Again'
ok 'it is time to read everything' ldapsync --json
is "$(jq -r '[.mode, .drift, .changed] | join(" ")' "$TMP/out")" 'full 1 2' 'what had been missed is drift'
is "$(sql "SELECT counts ->> 'drift' FROM prov.sync_run ORDER BY seq DESC LIMIT 1")" 1 'which its record has'
is "$(ldapsync --history --limit 1 --json | jq -r '.[0].what')" '1 changed, 1 drift' 'and --history shows'
is "$(ldapsync --status --json | jq -r '.[0] | [.drift, .next] | join(" ")')" \
	'1 the last reading of everything found 1 that incremental runs had missed, see ldapsync --history -s company' 'and --status'
is "$(sql "SELECT display_name FROM prov.users WHERE login = 'zoe'")" zoe 'and is made good'
ok 'then what changed' ldapsync
ran incremental
config 'reconcile_runs = 2;'
ok 'everything' ldapsync
ran full
ok 'by number' ldapsync
ran incremental
ok 'of runs' ldapsync
ran full
ok 'a dry run reads everything' ldapsync -n
done_testing
