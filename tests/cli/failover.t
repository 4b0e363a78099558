#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# failover.t - a command that starts while the database is away: what is waited for, and for how long
# long: servers that die
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database

# A server that refuses, or says nothing: fake NAME STEP... fills $fake. Nobody has to listen there.
fake() {
	fake=$TMP/$1
	mkdir "$fake"
	shift
	perl "$ROOT/tests/tool/fakepg.pl" "$fake" "$@" >"$fake/log" 2>&1 &
	wait_for 10 test -s "$fake/pid" || bail "no fake server: $(cat "$fake/log")"
}
asked() {	# FOLDER: how often
	[ ! -e "$1/clients" ] || grep -c one "$1/clients"
}
asked_twice() {
	[ "$(asked "$1")" -gt 1 ]
}
# Nobody listens there until the server comes.
late=$TMP/late
mkdir "$late"
comes() { ln -s "$PGHOST/.s.PGSQL.5432" "$late/"; }
goes() { rm -f "$late/.s.PGSQL.5432"; }

# conf PATIENCE HOSTS [MORE]
conf() {
	printf 'database: { conninfo = "host=%s dbname=%s user=prov %s"; patience = %s; };\n' "$2" \
		"$DATABASE" "${3-}" "$1" >"$PROV_CONFIG"
}

# --- several hosts: what may be over in a moment is waited for ---

fake starting E57P03
starting=$fake
conf 60 "$starting,$late"
listcontext >"$TMP/out" 2>"$TMP/err" &
command=$!
wait_for 30 asked_twice "$starting"
is $? 0 'PF30: a command that starts while nobody is there asks again'
comes
wait $command
is "$? $(cat "$TMP/err")" '0 ' 'PF30: and goes on when a server comes'

sql "ALTER DATABASE $DATABASE SET default_transaction_read_only = on"
fake other E57P03
conf 60 "$fake,$late" target_session_attrs=read-write
createcontext -c 1 -N one -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g.example \
	>"$TMP/out" 2>"$TMP/err" &
command=$!
wait_for 30 asked_twice "$fake"
is $? 0 'PF30: a standby that is not writable yet is asked again'
sql "BEGIN READ WRITE; ALTER DATABASE $DATABASE RESET default_transaction_read_only; COMMIT"
wait $command
is "$? $(cat "$TMP/out" "$TMP/err")" '0 context 1 created' 'PF30: until it is'

goes
printf '[both]\nhost=%s,%s\ndbname=%s\nuser=prov\n' "$starting" "$late" "$DATABASE" >"$TMP/service"
printf 'database: { conninfo = "service=both"; patience = 60; };\n' >"$PROV_CONFIG"
before=$(asked "$starting")
PGSERVICEFILE=$TMP/service listcontext >"$TMP/out" 2>"$TMP/err" &
command=$!
more() { [ "$(asked "$starting")" -gt $((before + 2)) ]; }
wait_for 30 more
is $? 0 'hosts of a service file are known, too'
comes
wait $command
is "$? $(cat "$TMP/err")" '0 ' 'and the command goes on'

# --- a server that is frozen ---

fake frozen R Z
kill -STOP "$(cat "$fake/pid")"
conf 60 "$fake,$late" connect_timeout=1
ok 'a frozen server: the next one is asked' timeout 300 listcontext
printf '[both]\nhost=%s,%s\ndbname=%s\nuser=prov\nconnect_timeout=1\n' "$fake" "$late" "$DATABASE" \
	>"$TMP/service"
printf 'database: { conninfo = "service=both"; };\n' >"$PROV_CONFIG"
ok 'and of a service file' env PGSERVICEFILE="$TMP/service" timeout 300 listcontext
conf 0 "$fake" connect_timeout=1
fails 105 'connect_timeout ends the wait' timeout 300 listcontext
stderr_has 'no answer within connect_timeout'
conf 60 "$fake"
fails 107 'and so does the time of an answer' timeout 300 listcontext --responsetimeout 1
stderr_has 'did not answer in 1 seconds'
kill -KILL "$(cat "$fake/pid")"
rm "$fake/pid"

# --- what is not waited for ---

goes
once() {	# STATUS WHY NAME CMD...: with the first host asked once
	want=$1 why=$2 name=$3
	shift 3
	before=$(asked "$fake")
	fails "$want" "$name" timeout 300 "$@"
	stderr_has "$why"
	is $(($(asked "$fake") - ${before:-0})) 1 "$name: asked once"
}
fake password E28P01
conf 3600 "$fake,$late"
once 105 'refused the login' 'PF30: a wrong password is told at once' listcontext
fake unknown E3D000
conf 3600 "$fake,$late"
once 105 'provdb init' 'PF30: an unknown database is told at once' listcontext
conf 0 "$starting,$late"
fake=$starting
once 105 'cannot be reached' 'a patience of 0 is none' listcontext
conf 3600 "$starting"
once 105 'shutting down or starting' 'one host: no patience when a command begins' listcontext
conf 3600 "$starting,$late"
fails 105 'the time of an answer ends the patience' timeout 300 listcontext --responsetimeout 1

for pid in "$TMP"/*/pid; do
	stop_pid "$pid"
done
done_testing
