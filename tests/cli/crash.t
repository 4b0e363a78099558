#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# crash.t - whatever is killed at whatever moment: the old state or the new one, and the next command works
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

private_database

# --- commands are killed ---

user 2 anna
lost=0 half=0
sweep() {	# NAME CMD...: killed after 0, 2, 4 ... milliseconds, until it ends by itself
	for ms in 00 05 10 15 20 25 30 40 60; do
		"$@" >"$TMP/out" 2>&1 &
		pid=$!
		sleep "0.0$ms"
		kill -KILL $pid 2>/dev/null
		wait $pid 2>/dev/null
		again
	done
}
again() {
	# What is in flight on the server ends first.
	wait_for 10 sh -c "PGHOST='$PROV_HOME/run' PGUSER=postgres psql -XAtq -d prov -c \"SELECT NULL FROM pg_stat_activity
		WHERE application_name LIKE 'create%' OR application_name LIKE '%delete%' OR application_name LIKE 'change%'
		HAVING count(*) = 0\" | grep -q ^"
	half=$((half + $(sql "SELECT count(*) FROM (SELECT FROM (SELECT cid FROM prov.context UNION ALL
		SELECT DISTINCT cid FROM prov.login_name UNION ALL SELECT cid FROM prov.users WHERE uid = 2
		UNION ALL SELECT cid FROM prov.groups WHERE gid = 1) s GROUP BY cid HAVING count(*) <> 4) t")))
	"$next" >"$TMP/next" 2>&1 || { lost=$((lost + 1)) && diag "$(cat "$TMP/next")"; }
}
next=make_gone
make_gone() { deletecontext -c 7 --if-exists; }
sweep createcontext -c 7 -N seven -L seven.example -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g
is "$half,$lost" 0,0 'createcontext: both or nothing, and deletecontext works after it'
next=make_there
make_there() {
	createcontext -c 7 --if-not-exists -N seven -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g &&
		createuser $(plain_user 7 anna) --if-not-exists
}
make_there >"$TMP/out" 2>&1
sweep deletecontext -c 7
is "$half,$lost" 0,0 'deletecontext: all or nothing, and createcontext works after it'
next=user_gone
user_gone() { deleteuser -c 2 -u bert --if-exists; }
sweep createuser $(plain_user 2 bert) -a x@c2.example,y@c2.example
is "$half,$lost" 0,0 'createuser: deleteuser works after it'
next=true
sweep changeuser -c 2 -u anna -e a1@c2.example -a a1@c2.example,a2@c2.example
ok 'changeuser: works after it' changeuser -c 2 -u anna -e anna@c2.example -a anna@c2.example
check_clean 'no rule is broken'
is "$(sql 'SELECT count(*) FROM prov.context c WHERE change_seq <> (SELECT max(seq) FROM prov.change_log l WHERE l.cid = c.cid)')" \
	0 'the log is that of what happened'

# --- the server is killed ---

postmaster() {
	head -n 1 "$PROV_HOME/data/postmaster.pid"
}
for n in 1 2 3; do
	for m in 1 2 3 4; do
		createuser $(plain_user 2 "k$n$m") >"$TMP/k$n$m" 2>&1 &
	done
	sleep "0.0$((n * 2))"
	kill -KILL "$(postmaster)"
	wait
done
is "$(cat "$TMP"/k[123][1-4] | grep -c '^user [0-9]* in context 2 created$')" 12 \
	'commands go on when the server is killed under them'
prints '12|12' 'each has happened once' sql "SELECT count(*), count(DISTINCT uid) FROM prov.users WHERE cid = 2 AND login LIKE 'k%'"
check_clean 'no rule is broken'

done_testing
