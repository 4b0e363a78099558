#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that reads only what changed, by modifyTimestamp, where the server has nothing better: what it sees, and
# what it says that it does not see
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"

base=dc=example,dc=com
start_company
new_context 2 beta
config() {	# [MODE [LINES]]
	source_is "contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; } );
		user_filter = \"(&(objectClass=inetOrgPerson)(!(employeeType=gone)))\"; group_base = \"$base\"; mode = \"${1-incremental}\";
		limits: { missing = 100; members = 100; group_members = 100; groups = 100; renamed = 100; moved = 100; }; ${2-}"
}
one() {		# UID
	entry "uid=$1,ou=one,$base" "$1"
}
in_db() {	# LOGIN t|f|''
	is "$(sql "SELECT missing_since IS NULL FROM prov.users WHERE cid = 1 AND login = '$1'")" "$2" "$1: ${2:-not there}"
}
is_later() {	# TIME: than that
	[ "$(sql "SELECT extract(epoch FROM clock_timestamp()) >= $1 + 1")" = t ]
}
mark() {	# from|newest|seen
	sql "SELECT split_part(cookies[1], ' ', CASE '$1' WHEN 'from' THEN 2 WHEN 'newest' THEN 3 ELSE 4 END) FROM prov.sync_cookie"
}
{
	for unit in one two out; do unit ou=$unit,$base; done
	for p in anna bert carl dora emil; do one $p; done
	group team "uid=anna,ou=one,$base" "uid=bert,ou=one,$base"
} | change_ldap

# --- who wants to see all that becomes of entries gets everything read ---
config auto
ok 'what the server cannot tell' ldapsync
ok 'is not asked' ldapsync --json
is "$(jq -r '[.mode, .full_because] | join(": ")' "$TMP/out")" \
	'full: the server shows no contextCSN at its top to this login' 'auto: everything is read'
config
ok 'who asks for it' ldapsync --check
has "$TMP/out" 'incremental, by modifyTimestamp, which does not tell of deletions: they are found when everything is read' \
	'is told what that is'
ok 'a first run' ldapsync
ran full 'the first run'
# a unit of the same second as the next change may be what changed
wait_for 60 is_later "$(mark newest)" || bail 'the clock stands still'
ok 'nothing changed' ldapsync
ran incremental 'nothing changed'

# --- what times tell ---
change uid=anna,ou=one 'replace: sn
sn: Berg'
runs 'a value'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'anna'")" Berg 'is there'
one frida | change_ldap
runs 'somebody new'
in_db frida t
rename uid=frida,ou=one uid=fritz
runs 'another name'
in_db fritz t
change uid=carl,ou=one 'replace: employeeType
employeeType: gone'
runs 'out of the filter'
in_db carl f
change uid=carl,ou=one 'delete: employeeType'
runs 'and in it again'
in_db carl t
rename uid=carl,ou=one uid=carl ou=out
runs 'moved out of the bases'
in_db carl f
rename uid=carl,ou=out uid=carl ou=one
runs 'and back'
in_db carl t
rename uid=emil,ou=one uid=emil ou=two
runs 'moved to another context'
in_db emil f
is "$(sql "SELECT missing_since IS NULL FROM prov.users WHERE cid = 2 AND login = 'emil'")" t 'is another user there'
change cn=team,ou=groups "add: member
member: uid=dora,ou=one,$base"
runs 'a member comes'
is "$(sql "SELECT count(*) FROM prov.member m JOIN prov.groups g USING (cid, gid) WHERE g.name = 'team'")" 3 'and is there'
group more "uid=dora,ou=one,$base" | change_ldap
runs 'a group comes'

# --- a unit that has another name ---
{
	unit "ou=sub,ou=one,$base"
	entry "uid=gabi,ou=sub,ou=one,$base" gabi
} | change_ldap
runs 'somebody in a unit of the base' full
rename ou=sub,ou=one ou=below ou=one
ok 'a unit was changed' ldapsync
ran full 'a unit was changed'
ok 'it is what was changed last' ldapsync
ran incremental 'that was seen'
rename ou=below,ou=one ou=deep ou=one
# As if what the last run saw as the newest had been changed in the same second.
at=$(ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_ADMIN" -w secret -s base -b "ou=deep,ou=one,$base" modifyTimestamp |
	sed -n 's/^modifyTimestamp: \(.*\)Z$/\1/p')
sql "UPDATE prov.sync_cookie c SET cookies = (SELECT array_agg(replace(cookie, ' $(mark newest) ',
		' ' || extract(epoch FROM to_timestamp('$at', 'YYYYMMDDHH24MISS')::timestamp)::bigint || ' ')) FROM unnest(c.cookies) cookie)"
ok 'in what is left of the newest second' ldapsync
ran full 'a unit was changed in what is left of the newest second'
is "$(sql "SELECT source_dn FROM prov.users WHERE login = 'gabi'")" "uid=gabi,ou=deep,ou=one,$base" 'the name is known'

# --- what they do not tell ---
ok 'then' ldapsync
remove uid=dora,ou=one
remove cn=more,ou=groups
ok 'case 56: who was deleted' ldapsync
ran incremental 'case 56: who was deleted'
in_db dora t
ok 'it is said' ldapsync --status
output_has 'who was deleted in the directory is found when everything is read, by 20'
sql "UPDATE prov.sync_cookie SET full_due = now()"
ok 'when everything is read' ldapsync --json
is "$(jq -r '[.mode, .drift > 0] | join(" ")' "$TMP/out")" 'full true' 'that is drift'
in_db dora f
is "$(sql "SELECT missing_since IS NULL FROM prov.groups WHERE name = 'more'")" f 'a group, too'

# --- times are those of the server ---
ok 'a run' ldapsync
# in the same second there is no newer time
wait_for 60 is_later "$(mark newest)" || bail 'the clock stands still'
clock_ahead '1 hour'
change uid=anna,ou=one 'replace: sn
sn: Later'
ok 'case 55: our clock is ahead' ldapsync
ran incremental 'case 55: our clock is ahead'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'anna'")" Later 'nothing is lost'
is "$(($(mark newest) - $(mark from) >= 120))" 1 'the next run looks at two minutes before the newest time'
ok 'it is not over' ldapsync
is "$(($(mark newest) - $(mark from) >= 120))" 1 'while something may come late'
clock_ahead '2 hours'
ok 'now it is' ldapsync
is "$(($(mark newest) - $(mark from)))" 0 'the next run begins at the newest time'
change uid=anna,ou=one 'replace: sn
sn: Last'
ok 'and sees what comes' ldapsync
ran incremental 'and sees what comes'
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'anna'")" Last 'it is there'
sql "UPDATE prov.sync_cookie SET cookies = ARRAY['modified', 'modified', 'modified']"
ok 'a cookie that is none' ldapsync
ran full 'a cookie that is none'
done_testing
