#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that reads only what changed reads only those groups that did, unless what became of them cannot be told
# from these; and leaves what one leaves that reads everything
# long: the same steps twice, each with a run that reads everything
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"

base=dc=example,dc=com
config() {	# [LINES]
	source_is "contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; } ); group_base = \"ou=groups,$base\"; mode = \"${mode-incremental}\";
		limits: { members = 100; group_members = 100; groups = 100; missing = 100; renamed = 100; }; ${1-}"
}
one() {		# UID
	entry "uid=$1,ou=one,$base" "$@"
}
dn() {		# UID
	printf 'uid=%s,ou=one,%s' "$1" "$base"
}
add() {		# GROUP UID
	change "cn=$1,ou=groups" "add: member
member: $(dn "$2")"
}
take() {	# GROUP UID
	change "cn=$1,ou=groups" "delete: member
member: $(dn "$2")"
}
# steps WAY: of everything that becomes of groups, some and all are read.
steps() {
	add g07 bert
	reads "$1: a member comes" 1
	is "$(members_of g07)" 'anna bert' "$1: and is there"
	is "$(members_of top)" 'anna bert' "$1: in the group above, too"
	take g07 bert
	reads "$1: and goes" 1
	is "$(members_of g07)/$(members_of top)" anna/anna "$1: in both"
	change cn=g08,ou=groups 'replace: businessCategory
businessCategory: other'
	reads "$1: a value that no group has here" 1
	change cn=g08,ou=groups 'replace: mail
mail: g08@example.com'
	add g09 carl
	change uid=anna,ou=one "replace: sn
sn: Of $1"
	reads "$1: an address, a member of another group, and a user's value" 2
	is "$(sql "SELECT address FROM prov.groups WHERE name = 'g08'")/$(members_of g09)" 'g08@example.com/anna carl' "$1: are there"
	change cn=g08,ou=groups 'delete: mail'
	take g09 carl
	reads "$1: as before" 2
	add g01 nobody
	reads "$1: a member whom nobody knows: all are looked at" 21
	add g01 dora
	reads "$1: one who is known, beside that one" 1
	take g01 nobody
	reads "$1: the unknown one goes" 1
	take g01 dora
	reads "$1: and the known one" 1
	change cn=g02,ou=groups "add: member
member: cn=g03,ou=groups,$base"
	reads "$1: a group comes into another one" 21
	change cn=g02,ou=groups "delete: member
member: cn=g03,ou=groups,$base"
	reads "$1: and goes" 21
	rename cn=g04,ou=groups cn=h04
	reads "$1: another name" 21
	rename cn=h04,ou=groups cn=g04
	reads "$1: and the old one" 21
	group "n$2" "$(dn anna)" | change_ldap
	reads "$1: a new group" 22
	remove "cn=n$2,ou=groups"
	reads "$1: it goes" 21
	one "new$2" | change_ldap
	add g05 "new$2"
	reads "$1: somebody new, and a member" 21
	is "$(members_of g05)" "anna new$2" "$1: is there"
	take g05 "new$2"
	remove "uid=new$2,ou=one"
	reads "$1: goes again" 21
	change cn=g06,ou=groups 'replace: mail
mail: no address'
	reads "$1: one that cannot be taken" 21 incremental 123
	change cn=g06,ou=groups 'replace: mail
mail: g06@example.com'
	reads "$1: and is taken" 21
	change cn=g06,ou=groups 'delete: mail'
	reads "$1: from then on it is as the others" 1
	each add bert
	reads "$1: most of them: all are read" 21
	for i in 10 11 12 13 14 15; do take "g$i" bert; done
	reads "$1: six of them" 6
	for i in 10 11 12 13 14 15; do add "g$i" bert; done
	each take bert
	ok "$1: none of them" ldapsync
}
each() {	# add|take UID
	for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19; do "$1" "g$i" "$2"; done
}

{
	unit ou=one,$base
	for u in anna bert carl dora; do one $u; done
	for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20; do group "g$i" "$(dn anna)"; done
	group top "cn=g07,ou=groups,$base"
} >"$TMP/people"
start_company -c "$SESSION_LOG"
change_ldap <"$TMP/people"
config
ok 'a first run' ldapsync
steps 'with a session log' a
# without one all that is there is named, and what changed comes as well
stop_slapd
sed -i '/sessionlog/d' "$SLAPD/slapd.conf"
start_slapd_again
change cn=g20,ou=groups 'replace: businessCategory
businessCategory: first'
ok 'after a restart' ldapsync
steps 'without a session log' b

# --- purge: a group that is somewhere else makes no run read everything ---
unit ou=else,$base | change_ldap
config 'purge = true; grace_runs = 0;'
ok 'groups may be purged' ldapsync
rename cn=g20,ou=groups cn=g20 ou=else
remove cn=g19,ou=groups
ok 'one goes to another place, and one is deleted' ldapsync
earlier groups missing_since '31 days' "name IN ('g19', 'g20')"
add g07 bert
ok 'after their grace' ldapsync --json
is "$(jq -r '[.mode, .groups_deleted] | join(" ")' "$TMP/out")" 'full 1' 'everything is read, and one is deleted'
is "$(sql "SELECT string_agg(name, ' ' ORDER BY name) FROM prov.groups WHERE name IN ('g19', 'g20')")" g20 'not the one that is elsewhere'
take g07 bert
reads 'the next run' 1
remove cn=g20,ou=else
ok 'it is deleted there' ldapsync --full
is "$(sql "SELECT count(*) FROM prov.groups WHERE name = 'g20'")" 0 'and here'

# --- a time that a group names, which is looked up ---
# shellcheck disable=SC2016 # an expression
config 'group: { display_name = "${description|past(date):+over}${cn}"; };'
ok 'groups name a time' ldapsync
is "$(sql 'SELECT due IS NULL FROM prov.sync_cookie')" t 'none does'
change cn=g07,ou=groups "add: description
description: $(sql "SELECT to_char(now() + interval '40 days', 'YYYY-MM-DD')")"
reads 'one does now' 1
sql "UPDATE prov.sync_cookie SET due = NULL"
change cn=g07,ou=groups "replace: description
description: $(sql "SELECT to_char(now() + interval '30 days', 'YYYY-MM-DD')")"
ok 'another time' ldapsync
ran incremental 'another time'
is "$(sql "SELECT due - extract(epoch FROM now()) BETWEEN 28 * 86400 AND 32 * 86400 FROM prov.sync_cookie")" t 'it is known when'
done_testing
