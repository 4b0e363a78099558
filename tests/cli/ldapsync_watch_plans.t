#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync --watch: what the database planned for a change it does again for the next one, for little and on a connection of
# its own; much is planned for what there is, and through a pooler nothing is kept
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"
. "$TESTLIB/watch.sh"
[ -z "${CITUS_NODES-}" ] || skip_all 'with Citus nothing is kept, and its servers have logs of their own'

log=$T/pg/log		# of all databases, of which one says what it does
# What the watch did in the database so far: with a name or without one, and statistics that it asked for.
named() {
	grep -c ' execute sql/query/sync/diff\.sql' "$log"
}
unnamed() {
	grep -A 8 ' execute <unnamed>: WITH found AS MATERIALIZED' "$log" | grep -c 'SELECT coalesce(s.cid, u.cid) AS cid, u.uid, s.n'
}
statistics() {
	grep -c 'execute .*: ANALYZE prov.stage_diff' "$log"
}
# change NAME FROM TO: anna is called by these numbers, one after the other.
change() {
	for nth in $(seq "$2" "$3"); do
		modify anna "replace: sn
sn: Nr $nth"
		must_see "change $nth" value_is sur_name anna "Nr $nth"
	done
	pass "$1"
}

start_company -c 'overlay syncprov'
people anna bert | change_ldap
sql "ALTER DATABASE \"$DATABASE\" SET log_min_duration_statement = 0"
source_is 'context = "acme"; mode = "auto"; interval = 86400; gather = 20; limits: { changed = 100; created = 100000; };'
start_watch
is "$(named)" 0 'what is done once has no name'
change 'twelve changes' 1 12
if [ "${VIA-}" = pgbouncer ]; then
	is "$(named)" 0 'through a pooler no statement has a name'
	stop_watch
	done_testing
	exit
fi
before=$(named)
if [ "$before" -gt 8 ]; then pass 'they were planned before'; else flunk 'they were planned before' "$before"; fi
before=$(statistics)
change 'three more' 13 15
is "$(statistics)" "$before" 'for which no statistics are made: they make plans anew'

# --- much at once ---
kill -STOP "$watch_pid"
for nth in $(seq 150); do
	person "many$nth"
done | change_ldap
before="$(named) $(($(unnamed) + 1))"
kill -CONT "$watch_pid"
all_are_there() { [ "$(sql "SELECT count(*) FROM prov.users WHERE login LIKE 'many%'")" = 150 ]; }
sees 'many who are new' all_are_there
settled() { [ "$(named) $(unnamed)" = "$before" ]; }
sees 'have a plan of their own' settled
before=$(named)
change 'one change after them' 16 16
if [ "$(named)" -gt "$before" ]; then pass 'is planned before'; else flunk 'is planned before' "$before"; fi

# --- another connection knows nothing of what was kept ---
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ldapsync'" >"$TMP/ended"
change 'after the connection was ended' 17 29
is "$(grep -c 'prepared statement' "$TMP/watch.err")" 0 'nothing that is not there is asked for'

# --- a server that forgets them, as a pooler does that cannot be seen ---
sql "CREATE FUNCTION prov.forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DEALLOCATE ALL; RETURN NEW; END';
	CREATE TRIGGER forget AFTER INSERT OR UPDATE ON prov.sync_run FOR EACH ROW EXECUTE FUNCTION prov.forget()"
change 'some more' 30 34
sql 'DROP TRIGGER forget ON prov.sync_run; DROP FUNCTION prov.forget()'
is "$(grep -c 'does not know a statement any more' "$TMP/watch.err")" 1 'is told of once'
before=$(named)
change 'and asked for nothing that it was to keep' 35 37
is "$(named)" "$before" 'any more'
stop_watch
ok 'all is as it should be' provdb check
done_testing
