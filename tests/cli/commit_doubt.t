#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# commit_doubt.t - the connection is lost in COMMIT, the server is not: the truth is told, once it is there
# shellcheck disable=SC2046 # options of plain_user are words
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

use_database
context 1
user 1 anna
user 1 bert

pooler=$TMP/pooler
mkdir "$pooler"
perl "$ROOT/tests/tool/forward.pl" "$pooler" "$PGHOST/.s.PGSQL.5432" >"$TMP/pooler.log" 2>&1 &
wait_for 10 test -s "$pooler/pid" || bail "no pooler: $(cat "$TMP/pooler.log")"
export CONNINFO="host=$pooler dbname=$DATABASE user=prov"
set_config

# A deferred trigger keeps COMMIT busy, the first time, until somebody waits for what it has locked, or,
# at most, a while. Then it goes on, or fails.
sql "CREATE SEQUENCE public.once;
	CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \$\$
	BEGIN
		IF nextval('public.once') > 1 THEN RETURN NULL; END IF;
		FOR i IN 1 .. 600 LOOP
			EXIT WHEN EXISTS (SELECT FROM pg_stat_activity
				WHERE wait_event_type = 'Lock' AND datname = current_database());
			PERFORM pg_sleep(0.05), pg_stat_clear_snapshot();
		END LOOP;
		IF TG_ARGV[0] = 'fails' THEN RAISE EXCEPTION 'not this time'; END IF;
		RETURN NULL;
	END \$\$"
trigger() {	# happens|fails
	sql "SET client_min_messages = warning; DROP TRIGGER IF EXISTS slow ON prov.context;
		CREATE CONSTRAINT TRIGGER slow AFTER INSERT OR UPDATE OR DELETE ON prov.context DEFERRABLE
			INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.slow('$1')"
}
in_commit() {
	sql "SELECT pid FROM pg_stat_activity WHERE application_name = '$1' AND datname = current_database()
		AND wait_event = 'PgSleep'" | grep -q ^
}
lost() {	# WANTED CMD...: the connection is lost while the command waits for COMMIT
	wanted=$1
	shift
	sql 'ALTER SEQUENCE public.once RESTART'
	timeout 300 "$@" >"$TMP/lost" 2>"$TMP/lost.err" &
	pid=$!
	wait_for 20 in_commit "$1" || diag "$1 does not wait in COMMIT: $(cat "$TMP/lost" "$TMP/lost.err")"
	kill "-${how:-USR1}" "$(cat "$pooler/pid")"
	wait $pid
	is "$? $(cat "$TMP/lost" "$TMP/lost.err")" "0 $wanted" "DR17: $1, COMMIT $state"
}

for state in happens fails; do
	trigger $state
	uid=$(sql 'SELECT next_uid FROM prov.context WHERE cid = 1')
	lost "user $uid in context 1 created" createuser $(plain_user 1 "carl$state")
	lost "user carl$state in context 1 changed" changeuser -c 1 -u "carl$state" -x Sales
	lost "user carl$state in context 1 deleted" deleteuser -c 1 -u "carl$state"
	lost 'context 9 created' createcontext -c 9 -N nine -L nine.example -q 1 -u a -d b -g c -s d \
		-p "$HASH" --passwordmech HASH -e f@g.example
	lost 'context 9 changed' changecontext -c 9 -N nine2 -L nine.test -q 5 --access-tasks on
	lost 'context 9 disabled' disablecontext -c 9
	lost '' enableallcontexts
	prints "nine2|t|5|2 3 4" "DR17: changes of a context, once each (COMMIT $state)" \
		sql "SELECT c.name, c.enabled, c.quota, string_agg(l.seq - m.seq + 1 || '', ' ' ORDER BY l.seq)
		FROM prov.context c JOIN prov.change_log m ON m.cid = c.cid AND m.action = 'create'
		JOIN prov.change_log l ON l.cid = c.cid AND l.seq > m.seq WHERE c.cid = 9
		AND m.seq = (SELECT max(seq) FROM prov.change_log WHERE cid = 9 AND action = 'create') GROUP BY c.cid"
	lost 'context 9 deleted' deletecontext -c 9
	for name in "emil$state" "frida$state"; do
		echo "createuser $(plain_user 1 $name | sed "s/-p \([^ ]*\)/-p '\1'/")"
	done >"$TMP/lines"
	lost "$(printf '1: user %d in context 1 created\n2: user %d in context 1 created' $((uid + 1)) $((uid + 2)))" \
		prov batch "$TMP/lines"
	prints "1 $((uid + 3))" "DR17: once, and not twice (COMMIT $state)" \
		sql "SELECT count(*) || ' ' || max(next_uid) FROM prov.context"
done

# The server lets us in, and breaks again when it is asked what became of it: two times.
how=USR2
for state in happens fails; do
	trigger $state
	lost "user $(sql 'SELECT next_uid FROM prov.context WHERE cid = 1') in context 1 created" \
		createuser $(plain_user 1 "dora$state")
	lost "user dora$state in context 1 deleted" deleteuser -c 1 -u "dora$state"
done
check_clean
stop_pid "$pooler/pid"
done_testing
