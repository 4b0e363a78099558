#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# notify_fault.t - prov notify: deliverers that fail, hang, fork, do not listen or talk too much; kills; a database that is
# away; many at once. Nothing is lost, and one deliverer does not hold the others back.
# shellcheck disable=SC2016 # scripts
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/notifylib.sh"

use_database
context 1
for n in a b c d e f; do
	user 1 "$n"
done
take='cat >>"$1"/told'
password() {	# NAME: a change that is told
	changeuser -c 1 -u "$1" -p "$HASH" --passwordmech HASH >"$TMP/made" 2>&1 || bail "$(cat "$TMP/made")"
}
pending() {	# FIELDS
	prov notify --pending --csv --fields "$1" | tail -n +2
}
ids() {		# whom it was told, each once
	perl -MJSON::PP -ne '$h{decode_json($_)->{id}}++; END { print join " ", sort { $a <=> $b } keys %h }' "$HERE/told"
}

# --- how it is run ---
deliverers tell 'env | sort >"$1"/env; pwd >>"$1"/env; id -u >>"$1"/env; ls /proc/self/fd | tr "\n" " " >>"$1"/env
	umask >>"$1"/env; echo "$# $2 $3" >>"$1"/env; cat >>"$1"/told' ''
ok 'it begins' prov notify
password a
SECRET=x ok 'with a file open' prov notify 7</dev/null
who=$(id -u)
[ "$who" != 0 ] || who=$(id -u nobody)
is "$(grep -v -e '^_=' -e '^OLDPWD=' -e '^SHLVL=' "$HERE/env" | tr '\n' ' ')" \
	"HOME=/ LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin PROV_DELIVERER=tell PWD=/ / $who 0 1 2 3 0077 1   " \
	'clean environment, folder, user and descriptors (3 is that of ls)'
set_config "notify: { tell: { command = ( \"$HERE/tell.sh\", \"a b\", \"\$(touch $HERE/pwned)\" ); user = \"$(id -un "$who")\"; }; };"
deliverer tell 'printf "%s|" "$@" >>"'"$HERE"'"/args; cat >/dev/null'
password a
ok 'words of the command' prov notify
is "$(cat "$HERE/args")" "a b|\$(touch $HERE/pwned)|" 'as they are: no shell reads them'
if [ "$(id -u)" = 0 ]; then
	set_config "notify: { tell: { command = ( \"$HERE/tell.sh\" ); }; };"
	fails 1 'root does not run it' prov notify
	stderr_has 'notify.tell.user'
	set_config "notify: { tell: { command = ( \"$HERE/tell.sh\" ); user = \"root\"; }; };"
	fails 1 'nor as itself by name' prov notify
	set_config "notify: { tell: { command = ( \"$HERE/tell.sh\" ); user = \"nobody-of-that-name\"; }; };"
	fails 1 'a user who is not there' prov notify
fi

# --- failures ---
deliverers tell 'echo first; echo "no server" >&2; exit 75' '' other "$take" ''
: >"$HERE/told"
status_is 0 'another one begins' prov notify
password a
fails 121 'one that fails' prov notify
stderr_has 'deliverer "tell" could not be told: exit status 75: no server'
is "$(ids)" 3 'does not hold the other one back'
is "$(pending deliverer,state,waiting,tries)" '"tell","failing","1","1"
"other","ok","0","0"' 'what waits, and for whom'
status_is 121 'which monitoring sees' prov notify --pending --json
output_has '"output": "first?no server'
status_is 1 'and prov status' prov status
output_has 'deliverer tell: 1 events wait since it fails: exit status 75: no server'
sql "UPDATE prov.notify_state SET next_try = now() + interval '1 hour' WHERE name = 'tell'"
: >"$HERE/told"
deliverer tell "$take"
status_is 121 'it is not tried before it is time' prov notify
is "$(cat "$TMP/out" "$TMP/err")" '' 'and not said again, as mail of cron would be'
fails 121 'who reads JSON is always told' prov notify --json
earlier notify_state said_at '22 hours' "name = 'tell'"
status_is 121 'nothing again' prov notify
is "$(cat "$TMP/err")" '' 'for less than a day'
earlier notify_state said_at '2 hours' "name = 'tell'"
fails 121 'once a day' prov notify
stderr_has 'deliverer "tell" could not be told: exit status 75: no server'
sql "UPDATE prov.notify_state SET error = 'another reason' WHERE name = 'tell'"
fails 121 'another reason' prov notify
stderr_has 'could not be told: another reason'
status_is 121 'which is said once, too' prov notify
is "$(cat "$TMP/err")" '' 'and no more'
is "$(ids)" '' 'so it was told nothing'
ok 'unless that is asked for' prov notify --retry
stderr_has 'deliverer "tell" works again'
is "$(ids)" 3 'then it is told'
is "$(pending deliverer,state,waiting,tries)" '"tell","ok","0","0"
"other","ok","0","0"' 'and all is well'

deliverers tell 'exec '"$HERE"'/nothing' ''
password a
fails 121 'a command that is not there' prov notify
stderr_has 'not found'
set_config "notify: { tell: { command = ( \"$HERE/gone\" ); user = \"$(id -un "$who")\"; }; };"
status_is 121 'not even the first word' prov notify --retry
stderr_has 'No such file or directory'

