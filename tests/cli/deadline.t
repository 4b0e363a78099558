#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deadline.t - who gives up, or is ended, leaves nobody at the server who waits in its place
# long: hundreds of programs wait, and give up
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

use_database
context 1
user 1 anna
person dora >"$TMP/people.ldif"
{ tree; cat "$TMP/people.ldif"; } >"$TMP/tree.ldif"
start_slapd -l "$TMP/tree.ldif"
source_is 'context = "1";'

# Somebody holds something: hold STATEMENT, let_go.
hold() {
	rm -f "$TMP/hold"
	mkfifo "$TMP/hold"
	"$PG_BINDIR/psql" -X -q -A -t -d "$DATABASE" <"$TMP/hold" >"$TMP/holder" 2>&1 &
	holder=$!
	exec 3>"$TMP/hold"
	printf 'BEGIN;\n%s;\n\\echo held\n' "$1" >&3
	wait_for 20 grep -q '^held$' "$TMP/holder" || bail "nothing is held: $(cat "$TMP/holder")"
}
let_go() {
	echo 'COMMIT;' >&3
	exec 3>&-
	wait $holder
}
held='SELECT cid FROM prov.context WHERE cid = 1 FOR UPDATE'

backends() {	# [CONDITION]: of programs
	sql "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'prov' ${1-}"
}
waiting() {	# COUNT
	[ "$(backends "AND wait_event_type = 'Lock'")" = "$1" ]
}
none() {
	[ "$(backends)" = 0 ]
}
none_left() {	# SECONDS NAME
	if wait_for "$1" none; then pass "$2"; else flunk "$2" "left: $(backends)"; fi
}

# --- the time is over ---

hold "$held"
fails 107 'PF19: a command behind a held context' createuser $(plain_user 1 late) --responsetimeout 1
stderr_has 'the database did not answer in 1 seconds'
stderr_has 'hint: the limit is database.timeout'
none_left 5 'PF19: leaves no server process in the queue'
export HASH
cat >"$TMP/one" <<'END'
createuser -c 1 -u "late$1" -d "Late $1" -g Given -s Sur -p "$HASH" --passwordmech HASH \
	-e "late$1@c1.example" --responsetimeout 1 >"$TMP/late.$1" 2>&1
echo $?
END
seq 1 250 | xargs -P 25 -n 1 sh "$TMP/one" | sort | uniq -c | sed 's/^ *//' >"$TMP/statuses"
is "$(cat "$TMP/statuses")" '250 107' 'PF19: 250 commands behind a held context'
none_left 5 'PF19: none of them stays in the queue'
fails 107 'PF19: and no synchronisation' ldapsync --responsetimeout 1
none_left 5 'PF19: nor its server process'

# --- a signal ---

# ended SIGNAL STATUS CMD...: twenty of them wait, and get the signal.
ended() {
	signal=$1 want=$2
	shift 2
	pids=''
	: >"$TMP/statuses"
	for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		env --default-signal=INT,HUP "$@" >"$TMP/ended.$n" 2>&1 &
		pids="$pids $!"
	done
	wait_for 30 waiting 20 || diag "not all of them wait: $(cat "$TMP"/ended.*)"
	# shellcheck disable=SC2086 # words
	kill "-$signal" $pids
	for pid in $pids; do
		wait "$pid" 2>/dev/null
		echo $? >>"$TMP/statuses"
	done
	is "$(sort -u "$TMP/statuses")" "$want" "PF19: $1 ends by SIG$signal"
	is "$(cat "$TMP"/ended.*)" '' "PF19: $1 says nothing when SIG$signal ends it"
	none_left 5 "PF19: no server process of $1 is left by SIG$signal"
}
ended INT 130 createuser $(plain_user 1 early)
ended TERM 143 createuser $(plain_user 1 early)
ended HUP 129 createuser $(plain_user 1 early)
ended KILL 137 createuser $(plain_user 1 early)
ended TERM 143 deleteuser -c 1 -u anna
let_go
ok 'PF19: when the context is free, the next command works at once' \
	createuser $(plain_user 1 next) --responsetimeout 5
prints '0' 'PF19: and nothing was done late' sql "SELECT count(*) FROM prov.users WHERE name ~ '^(late|early)'"

env --default-signal=INT sh -c 'trap "" INT; exec createuser "$@"' sh $(plain_user 1 ignored) \
	>"$TMP/ignored" 2>&1
is "$? $(cat "$TMP/ignored")" '0 user 5 in context 1 created' 'a program that ignores the signal goes on'

# --- outside a transaction ---

hold 'LOCK TABLE prov.users IN ACCESS EXCLUSIVE MODE'
fails 107 'PF19: a list that waits' listuser -c 1 --responsetimeout 1
none_left 5 'PF19: leaves no server process'
fails 107 'PF19: and so a look at credentials' listuser -c 1 -A anna -P secret --responsetimeout 1
none_left 5 'PF19: leaves none'
ended INT 130 listuser -c 1
ended KILL 137 listuser -c 1
let_go

# --- not for a lock ---

sql 'CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		PERFORM pg_sleep(3600); RETURN NULL; END $$;
	CREATE TRIGGER slow AFTER INSERT ON prov.users FOR EACH ROW EXECUTE FUNCTION public.slow()'
fails 107 'PF19: a statement that takes too long' createuser $(plain_user 1 slow) --responsetimeout 1
none_left 5 'PF19: is stopped at the server'
fails 107 'PF19: and that of a synchronisation' ldapsync --responsetimeout 1
none_left 5 'PF19: too'
sql 'DROP TRIGGER slow ON prov.users'
ok 'PF19: the next synchronisation works' ldapsync
check_clean

# --- a server that hears nothing ---

mkdir "$TMP/silent"
perl "$ROOT/tests/tool/fakepg.pl" "$TMP/silent" R Z '?' '?' '?' >"$TMP/silent/log" 2>&1 &
wait_for 10 test -s "$TMP/silent/pid" || bail 'no fake server'
printf 'database: { conninfo = "host=%s"; };\n' "$TMP/silent" >"$TMP/silent.conf"
export PROV_CONFIG="$TMP/silent.conf"
fails 107 'PF19: a server that hears no cancel does not hold us' timeout 300 listcontext --responsetimeout 1
clients=$(grep -c one "$TMP/silent/clients")
env --default-signal=INT listcontext >"$TMP/out" 2>"$TMP/err" &
pid=$!
# It is no shell any more, which ignores the signal; the client may be the last one's cancel.
more() {
	[ "$(cat "/proc/$pid/comm")" = listcontext ] && [ "$(grep -c one "$TMP/silent/clients")" -gt "$clients" ]
}
must_see 'it connects' more
# It may be anywhere between the first byte and the wait for an answer: a signal ends it there.
kill -INT "$pid"
wait "$pid" 2>/dev/null
is $? 130 'PF19: nor when a signal ends us'
stop_pid "$TMP/silent/pid"
done_testing
