#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# crash_commit.t - the connection is cut in COMMIT: what was asked for happens exactly once
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

private_database
postmaster() {
	head -n 1 "$PROV_HOME/data/postmaster.pid"
}

# pid of the command NAME when its server process waits for EVENT
waiting() {
	sql "SELECT pid FROM pg_stat_activity WHERE application_name = '$1' AND wait_event = '$2'" | grep .
}

# Those who come later do not hang.
hang() { sql "SET client_min_messages = warning; ALTER ROLE prov SET synchronous_commit = on; ALTER SEQUENCE IF EXISTS public.once RESTART"; }
calm() { sql 'ALTER ROLE prov SET synchronous_commit = local'; }
cut_off() {	# EVENT SIGNAL WANTED CMD...
	event=$1 signal=$2 wanted=$3
	shift 3
	hang
	timeout 30 "$@" >"$TMP/cut" 2>"$TMP/cut.err" &
	pid=$!
	wait_for 10 waiting "$1" "$event" || diag "$1 does not wait for $event: $(cat "$TMP/cut" "$TMP/cut.err")"
	backend=$(waiting "$1" "$event")
	calm
	if [ "$signal" = TERM ]; then
		sql "SELECT pg_terminate_backend($backend)" >/dev/null
	else
		kill "-$signal" "$backend"
	fi
	wait $pid
	is "$? $(cat "$TMP/cut" "$TMP/cut.err")" "0 $wanted" "$1 cut off in $event by $signal"
}
next_uid() {
	sql 'SELECT next_uid FROM prov.context WHERE cid = 2'
}
cut_all() {	# EVENT, by a signal to the server process of each command
	for by in TERM KILL; do
		cut_off "$1" $by "user $(next_uid) in context 2 created" createuser $(plain_user 2 "cut$1$by")
		cut_off "$1" $by "user cut$1$by in context 2 changed" changeuser -c 2 -u "cut$1$by" -x Sales
		cut_off "$1" $by "user cut$1$by in context 2 deleted" deleteuser -c 2 -u "cut$1$by"
		cut_off "$1" $by 'context 9 created' createcontext -c 9 -N nine -q 1 -u a -d b -g c -s d \
			-p "$HASH" --passwordmech HASH -e f@g
		cut_off "$1" $by 'context 9 deleted' deletecontext -N nine
	done
	prints '1,2' 'nothing happened twice' sql "SELECT string_agg(cid::text, ',' ORDER BY cid) FROM prov.context"
	check_clean 'no rule is broken'
}

# First: COMMIT has happened, the answer is lost. A server that waits for a standby hangs just there.
sql "ALTER SYSTEM SET synchronous_standby_names = 'nobody'" && sql 'SELECT pg_reload_conf()' >/dev/null
cut_all SyncRep

# Second: COMMIT has not happened. A deferred trigger sleeps in it, the first time.
sql "CREATE SEQUENCE public.once;
	CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \$\$ BEGIN
		IF nextval('public.once') = 1 THEN PERFORM pg_sleep(30); END IF; RETURN NULL; END \$\$;
	CREATE CONSTRAINT TRIGGER slow AFTER INSERT OR UPDATE OR DELETE ON prov.context DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION public.slow()"
cut_all PgSleep
sql 'DROP TRIGGER slow ON prov.context'

# Third: it cannot be found out, because the server does not come back. (Configured, so nobody starts it.)
hang
printf 'database: { conninfo = "host=%s user=prov dbname=prov"; };\n' "$PROV_HOME/run" >"$TMP/remote.conf"
PROV_CONFIG="$TMP/remote.conf" timeout 60 createuser $(plain_user 2 doubt) >"$TMP/cut" 2>"$TMP/cut.err" &
pid=$!
wait_for 10 waiting createuser SyncRep
kill -KILL "$(postmaster)"
wait $pid
is $? 105 'a server that stays away'
has "$TMP/cut.err" 'whether it happened is not known' 'is said to have left a doubt'
has "$TMP/cut.err" 'hint: look what is there before you run the command again' 'and what to do'
ok 'the next command works' listuser -c 2
check_clean 'no rule is broken'
done_testing
