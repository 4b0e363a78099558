#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run that reads only what changed below many bases asks by one search around them, which shows what is between
# them as well, and leaves what one leaves that reads everything; on a slapd with a session log and on one without
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"
. "$TESTLIB/watch.sh"

base=dc=example,dc=com
limits='limits: { missing = 100; members = 100; group_members = 100; groups = 100; renamed = 100; moved = 100; blanked = 100; created = 1000000; changed = 100; };'
contexts="contexts = ( { base = \"ou=one,$base\"; context = \"acme\"; }, { base = \"ou=two,$base\"; context = \"beta\"; },
	{ base = \"ou=inner,ou=one,$base\"; context = \"gamma\"; } );"

in_unit() {	# UNIT UID
	entry "uid=$2,ou=$1,$base" "$2"
}
team() {	# UNIT NAME [UID]: a group
	group "$2" "uid=${3-anna},ou=one,$base" | sed "s/,ou=groups,/,ou=$1,/"
}
steps() {	# NAME UID: what may happen beside the bases, into them and out of them
	in_unit one "$2" | change_ldap
	runs "$1: somebody new in a base"
	in_unit out "o$2" | change_ldap
	change "uid=zoe,ou=out" "replace: sn
sn: $2"
	runs "$1: others between them"
	is "$(sql "SELECT count(*) FROM prov.users WHERE login IN ('o$2', 'zoe') AND missing_since IS NULL")" 0 "$1: are none of ours"
	rename "uid=$2,ou=one" "uid=$2" ou=two
	runs "$1: from one base to another"
	is "$(sql "SELECT string_agg(cid || ' ' || (missing_since IS NULL), ', ' ORDER BY cid) FROM prov.users WHERE login = '$2'")" \
		'1 false, 2 true' "$1: is another user there"
	rename "uid=$2,ou=two" "uid=$2" ou=out
	rename "uid=o$2,ou=out" "uid=o$2" ou=two
	runs "$1: one comes in, one goes out"
	is "$(sql "SELECT string_agg(login || ' ' || (missing_since IS NULL), ', ' ORDER BY login) FROM prov.users
		WHERE cid = 2 AND login IN ('$2', 'o$2')")" "$2 false, o$2 true" "$1: that is who is there"
	remove "uid=$2,ou=out"
	remove "uid=o$2,ou=two"
	runs "$1: both are deleted"
	team one "g$2" | change_ldap
	team out "h$2" | change_ldap
	runs "$1: new groups in a base and beside them"
	change "cn=h$2,ou=out" "add: description
description: x"
	change "cn=g$2,ou=one" "add: member
member: uid=bert,ou=one,$base"
	runs "$1: they have other members"
	is "$(members_of "g$2")" 'anna bert' "$1: which are known"
	rename "cn=g$2,ou=one" "cn=g$2" ou=out
	rename "cn=h$2,ou=out" "cn=h$2" ou=one
	runs "$1: they change places"
	is "$(members_of "g$2") $(members_of "h$2")" ' anna' "$1: and one is ours"
	remove "cn=h$2,ou=one"
	remove "cn=g$2,ou=out"
	runs "$1: and both go"
}
group_exists() {	# NAME
	[ "$(sql "SELECT count(*) FROM prov.groups WHERE name = '$1' AND missing_since IS NULL")" = 1 ]
}
fill() {
	for unit in one two out inner,ou=one; do unit "ou=$unit,$base"; done
	for uid in anna bert carl dora emil; do in_unit one $uid; done
	in_unit two fred
	in_unit inner,ou=one gina
	for i in 1 2 3 4 5 6 7 8 9; do in_unit out "out$i"; done
	in_unit out zoe
	team one staff
	team inner,ou=one inner
	team out strangers
}
start_audited_company
new_context 2 beta
new_context 3 gamma
fill | change_ldap
source_is "base = \"$base\"; $contexts mode = \"incremental\"; $limits"
ok 'a first run' ldapsync
ok 'nothing changed' ldapsync
ran incremental 'the second'
is "$(sql "SELECT string_agg(login, ' ' ORDER BY cid, login) FROM prov.users WHERE source IS NOT NULL")" \
	'anna bert carl dora emil fred gina' 'those of the bases are there'
steps 'with a session log' carla

# --- a watch: what is told of groups is looked up, for they may be between the bases ---
source_is "base = \"$base\"; $contexts mode = \"incremental\"; interval = 86400; gather = 20; $limits"
start_watch
change cn=strangers,ou=out "add: member
member: uid=bert,ou=one,$base"
change cn=staff,ou=one "add: member
member: uid=emil,ou=one,$base"
sees 'a member comes' group_is staff 'anna emil'
ran incremental 'that was told'
change cn=strangers,ou=out "delete: member
member: uid=bert,ou=one,$base"
rename uid=fred,ou=two uid=fred ou=out
rename uid=zoe,ou=out uid=zoe ou=one
sees 'one comes in' is_on zoe
sees 'and one goes out' is_off fred
rename cn=strangers,ou=out cn=strangers ou=two
sees 'a group comes in' group_exists strangers
rename cn=strangers,ou=two cn=strangers ou=out
rename uid=fred,ou=out uid=fred ou=two
rename uid=zoe,ou=one uid=zoe ou=out
sees 'and all are back' is_on fred
sees 'and all are out' is_off zoe
stop_watch
full_is_same 'a watch' 0
change cn=staff,ou=one "delete: member
member: uid=emil,ou=one,$base"
runs 'after it'

# --- how it asks ---
mark
change uid=gina,ou=inner,ou=one 'replace: sn
sn: Inner'
ok 'a change' ldapsync
is "$(since_mark | cut -d ' ' -f 1 | xargs)" "$base $base" 'one search for users and one for groups'

# --- searches that went on from different times, as those of a watch do: from the oldest one ---
before=$(sql 'SELECT cookies[1] FROM prov.sync_cookie')
change uid=fred,ou=two 'replace: sn
sn: Known'
change cn=staff,ou=one "add: member
member: uid=dora,ou=one,$base"
ok 'a change' ldapsync
sql "UPDATE prov.sync_cookie SET cookies = ARRAY[cookies[1], '$before', cookies[1], cookies[1], '$before', cookies[1]]"
mark
change uid=anna,ou=one 'replace: sn
sn: New'
reads 'from different times' 1
is "$(since_mark | cut -d ' ' -f 1 | xargs)" "$base $base" 'one search for users and one for groups'
is "$(sql "SELECT string_agg(sur_name, ' ' ORDER BY login) FROM prov.users WHERE login IN ('anna', 'fred')")" 'New Known' 'all are known'
is "$(sql 'SELECT cardinality(cookies) FROM prov.sync_cookie')" 1 'and all go on from now'

# --- without a log each base is asked for by itself ---
stop_slapd
sed -i '/sessionlog/d' "$SLAPD/slapd.conf"
start_slapd_again
change uid=emil,ou=one 'replace: sn
sn: Other'
mark
ok 'after a restart' ldapsync
ran incremental 'without a log'
# the log has another filter for those that name what is there: they are only counted
is "$(since_mark | wc -l)" 8 'around them, and then each: two searches and six'
full_is_same 'after a restart' 0
steps 'without a session log' berta
change cn=inner,ou=inner,ou=one "add: member
member: uid=gina,ou=inner,ou=one,$base"
reads 'without a session log: a member comes' 1

# --- bases one below the other, with no search around them ---
source_is "$contexts mode = \"incremental\"; $limits"
ok 'without a base around them' ldapsync
change uid=gina,ou=inner,ou=one 'replace: sn
sn: Lower'
change cn=inner,ou=inner,ou=one "delete: member
member: uid=gina,ou=inner,ou=one,$base"
reads 'without a base around them: a member goes' 1
is "$(sql "SELECT sur_name FROM prov.users WHERE login = 'gina'")" Lower 'with the new value'

# --- a watch that is told a group which this login may not search for: it is not taken for one between the bases ---
{
	entry "uid=reader,$base" reader 'userPassword: secret'
	team out veiled
} | change_ldap
stop_slapd
sed -i "s/^logops search/&\naccess to dn.regex=\"^cn=veiled,\" attrs=entryUUID by dn.base=\"uid=reader,$base\" =rd by * read\naccess to attrs=userPassword by anonymous auth\naccess to * by * read/" \
	"$SLAPD/slapd.conf"
start_slapd_again
set_config "ldap: { uri = \"$LDAP_URI\"; bind_dn = \"uid=reader,$base\"; password_file = \"$TMP/secret\"; }; sync: { remind = 0; };
	source: { company: { base = \"$base\"; $contexts mode = \"incremental\"; interval = 86400; gather = 20; $limits }; };"
ok 'as another login' ldapsync
start_watch
change cn=strangers,ou=out "add: member
member: uid=bert,ou=one,$base"
change cn=staff,ou=one "add: member
member: uid=carl,ou=one,$base"
sees 'a watch sees a member come' group_is staff 'anna carl dora'
ran incremental 'that was told'
rename cn=veiled,ou=out cn=veiled ou=one
sees 'a group comes that cannot be looked up' group_exists veiled
ran full 'since that is a doubt'
stop_watch
done_testing
