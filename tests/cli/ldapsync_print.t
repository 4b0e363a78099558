#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: whoever reads what it prints may take any time: nothing is locked meanwhile
#
# The reader of a pipe takes the first byte, so printing has begun, and then nothing: what is printed is
# several times as long as a pipe holds, so it cannot have ended.
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_crowd 3000 '"roomNumber: " (i <= 100 ? i : "none")'
# a name with a blank cannot be taken
bad='user: { name = "${uid}${roomNumber=none:+ none}"; };'
mkfifo "$TMP/pipe"

slow() {	# out|err [OPTIONS]: a run whose output, or messages, nobody reads
	exec 8<>"$TMP/pipe"
	stream=$1
	shift
	if [ "$stream" = out ]; then
		ldapsync "$@" >"$TMP/pipe" 2>"$TMP/run.rest" 8<&- &
	else
		ldapsync "$@" 2>"$TMP/pipe" >"$TMP/run.rest" 8<&- &
	fi
	run_pid=$!
	timeout 300 dd bs=1 count=1 <&8 >"$TMP/run.first" 2>/dev/null || bail 'it prints nothing'
}
# createuser NAME, at once; and no transaction of the run is open.
free() {	# NAME TEST
	run timeout 300 createuser -c 1 -u "$1" -d "$1" -g "$1" -s "$1" -p secret -e "$1@local.example"
	check_status 0 "SR17: $2: a user can be created" || :
	is "$(sql "SELECT string_agg(state || ': ' || query, ' ') FROM pg_stat_activity
		WHERE datname = '$DATABASE' AND application_name = 'ldapsync' AND state <> 'idle'")" '' \
		"SR17: $2: no transaction is open"
	is "$(kill -0 "$run_pid" && echo running)" running "$2: it is still printing"
}
drain() {	# STATUS NAME PATTERN COUNT: the reader goes on
	cat <&8 >"$TMP/run.more" &
	cat_pid=$!
	run_status=0
	wait "$run_pid" || run_status=$?
	is "$run_status" "$1" "$2"
	wait_for 20 printed "$3" "$4" || :
	kill "$cat_pid"
	wait "$cat_pid" 2>/dev/null
	exec 8<&-
	if printed "$3" "$4"; then
		pass "$2: and prints all"
	else
		flunk "$2: and prints all" "$(cut -c 1-300 "$TMP/run.more" | tail -n 5)"
	fi
}
printed() {	# PATTERN COUNT
	[ "$(cat "$TMP/run.first" "$TMP/run.more" | grep -c -e "$1")" = "$2" ]
}

# --- the rejects of a first run, which is one transaction from its first user on ---
source_is "context = \"acme\"; $bad"
slow err
free first 'rejects of a first run'
is "$(sql "SELECT count(*) FROM prov.users WHERE source = 'company'")" 100 'it is done when it prints'
drain 123 'a first run with rejects' 'rejected user' 2900
database_is_sound

# --- of another one, that creates somebody ---
person new 'roomNumber: 7' | change_ldap
slow err
free second 'rejects of another run'
is "$(field source new)" company 'it is done when it prints'
drain 123 'another run with rejects' 'rejected user' 2900
database_is_sound

# --- the plan of a dry run ---
source_is 'context = "acme"; limits: { created = 10000; };'
slow out --dry-run --json
free third 'a dry run'
ok 'SR17: nor does another run wait' timeout 300 ldapsync --dry-run --json
drain 0 'a dry run' '"create"' 2900
database_is_sound
ok 'the run itself' ldapsync

# --- the list of a run that the guard stops ---
source_is 'context = "acme"; user_filter = "(|(uid=u000*)(uid=new))";'
save_tables
slow err
same_tables 'a stopped run changes nothing'
free fourth 'the list of a stopped run'
drain 120 'a stopped run' 'missing user' 2901
slow out --dry-run
free fifth 'the dry run of that'
drain 120 'the dry run of a stopped run' 'disable' 2901
database_is_sound

# --- a dry run waits for nobody, and nobody for it ---
source_is 'context = "acme";'
person newer | change_ldap
mkfifo "$TMP/sql"
psql -X -q -d "$DATABASE" <"$TMP/sql" >"$TMP/psql.log" 2>&1 &
psql_pid=$!
exec 9>"$TMP/sql"
echo 'BEGIN; UPDATE prov.context SET change_seq = change_seq;' >&9
held() {
	[ "$(sql "SELECT count(*) FROM pg_locks WHERE relation = 'prov.context'::regclass
		AND mode = 'RowExclusiveLock'")" -gt 0 ]
}
wait_for 20 held || bail 'the context is not locked'
ok 'SR17: a dry run does not wait for the lock of a context' timeout 300 ldapsync --dry-run --json
is "$(json action name)" 'create|newer' 'and says what it would do'
exec 9>&-
wait "$psql_pid"
database_is_sound
done_testing
