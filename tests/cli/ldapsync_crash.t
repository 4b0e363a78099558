#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: a run, its directory or its database dies at some moment; two runs at once
#
# Triggers that take an advisory lock stop a run at a known place: at user 1,000 of a first run, in the
# middle of reading; when it stages what it found; in the change log, in the middle of the merge.
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

tree >"$TMP/many.ldif"
awk 'BEGIN { for (i = 1; i <= 8000; i++) {
	printf "dn: uid=u%05d,ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: u%05d\n", i, i
	printf "cn: User Number %d\nsn: Number %d\nmail: u%05d@example.com\n", i, i, i
	printf "displayName: User Number %d, one of eight thousand people in this directory\n\n", i
} }' >>"$TMP/many.ldif"
start_slapd -l "$TMP/many.ldif"
use_database
new_context 1 acme
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
# The lock is held by a session of psql, which reads from a pipe.
hold() {
	mkfifo "$TMP/fifo" 2>/dev/null || :
	psql -X -q -d "$DATABASE" <"$TMP/fifo" >"$TMP/psql.log" 2>&1 &
	psql_pid=$!
	exec 9>"$TMP/fifo"
	echo 'SELECT pg_advisory_lock(4711);' >&9
	wait_for 20 locks_are 1 t || bail 'no advisory lock'
}
locks_are() {	# COUNT GRANTED
	[ "$(sql "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711
		AND granted = '$2' AND database = (SELECT oid FROM pg_database WHERE datname = '$DATABASE')")" -ge "$1" ]
}
release() {
	echo '\q' >&9
	exec 9>&-
	wait "$psql_pid"
}
# A run in the background, stopped at its place.
start_run() {	# [OPTIONS]
	ldapsync "$@" >"$TMP/run.out" 2>"$TMP/run.err" &
	run_pid=$!
	wait_for 60 locks_are 1 f || bail "the run does not come to its place: $(cat "$TMP/run.err")"
}
end_run() {	# WANT NAME
	run_status=0
	{ wait "$run_pid" || run_status=$?; } 2>/dev/null
	is "$run_status" "$1" "$2"
	[ "$run_status" = "$1" ] || show_file 'standard error of the run' "$TMP/run.err"
}
no_backend() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = '$DATABASE' AND application_name = 'ldapsync'")" = 0 ]
}
present() {
	sql 'SELECT count(*) FROM prov.users WHERE source IS NOT NULL AND source_enabled'
}

# --- the directory dies in the middle of the first read ---
save_tables
stop_at reading
hold
start_run
stop_slapd slapd KILL
release
end_run 121 'the directory dies in the middle of reading'
same_tables 'nothing was changed'
start_slapd_again

# --- the run dies in the middle of the first read; the next one works at once ---
hold
source_is 'context = "acme";' 'sync: { lease = 1; };'
start_run
sleep 1.5
fails 122 'the lease is over, but its owner is in its transaction' ldapsync
source_is 'context = "acme";'
createuser -c 1 -u early -d Early -g Ear -s Ly -p secret -e early@example.com >"$TMP/create.out" 2>&1 &
create_pid=$!
sleep 0.3
is "$(field uid early)" '' 'createuser waits for the context'
kill -KILL "$run_pid"
end_run 137 'a run is killed in the middle of reading'
release
create_status=0
wait "$create_pid" || create_status=$?
is "$create_status" 0 'and goes on when the run is dead'
wait_for 20 no_backend
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
hold
start_run
kill -KILL "$run_pid"
end_run 137 'a run is killed in the middle of the merge'
release
wait_for 20 no_backend || diag 'the backend is still there'
same_tables 'nothing was changed, but the lease of the dead and what it has staged are there' \
	'\(job_lock\|stage_[a-z]*\)'
hold
start_run
is "$(sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$DATABASE'
	AND application_name = 'ldapsync'")" t 'the connection is cut'
release
end_run 105 'in the middle of the merge'
wait_for 20 no_backend
same_tables 'nothing was changed, here, too' '\(job_lock\|stage_[a-z]*\)'

# --- two at once ---
hold
start_run
dump_tables >"$TMP/tables.saved"
fails 122 'a second run' ldapsync
stderr_has 'another run of source "company" is active'
stderr_has "/$run_pid/" 'and says which'
same_tables 'touches nothing'
fails 122 'a second one with --force' ldapsync --force
fails 122 'a dry run' ldapsync --dry-run
createuser -c 1 -u meanwhile -d Mean -g While -s X -p secret -e meanwhile@example.com >"$TMP/create.out" 2>&1 &
create_pid=$!
sleep 0.3
release
end_run 0 'the first run ends well'
create_status=0
wait "$create_pid" || create_status=$?
is "$create_status" 0 'and so does createuser in the same context, which has waited'
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
hold
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
hold
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
hold
start_run
kill -STOP "$run_pid"
sql "UPDATE prov.job_lock SET fence = fence + 1, owner = 'other/boot/1/1', run = gen_random_uuid();
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

# --- killed at random moments: each time the next run works at once ---
srand=1
moment() {	# the next of a fixed row of numbers from 0.00 to 0.79
	srand=$(((srand * 1103515245 + 12345) % 2147483648))
	printf '0.%02d' $((srand / 65536 % 80))
}
sql "DELETE FROM prov.address WHERE address = 'reading@example.com'; DELETE FROM prov.users WHERE name = 'reading'"
round=0
while [ "$round" -lt 8 ]; do
	round=$((round + 1))
	printf 'dn: uid=u0%04d,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: sn\nsn: Round %d\n\n' \
		"$((round + 100))" "$round" | change_ldap
	ldapsync >"$TMP/run.out" 2>"$TMP/run.err" &
	run_pid=$!
	sleep "$(moment)"
	kill -KILL "$run_pid" 2>/dev/null
	wait "$run_pid" 2>/dev/null
	run ldapsync
	[ "$status" = 0 ] || break
done
is "$status" 0 'killed at eight moments, each time the next run works'
[ "$status" = 0 ] || show_output
is "$(sql "SELECT count(*) FROM prov.users WHERE sur_name LIKE 'Round %'")" 8 'and what changed is there'
wait_for 20 no_backend
database_is_sound
done_testing
