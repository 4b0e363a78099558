#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run, its directory or its database dies at some moment; two runs at once
#
# Triggers that take an advisory lock stop a run at a known place: at user 1,000 of a first run, in the
# middle of reading; when it stages what it found; in the change log, in the middle of the merge.
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"
. "$TESTLIB/sync.sh"

start_crowd 8000 '"displayName: User Number " i ", one of eight thousand people in this directory"'
source_is 'context = "acme";'
sql 'CREATE FUNCTION prov.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END $$;
	GRANT EXECUTE ON FUNCTION prov.wait() TO PUBLIC'
stop_at() {	# reading | staging | merging | nowhere
	for table in users stage_user change_log; do
		sql "DROP TRIGGER IF EXISTS wait ON prov.$table" 2>/dev/null
	done
	case $1 in
	reading) sql 'CREATE TRIGGER wait BEFORE INSERT ON prov.users FOR EACH ROW
			WHEN (NEW.source_nth = 1000) EXECUTE FUNCTION prov.wait()' ;;
	staging) sql 'CREATE TRIGGER wait BEFORE INSERT ON prov.stage_user FOR EACH STATEMENT
			EXECUTE FUNCTION prov.wait()' ;;
	merging) sql 'CREATE TRIGGER wait BEFORE INSERT ON prov.change_log FOR EACH STATEMENT
			EXECUTE FUNCTION prov.wait()' ;;
	esac
}
stop() {
	hold 'SELECT pg_advisory_xact_lock(4711)'
}
# A run in the background, stopped at its place.
start_run() {	# [OPTIONS]
	ldapsync "$@" >"$TMP/run.out" 2>"$TMP/run.err" &
	run_pid=$!
	wait_for 120 sessions 1 "application_name = 'ldapsync' AND wait_event = 'advisory'" ||
		bail "the run does not come to its place: $(cat "$TMP/run.err")"
}
end_run() {	# WANT NAME
	ended "$2" "$1" "$run_pid" "$TMP/run.err"
}
server_is_done() {
	must_see 'the server is done with the run' sessions 0 "application_name = 'ldapsync'"
}
# createuser in the background, and it waits for the context.
waiting_user() {	# NAME
	createuser -c 1 -u "$1" -d Dis -g Given -s Sur -p secret -e "$1@example.com" >"$TMP/create.out" 2>&1 &
	create_pid=$!
	must_see 'createuser waits' waits_for_lock 1 createuser
}
present() {
	sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND source_enabled'
}

# --- the directory dies in the middle of the first read ---
save_tables
stop_at reading
stop
start_run
stop_slapd slapd KILL
release
end_run 121 'the directory dies in the middle of reading'
same_tables 'nothing was changed'
start_slapd_again

# --- the run dies in the middle of the first read; the next one works at once ---
stop
source_is 'context = "acme";' 'sync: { lease = 1; };'
start_run
lease_is_over() {
	[ "$(sql 'SELECT expires < clock_timestamp() FROM prov.job_lock')" = t ]
}
must_see 'the lease is over' lease_is_over
fails 122 'PF29: the lease is over, but its owner is in its transaction' ldapsync
source_is 'context = "acme";'
waiting_user early
is "$(field uid early)" '' 'PF29: createuser waits for the context'
kill -KILL "$run_pid"
end_run 137 'a run is killed in the middle of reading'
release
ended 'and goes on when the run is dead' 0 "$create_pid" "$TMP/create.out"
server_is_done
is "$(field uid early)" 3 'with the id that the run would have given out'
ok 'and back' deleteuser -c 1 -u early
is "$(sql 'SELECT owner IS NOT NULL FROM prov.job_lock')/$(present)" t/0 \
	'nothing was changed, but the lease of the dead is there'
stop_at nowhere
ok 'the next run works at once' ldapsync
output_has '8000 created'
is "$(present)" 8000 'all are there'
database_is_sound
silent 'and another one finds nothing to do' ldapsync

# --- in the middle of the merge ---
change_ldap <<'END'
dn: uid=u00001,ou=people,dc=example,dc=com
changetype: delete

dn: uid=u00002,ou=people,dc=example,dc=com
changetype: modrdn
newrdn: uid=renamed
deleteoldrdn: 1
END
save_tables
stop_at merging
stop
start_run
kill -KILL "$run_pid"
end_run 137 'a run is killed in the middle of the merge'
release
server_is_done
same_tables 'nothing was changed, but the lease of the dead and what it has staged are there' \
	'\(job_lock\|stage_[a-z]*\)'