# One that hangs, with what it has started, and does not listen to SIGTERM.
deliverers tell 'trap "" TERM; tail -f /dev/null & echo $! >"$1"/sleeper; tail -f /dev/null; wait' 'timeout = 1;' other "$take" ''
: >"$HERE/told"
password b
status_is 121 'one that hangs' prov notify --retry
stderr_has 'no end within 1 seconds'
is "$(ids)" '3 4' 'does not hold the other one back either'
ok 'what it has started is ended, too' wait_for 120 is_gone "$(cat "$HERE/sleeper")"
deliverers tell 'tail -f /dev/null & echo $! >"$1"/sleeper; exec cat >>"$1"/told' ''
ok 'one that leaves something behind with its output open' prov notify --retry
ok 'is waited for no longer than itself' wait_for 120 is_gone "$(cat "$HERE/sleeper")"

# One that reads nothing, one that prints megabytes.
deliverers tell 'exec <&-; echo x >>"$1"/calls' 'batch = 100000;'
sql "INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
	SELECT 1, c.change_seq + n, gen_random_uuid(), now(), 'x', 'x', 'change', 'user', 3, '{\"modules\": 1}', '{\"modules\": 3}'
	FROM prov.context c, generate_series(1, 3000) n WHERE c.cid = 1;
	UPDATE prov.context SET change_seq = change_seq + 3000 WHERE cid = 1"
ok 'one that reads nothing of much' prov notify --retry
is "$(($(wc -l <"$HERE/calls") < 20)) $(pending state,waiting | head -n 1)" '1 "ok","0"' \
	'its exit status is the receipt, and so many are a few deliveries'
deliverers tell 'cat >/dev/null; head -c 20000000 /dev/zero | tr "\0" "x"; echo; echo the end; exit 1' 'batch = 100000;'
password c
status_is 121 'one that prints megabytes' prov notify
is "$(pending output | head -n 1 | tail -c 13)" 'xx?the end?"' 'of which the end is kept'
is "$(($(sql "SELECT octet_length(output) FROM prov.notify_state WHERE name = 'tell'") < 9000))" 1 'and no more'

earlier change_log at '8 days'
ok 'what it failed at is too old by now' prov notify --retry
is "$(pending deliverer,state,waiting,error | head -n 1)" '"tell","ok","0",' 'nothing is wrong any more'

# --- one that cannot be told ---
deliverers tell 'tee "$1"/last | grep -q "\"id\":5," && { echo "cannot tell 5"; exit 1; }; cat "$1"/last >>"$1"/told' ''
ok 'one is forgotten' prov notify --forget tell
ok 'and the other one' prov notify --forget other
ok 'begins anew' prov notify
: >"$HERE/told"
for n in a b c d e f a; do
	password "$n"
done
run prov notify --retry
run prov notify --retry
run prov notify --retry
is "$(ids)" '3 4 6 7 8' 'all but one are told'
is "$(pending state,waiting,set_aside,error)" '"set aside","0","1","exit status 1: cannot tell 5"' 'which is set aside'
password f
ok 'what comes later is told' prov notify
is "$(pending state,waiting,set_aside)" '"set aside","0","1"' 'and it stays so'
status_is 121 'seen by monitoring' prov notify --pending
deliverer tell "$take"
ok 'it can be told' prov notify --retry
is "$(ids)" '3 4 5 6 7 8' 'and is'
is "$(pending state,waiting,set_aside)" '"ok","0","0"' 'then nothing is left'

# --- kills and a watch ---
deliverers tell 'cat >"$1"/half; echo >"$1"/reading; [ -e "$1"/go ] || exec tail -f /dev/null; cat "$1"/half >>"$1"/told' ''
: >"$HERE/told"
password a
prov notify >"$TMP/o" 2>&1 &
pid=$!
must_see 'it delivers' test -e "$HERE/reading"
fails 122 'one at a time' prov notify
kill -9 "$pid"
wait "$pid" 2>/dev/null
: >"$HERE/go"
ok 'killed half way: the next one goes on at once' prov notify
is "$(ids)" 3 'and nothing is lost'

deliverers tell "$take" '' other 'cat >/dev/null' ''
run prov notify
: >"$HERE/told"
first=$(sql "SELECT change_seq FROM prov.context WHERE cid = 1")
prov notify --watch --interval 1 >"$TMP/o" 2>"$TMP/watch.err" &
pid=$!
n=0
while [ $n -lt 32 ]; do
	n=$((n + 1))
	for u in a b c d; do
		changeuser -c 1 -u "$u" -p "$HASH" --passwordmech HASH
	done >"$TMP/change.$n" 2>&1 &
	[ $((n % 8)) != 0 ] || {	# it dies in the middle of all that, and is started again
		kill -9 "$pid"
		wait "$pid" 2>/dev/null
		prov notify --watch --interval 1 >"$TMP/o" 2>>"$TMP/watch.err" &
		pid=$!
	}
done
all_told() {
	[ "$(perl -MJSON::PP -ne '$h{decode_json($_)->{seq}}++; END { print scalar keys %h }' "$HERE/told")" = 128 ]
}
must_see 'all 128 changes of 32 at once are told, with kills' all_told
last=$(sql "SELECT change_seq FROM prov.context WHERE cid = 1")
is "$((last - first))" 128 'none was lost'
is "$(perl -MJSON::PP -ne '$s = decode_json($_)->{seq}; $bad++ if $s > ($max // $s - 1) + 1; $max = $s if $s > ($max // 0);
	END { print $bad // 0 }' "$HERE/told")" 0 'in their order: none before one that was not told yet'
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'notify' AND datname = current_database()" >"$TMP/o"
: >"$HERE/told"
password e
one_told() { [ -s "$HERE/told" ]; }
must_see 'a connection that is cut is made again' one_told
pass 'a connection that is cut is made again'
kill "$pid"
ended 'SIGTERM ends it well' 0 "$pid" "$TMP/watch.err"
is "$(sql "SELECT owner FROM prov.job_lock WHERE name = 'notify'")" '' 'and nobody holds the job'
check_clean
done_testing
