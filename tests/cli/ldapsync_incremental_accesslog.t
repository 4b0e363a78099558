#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: runs that read only what changed, and --watch, of a slapd that keeps its changes in an access log and not in memory
# (syncprov-sessionlog-source), so that it tells who is gone after it was started anew, and when its log was cut; and of one
# with an access log for delta-syncrepl alone, which names all that is there
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/since.sh"
. "$TESTLIB/watch.sh"

base=dc=example,dc=com
mkdir -p "$TMP/slapd/log"
start_company -g 'moduleload accesslog' -c "overlay syncprov
syncprov-sessionlog-source cn=log
overlay accesslog
logdb cn=log
logops writes
logsuccess TRUE

database mdb
suffix cn=log
rootdn cn=admin,cn=log
directory $TMP/slapd/log
dbnosync
index entryCSN,objectClass,reqEnd,reqResult,reqStart,reqDN,reqEntryUUID eq
overlay syncprov
syncprov-nopresent TRUE
syncprov-reloadhint TRUE"
config() {
	source_is "contexts = ( { base = \"ou=people,$base\"; context = \"acme\"; } ); group_base = \"ou=groups,$base\";
		mode = \"incremental\"; interval = 86400; gather = 20;
		limits: { missing = 100; members = 100; group_members = 100; groups = 100; renamed = 100; changed = 100; };"
}
is_there() {	# UID t|f
	is "$(sql "SELECT missing_since IS NULL AND source_enabled FROM prov.users WHERE login = '$1'")" "$2" "$1: $2"
}
# One change of each kind, and what happens before it is read.
steps() {	# NAME NUMBER CMD
	person "new$2" | change_ldap
	$3
	runs "$1: somebody new"
	change "uid=new$2,ou=people" 'replace: sn
sn: Other'
	$3
	runs "$1: another value"
	rename "uid=new$2,ou=people" "uid=old$2"
	$3
	runs "$1: another name"
	is_there "old$2" t
	change cn=team,ou=groups "add: member
member: uid=old$2,ou=people,$base"
	$3
	runs "$1: a member"
	rename "uid=old$2,ou=people" "uid=old$2" ou=away
	$3
	runs "$1: moved out of the base"
	is_there "old$2" f
	rename "uid=old$2,ou=away" "uid=old$2" ou=people
	$3
	runs "$1: and back"
	is_there "old$2" t
	remove "uid=old$2,ou=people"
	$3
	runs "$1: gone"
	is_there "old$2" f
}
restart() {
	stop_slapd
	start_slapd_again
}
{
	people anna bert carl
	group team anna bert
} | change_ldap
unit ou=away,$base | change_ldap
config
ok 'a first run' ldapsync
steps 'with an access log, each time after a start of the server' a restart

# --- --watch, while the server is started anew ---
start_watch
modify anna 'replace: sn
sn: Watch'
sees 'a change' value_is sur_name anna Watch
person dora | change_ldap
sees 'somebody new' is_on dora
stop_slapd
start_slapd_again
gone dora
sees 'somebody who went after a start' is_off dora
stop_slapd '' KILL
start_slapd_again
modify bert 'replace: sn
sn: Killed'
sees 'a change after the server was killed' value_is sur_name bert Killed
stop_watch
runs 'after the watch'

# --- the log is lost: the server tells who is there ---
people emil fritz | change_ldap
runs 'two more'
lose_log() {
	stop_slapd
	rm -f "$TMP/slapd/log/"*
	start_slapd_again
}
remove uid=emil,ou=people
lose_log
runs 'one who goes before the log is lost'
is_there emil f
remove uid=fritz,ou=people
runs 'and one after it'
is_there fritz f

# --- an access log that is there for delta-syncrepl alone ---
stop_slapd
sed -i '/^syncprov-sessionlog-source/d' "$SLAPD/slapd.conf"
start_slapd_again
steps 'with a log for others, each time after a start' b restart
database_is_sound
done_testing
