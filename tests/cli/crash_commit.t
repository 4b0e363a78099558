#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# crash_commit.t - the connection is cut in COMMIT: what was asked for happens exactly once
#
# Each command has a user or context of its own, so that one failure is one failure.
# long: it kills programs at each of their messages
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

private_database

# How new sessions of commands commit: "on" waits for a standby that never comes, "local" does not.
commits() {
	sql "ALTER ROLE prov SET synchronous_commit = $1"
}
commits local

# The server process of PROGRAM that waits in EVENT.
waiting() {
	sql "SELECT pid FROM pg_stat_activity WHERE application_name = '$1' AND wait_event = '$2'" | grep .
}

# The command stands still meanwhile, so it comes back to a server that has ended (TERM) or got over (KILL)
# what was done to it.
cut() {		# SIGNAL BACKEND
	if [ "$1" = TERM ]; then
		sql "SELECT pg_terminate_backend($2)" >/dev/null
		must_see 'the server process ends' gone "$2"
	else
		old=$(checkpointer)
		kill "-$1" "$2" || bail 'the server process is not there'
		must_see 'the server recovers' recovered
	fi
}
gone() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE pid = $1")" = 0 ]
}
checkpointer() {	# a new one after each crash
	sql "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
}
recovered() {
	new=$(checkpointer) && [ -n "$new" ] && [ "$new" != "$old" ]
}

# cut_off EVENT SIGNAL EFFECT WANTED PROGRAM OPTIONS: EFFECT is a query for two numbers, before and
# after; they must be WANTED's second word. Its third and following are what the program says.
cut_off() {
	event=$1 signal=$2 effect=$3 wanted=$4
	shift 4
	before=$(sql "$effect")
	commits on
	"$@" >"$TMP/cut" 2>&1 &
	pid=$!
	if wait_for 120 waiting "$1" "$event" && backend=$(waiting "$1" "$event"); then
		commits local
		kill -STOP "$pid"
		cut "$signal" "$backend"
		kill -CONT "$pid"
	else
		commits local
		echo "it was not cut off, since it does not wait for $event" >>"$TMP/cut"
	fi
	status=0
	{ wait "$pid" || status=$?; } 2>/dev/null
	is "$status: $before>$(sql "$effect"): $(cat "$TMP/cut")" "0: $wanted" "PF29: $1 cut off in $event by $signal"
}

log_length='SELECT change_seq FROM prov.context WHERE cid = 2'
one_more() {
	length=$(sql "$log_length")
	echo "$length>$((length + 1))"
}
new_context() {
	createcontext "$@" -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g
}
cid=10
cut_all() {	# EVENT, by a signal to the server process of each command
	for by in TERM KILL; do
		cid=$((cid + 2))
		user 2 "old$1$by"
		user 2 "gone$1$by"
		new_context -c $((cid + 1)) >"$TMP/made" 2>&1 || bail "context: $(cat "$TMP/made")"
		cut_off "$1" $by "$log_length" \
			"$(one_more): user $(sql 'SELECT next_uid FROM prov.context WHERE cid = 2') in context 2 created" \
			createuser $(plain_user 2 "cut$1$by")
		cut_off "$1" $by "$log_length" "$(one_more): user old$1$by in context 2 changed" \
			changeuser -c 2 -u "old$1$by" -x Sales
		cut_off "$1" $by "$log_length" "$(one_more): user gone$1$by in context 2 deleted" \
			deleteuser -c 2 -u "gone$1$by"
		cut_off "$1" $by "SELECT count(*) FROM prov.context WHERE cid = $cid" "0>1: context $cid created" \
			createcontext -c $cid -q 1 -u a -d b -g c -s d -p "$HASH" --passwordmech HASH -e f@g
		cut_off "$1" $by "SELECT count(*) FROM prov.context WHERE cid = $((cid + 1))" \
			"1>0: context $((cid + 1)) deleted" deletecontext -c $((cid + 1))
	done
	check_clean 'no rule is broken'
}

# First: COMMIT has happened, the answer is lost. A server that waits for a standby hangs just there.
sql "ALTER SYSTEM SET synchronous_standby_names = 'nobody'" && sql 'SELECT pg_reload_conf()' >/dev/null
cut_all SyncRep

# Second: COMMIT has not happened. A deferred trigger sleeps in it, but not when the command tries again.
sql "CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \$\$ BEGIN
		IF current_setting('synchronous_commit') = 'on' THEN PERFORM pg_sleep(3600); END IF; RETURN NULL; END \$\$;
	CREATE CONSTRAINT TRIGGER slow AFTER INSERT OR UPDATE OR DELETE ON prov.context DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION public.slow()"
cut_all PgSleep
sql 'DROP TRIGGER slow ON prov.context'

# Third: it cannot be found out, because the server does not come back. (Configured, so nobody starts it.)
commits on
printf 'database: { conninfo = "host=%s user=prov dbname=prov"; patience = 1; };\n' "$PROV_HOME/run" >"$TMP/remote.conf"
PROV_CONFIG="$TMP/remote.conf" createuser $(plain_user 2 doubt) >"$TMP/cut" 2>&1 &
pid=$!
must_see 'createuser waits for a standby' waiting createuser SyncRep
kill_postmaster
status=0
wait "$pid" || status=$?
is "$status: $(grep -o -e 'whether it happened is not known' -e 'hint: look what is there before .*' "$TMP/cut")" \
	'105: whether it happened is not known
hint: look what is there before you run the command again' 'a server that stays away has left a doubt'
ok 'the next command works' listuser -c 2
commits local
check_clean 'no rule is broken'
done_testing
