#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# crash.t - whatever is killed at whatever moment: the old state or the new one, and the next command works
# long: it kills programs at each of their messages
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

# --- commands are killed, at every place in their conversation with the server ---

use_database
context 1
context 2
user 2 anna
start_proxy
sweep() {	# NAME CMD...: killed at the first piece, at the second ... until it ends by itself
	sweep_name=$1 at=0 bad=''
	shift
	while at=$((at + 1)) && killed_at "$at pieces" "$@"; do
		look "killed at piece $at"
	done
	[ "$status" = 0 ] || bad="$bad
it ends with $status: $(cat "$TMP/err")"
	[ "$at" -gt 5 ] || bad="$bad
it was killed at $at moments only"
	look 'not killed'
	is "$bad" '' "$sweep_name"
}
look() {
	[ "$(sql "SELECT count(*) FROM (SELECT FROM (SELECT cid FROM prov.context UNION ALL
		SELECT DISTINCT cid FROM prov.login_name UNION ALL SELECT cid FROM prov.users WHERE uid = 2
		UNION ALL SELECT cid FROM prov.groups WHERE gid = 1) s GROUP BY cid HAVING count(*) <> 4) t")" = 0 ] || bad="$bad
$1: half a context"
	"$next" >"$TMP/next" 2>&1 || bad="$bad
$1: $(cat "$TMP/next")"
}
next=make_gone
make_gone() { deletecontext -c 7 --if-exists; }
sweep 'PF29: createcontext: both or nothing, and deletecontext works after it' \
	createcontext -c 7 -N seven -L seven.example -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g
next=make_there
make_there() {
	createcontext -c 7 --if-not-exists -N seven -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g &&
		createuser $(plain_user 7 anna) --if-not-exists
}
make_there >"$TMP/made" 2>&1 || bail "context 7: $(cat "$TMP/made")"
sweep 'PF29: deletecontext: all or nothing, and createcontext works after it' deletecontext -c 7
next=context_back
context_back() { changecontext -c 2 -N 2 -R two.example -q 100 --access-combination-name webmail; }
sweep 'PF29: changecontext: all or nothing, and works after it' \
	changecontext -c 2 -N second -L two.example -q 5 --access-combination-name pim
next=user_gone
user_gone() { deleteuser -c 2 -u bert --if-exists; }
sweep 'PF29: createuser: deleteuser works after it' createuser $(plain_user 2 bert) -a x@c2.example,bert@c2.example
next=change_back
change_back() { changeuser -c 2 -u anna -e anna@c2.example -a anna@c2.example; }
sweep 'PF29: changeuser: works after it' changeuser -c 2 -u anna -e a1@c2.example -a a1@c2.example,a2@c2.example
next=make_user
make_user() { createuser $(plain_user 2 carl) --if-not-exists; }
make_user >"$TMP/made" 2>&1 || bail "carl: $(cat "$TMP/made")"
sweep 'PF29: deleteuser: createuser works after it' deleteuser -c 2 -u carl
check_clean 'no rule is broken'
is "$(sql 'SELECT count(*) FROM prov.context c WHERE change_seq <> (SELECT max(seq) FROM prov.change_log l WHERE l.cid = c.cid)')" \
	0 'the log is that of what happened'
stop_proxy

# --- the server is killed: a private database, which the commands start again ---

private_database
sql "CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \$\$ BEGIN
		IF current_setting('synchronous_commit') = 'remote_write' THEN PERFORM pg_sleep(3600); END IF; RETURN NULL; END \$\$;
	CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON prov.context DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION public.slow()"
commits() {	# local | on | remote_write: how new sessions of commands do it
	sql "ALTER ROLE prov SET synchronous_commit = $1"
}
# killed NAME COMMIT LOCKED EVENT: four commands, of which LOCKED wait for the context and the other is in
# EVENT, are there when the server dies.
killed() {
	users=$(sql 'SELECT count(*) FROM prov.users WHERE cid = 2')
	commits "$2"
	pids=
	for m in 1 2 3 4; do
		createuser $(plain_user 2 "$4$m") >"$TMP/k$m" 2>&1 &
		pids="$pids $!"
	done
	must_see "$3 wait for the context" waits_for_lock "$3" createuser
	[ "$3" = 4 ] || must_see "one is in $4" sessions 1 "application_name = 'createuser' AND wait_event = '$4'"
	commits local
	kill_postmaster
	[ "$3" != 4 ] || release
	for pid in $pids; do
		wait "$pid"
	done
	is "$(cat "$TMP"/k? | grep -vx 'user [0-9]* in context 2 created')|$(sql 'SELECT count(*) FROM prov.users WHERE cid = 2')" \
		"|$((users + 4))" "PF29: the server is killed: $1"
}
hold 'SELECT FROM prov.context WHERE cid = 2 FOR UPDATE'
killed 'four commands go on, which wait' local 4 Lock
killed 'four commands go on, one of which is about to commit' remote_write 3 PgSleep
sql "ALTER SYSTEM SET synchronous_standby_names = 'nobody'" && sql 'SELECT pg_reload_conf()' >/dev/null
killed 'four commands go on, one of which has committed' on 3 SyncRep
check_clean 'no rule is broken'

done_testing
