#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# crash_init.t - making the private database is killed: the next command makes it
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

started=$(date +%s%N)
silent 'provdb init' provdb init
took=$((($(date +%s%N) - started) / 1000000))
provdb stop
rm -rf "$PROV_HOME"
bad=0
for percent in 30 60 85 95; do
	provdb init >"$TMP/out" 2>&1 &
	pid=$!
	sleep "$(printf '%d.%03d' $((took * percent / 100000)) $((took * percent / 100 % 1000)))"
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
	provdb status >"$TMP/out" 2>&1 || { bad=$((bad + 1)) && diag "$(cat "$TMP/out")"; }
done
is $bad 0 'provdb init is killed at several moments'
ok 'the next command makes it' createcontext -c 1 -q 1 -u a -d b -g c -s d -p e -e f@g
check_clean 'and it is whole'
is "$(find "$PROV_HOME" -maxdepth 1 -name new)" '' 'nothing is left of the attempts'

# A server process outlives the command that it worked for: it makes the database while the next wants to.
as_postgres() {
	"$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$PROV_HOME/run" -U postgres -d postgres "$@"
}
init_waits() {
	[ "$(as_postgres -c "SELECT count(*) FROM pg_stat_activity
		WHERE query LIKE 'CREATE DATABASE prov%' AND wait_event_type = 'Lock'")" = 1 ]
}
as_postgres -c 'ALTER DATABASE prov RENAME TO other'
rm "$PROV_HOME/ready"
mkfifo "$TMP/go"
{
	echo 'BEGIN; ALTER DATABASE other RENAME TO prov;'
	cat "$TMP/go"
	echo 'COMMIT;'
} | as_postgres -f - >"$TMP/rename" 2>&1 &
rename=$!
provdb init >"$TMP/init" 2>&1 &
init=$!
wait_for 20 init_waits || bail 'provdb init does not wait'
: >"$TMP/go"
ended() {	# NAME PID FILE
	if wait "$2"; then pass "$1"; else flunk "$1" "$(cat "$3")"; fi
}
ended 'somebody else makes the database' $rename "$TMP/rename"
ended 'while we wait for it' $init "$TMP/init"
check_clean 'and it is the same'

done_testing
