#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# crash_init.t - making the private database is killed: the next command makes it
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

# sql, hold and sessions mean the private server, as its superuser.
db=postgres
unset SQL_SOCKET
sql_session() {
	"$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$PROV_HOME/run" -U postgres -d "$db" "$@"
}
nobody_is_there() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity
		WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")" = 0 ]
}
# killed NAME CMD...: provdb init is killed when that is so, and not later than that.
killed() {
	event=$1
	shift
	provdb init >"$TMP/init" 2>&1 &
	init=$!
	must_see "$event" "$@"
	kill -KILL "$init"
	ended "PF29: killed when $event" 137 "$init" "$TMP/init"
}

killed 'its files are being made' test -e "$PROV_HOME/new/data/PG_VERSION"
killed 'its files are there' test -e "$PROV_HOME/data"
killed 'its server starts' test -s "$PROV_HOME/data/postmaster.pid"
ok 'status works' provdb status
must_see 'the server answers' sql 'SELECT 1'
must_see 'it has ended what the dead command wanted' nobody_is_there
sql 'DROP DATABASE IF EXISTS prov' 2>"$TMP/notices" || bail "$(cat "$TMP/notices")"
rm -f "$PROV_HOME/ready"
hold 'LOCK TABLE pg_catalog.pg_database IN EXCLUSIVE MODE'
killed 'its database is being made' sessions 1 "query LIKE 'CREATE DATABASE prov%' AND wait_event_type = 'Lock'"
release
made() {
	[ "$(sql "SELECT count(*) FROM pg_database WHERE datname = 'prov'")" = 1 ]
}
must_see 'the server makes the database all the same' made
must_see 'it has ended what the dead command wanted' nobody_is_there
db=prov
hold 'LOCK TABLE pg_catalog.pg_namespace IN EXCLUSIVE MODE'
killed 'its schema is being made' sessions 1 "wait_event_type = 'Lock'"
release
db=postgres
ok 'status works' provdb status
ok 'the next command makes it' createcontext -c 1 -q 1 -u a -d b -g c -s d -p e -e f@g
check_clean 'and it is whole'
is "$(find "$PROV_HOME" -maxdepth 1 -name new)" '' 'nothing is left of the attempts'
silent 'provdb init has nothing to do' provdb init

# A server process outlives the command that it worked for: it makes the database while the next wants to.
must_see 'no session is left' nobody_is_there
sql 'ALTER DATABASE prov RENAME TO other'
rm "$PROV_HOME/ready"
hold 'ALTER DATABASE other RENAME TO prov'
provdb init >"$TMP/init" 2>&1 &
init=$!
must_see 'provdb init waits' sessions 1 "query LIKE 'CREATE DATABASE prov%' AND wait_event_type = 'Lock'"
release
ended 'somebody else makes the database while we wait for it' 0 "$init" "$TMP/init"
check_clean 'and it is the same'
is "$(db=prov sql 'SELECT count(*) FROM prov.context')" 1 'with what was in it'

done_testing