stop
start_run
is "$(sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$DATABASE'
	AND application_name = 'ldapsync'")" t 'the connection is cut'
release
end_run 105 'in the middle of the merge'
server_is_done
same_tables 'nothing was changed, here, too' '\(job_lock\|stage_[a-z]*\)'

# --- two at once ---
stop
start_run
dump_tables >"$TMP/tables.saved"
fails 122 'a second run' ldapsync
stderr_has 'another run of source "company" is active'
stderr_has "/$run_pid/" 'and says which'
same_tables 'touches nothing'
fails 122 'a second one with --accept' accepting_all
fails 122 'a dry run' ldapsync --dry-run
waiting_user meanwhile
release
end_run 0 'the first run ends well'
ended 'and so does createuser in the same context, which has waited' 0 "$create_pid" "$TMP/create.out"
is "$(field "uid > 8000" meanwhile)" t 'with an id of its own'
is "$(present)" 7999 'all is done'
database_is_sound

# --- createuser does not wait before the merge ---
stop_at staging
change_ldap <<'END'
dn: uid=u00003,ou=people,dc=example,dc=com
changetype: modify
replace: sn
sn: Changed
END
stop
start_run
ok 'createuser while a run stages' createuser -c 1 -u reading -d Rea -g Ding -s X -p secret -e reading@example.com
person reading 'mail: r@example.com' | change_ldap
release
end_run 0 'the run'
database_is_sound
stop_at nowhere
status_is 123 'the next run finds the name taken' ldapsync
stderr_has 'the name "reading" belongs to user'

# --- a run that is silent for longer than its lease ---
stop_at staging
stop
start_run
kill -STOP "$run_pid"
fails 122 'it sleeps: another run waits for the end of the lease' ldapsync
sql "UPDATE prov.job_lock SET expires = now() - interval '1 second'"
release
status_is 123 'the lease is over: another run takes over' ldapsync
kill -CONT "$run_pid"
end_run 122 'the first one wakes up and gives up'
database_is_sound
# the one that wakes up must not touch what the other has staged
stop
start_run
kill -STOP "$run_pid"
sql "UPDATE prov.job_lock SET fence = fence + 1, owner = 'other/boot/1/1', run = md5('another')::uuid;
	INSERT INTO prov.stage_unseen (cid, run, uid) SELECT 1, run, 1 FROM prov.job_lock" ||
	diag 'staging looks different'
kill -CONT "$run_pid"
release
end_run 122 'one that has lost its lease'
is "$(sql 'SELECT count(*) FROM prov.stage_unseen')/$(sql 'SELECT owner FROM prov.job_lock')" 1/other/boot/1/1 \
	'leaves the rows and the lock of the other'
stop_at nowhere
sql "UPDATE prov.job_lock SET expires = now() - interval '1 second'"
status_is 123 'which is dead: the next run takes over' ldapsync
database_is_sound 'the rows of the dead run are gone'

# --- killed at eight places of its conversation with the server: each time the next run works at once ---
start_proxy
change_one() {	# ROUND
	printf 'dn: uid=u0%04d,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: sn\nsn: Round %d\n\n' \
		"$(($1 + 100))" "$1" | change_ldap
}
sql "DELETE FROM prov.address WHERE address = 'reading@example.com'; DELETE FROM prov.users WHERE name = 'reading'"
count_users
# How much is said in such a run, when nothing else is left to do.
ok 'a run before' ldapsync
change_one 0
killed_at none ldapsync
is "$status" 0 'a whole run'
bytes=$(cut -d ' ' -f 2 "$TMP/proxy/count")
good=0
for round in 1 2 3 4 5 6 7 8; do
	change_one "$round"
	killed_at "$((bytes * (round * 2 - 1) / 16)) bytes" ldapsync || break
	run ldapsync
	[ "$status" = 0 ] || break
	good=$round
done
is "$good" 8 'PF29: killed at eight places, each time the next run works'
[ "$good" = 8 ] || show_output
is "$(sql "SELECT count(*) FROM prov.users WHERE sur_name LIKE 'Round %'")" $((good + 1)) 'and what changed is there'
stop_proxy
database_is_sound
done_testing
