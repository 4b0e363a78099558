#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# notice.t - what a server says beside its answers never gets to a user as it is
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

# --- a server that talks while we connect, and while it answers ---

fake=0
# after STATUS NAME STEP...
after() {
	want=$1 name=$2
	shift 2
	fake=$((fake + 1))
	dir=$TMP/f$fake
	mkdir "$dir"
	perl "$ROOT/tests/tool/fakepg.pl" "$dir" "$@" >"$dir/log" 2>&1 &
	wait_for 10 test -s "$dir/pid" || bail "no fake server: $(cat "$dir/log")"
	printf 'database: { conninfo = "host=%s dbname=prov"; patience = 0; };\n' "$dir" >"$dir/conf"
	fails "$want" "PF28: $name" env PROV_CONFIG="$dir/conf" listcontext
	stderr_lacks WARNING
	stderr_lacks 'crash of another server process'
	stderr_lacks LOCATION
	stop_pid "$dir/pid" || bail 'the fake server does not stop'
	[ -s "$dir/clients" ] || flunk "$name: the server was asked"
}
after 105 'a notice instead of an answer, before we are let in' N
after 105 'a notice instead of an answer, when we are let in' R N
after 105 'a notice and an error' R N E57P03
stderr_has 'shutting down or starting'
stderr_has 'PostgreSQL said: connection to server on socket'
stderr_has 'failed: FATAL: this is the end'
after 105 'a notice instead of the answer to a statement' R N Z '?' N
after 105 'a notice before the server goes' R Z '?' N E57P01

# --- a server that crashes while a command connects again ---

private_database
psql_private() {
	"$PG_BINDIR/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$PROV_HOME/run" -U postgres -d prov "$@"
}
sql "CREATE PROCEDURE public.wait_for(query text) LANGUAGE plpgsql AS \$\$ DECLARE done boolean := false; BEGIN
	FOR i IN 1 .. 1200 LOOP
		EXECUTE 'SELECT ' || query INTO done;
		EXIT WHEN done;
		PERFORM pg_sleep(0.05), pg_stat_clear_snapshot();
	END LOOP; END \$\$"

# The context is held, createuser waits for it; then nobody gets past the list of databases, its server
# process ends, and it connects again. There it is when the server crashes.
psql_private >"$TMP/holder" 2>&1 <<-'END' &
	BEGIN;
	SELECT cid FROM prov.context WHERE cid = 2 FOR UPDATE;
	CALL public.wait_for($$EXISTS (SELECT FROM pg_stat_activity
		WHERE application_name = 'createuser' AND wait_event_type = 'Lock')$$);
	LOCK TABLE pg_catalog.pg_database IN ACCESS EXCLUSIVE MODE;
	SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'createuser';
	CALL public.wait_for($$EXISTS (SELECT FROM pg_locks
		WHERE relation = 'pg_database'::regclass AND NOT granted)$$);
	SELECT 'kill ' || pg_backend_pid();
	CALL public.wait_for('false');
END
holder=$!
wait_for 30 grep -q '^2$' "$TMP/holder" || bail "the context is not held: $(cat "$TMP/holder")"
createuser $(plain_user 2 anna) >"$TMP/created" 2>"$TMP/created.err" &
command=$!
wait_for 60 grep -q '^kill ' "$TMP/holder" || bail "nobody connects: $(cat "$TMP/holder" "$TMP/created.err")"
kill -KILL "$(sed -n 's/^kill //p' "$TMP/holder")"
wait "$command"
is "$? $(cat "$TMP/created" "$TMP/created.err")" '0 user 3 in context 2 created' \
	'PF28: the server crashes while a command connects again: no word of it'
wait "$holder" 2>/dev/null
check_clean
done_testing
