#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: who holds the lease of a source, and who has lost it
#
# A trigger that takes an advisory lock stops a run at user 6,000 of those that it stages: what it has
# staged before is committed by then.
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

start_crowd 8000 '"displayName: User Number " i ", one of eight thousand people in this directory"'
source_is 'context = "acme";'
ok '8,000 users' ldapsync
sql 'CREATE FUNCTION prov.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	PERFORM pg_advisory_lock_shared(4712);
	PERFORM pg_advisory_unlock_shared(4712); RETURN NEW; END $$;
	GRANT EXECUTE ON FUNCTION prov.wait() TO PUBLIC;
	CREATE TRIGGER wait BEFORE INSERT ON prov.stage_user FOR EACH ROW WHEN (NEW.n = 6000)
	EXECUTE FUNCTION prov.wait()'
mkfifo "$TMP/fifo"
hold() {	# the lock is held by a session of psql, which reads from a pipe
	psql -X -q -d "$DATABASE" <"$TMP/fifo" >"$TMP/psql.log" 2>&1 &
	psql_pid=$!
	exec 9>"$TMP/fifo"
	echo 'SELECT pg_advisory_lock(4712);' >&9
	wait_for 20 locks_are 1 t || bail 'no advisory lock'
}
locks_are() {	# COUNT GRANTED
	[ "$(sql "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4712
		AND granted = '$2' AND database = (SELECT oid FROM pg_database WHERE datname = '$DATABASE')")" -ge "$1" ]
}
release() {
	exec 9>&-
	wait "$psql_pid"
}
start_run() {	# NAME CMD...: in the background, up to its place
	run_name=$1
	shift
	"$@" >"$TMP/$run_name.out" 2>"$TMP/$run_name.err" 9>&- &
	run_pid=$!
	wait_for 60 locks_are 1 f || bail "run $run_name does not come to its place: $(cat "$TMP/$run_name.err")"
}
end_run() {	# NAME PID WANT TEST
	run_status=0
	{ wait "$2" || run_status=$?; } 2>/dev/null
	is "$run_status" "$3" "$4"
	[ "$run_status" = "$3" ] || show_file "standard error of run $1" "$TMP/$1.err"
}
job() {		# COLUMNS: of the row of the job
	sql "SELECT $1 FROM prov.job_lock WHERE name = 'ldapsync company'"
}
rows_of() {	# RUN: what it has in staging
	sql "SELECT count(*) FROM prov.stage_user WHERE run = '$1'"
}
# Another field is mapped: all users differ.
map() {		# FIELD ATTRIBUTE
	source_is "context = \"acme\"; user: { $1 = \"\${$2}\"; };"
}

# --- a row for ever ---
is "$(job 'owner, run')" '|' 'nobody holds the job'
fence=$(job fence)
ok 'a run' ldapsync -n
is "$(job fence)" $((fence + 1)) 'SR1: the fence grows'
ok 'another one' ldapsync
is "$(job fence)" $((fence + 2)) 'SR1: and never begins again'

# --- A freezes; B takes over and ends; C starts; A goes on ---
map title displayName
hold
start_run A ldapsync
pid_a=$run_pid
run_a=$(job run)
is "$(rows_of "$run_a" | grep -c '^[1-9]')" 1 'run A has staged users'
kill -STOP "$pid_a"
release
fails 122 'it sleeps, and its lease is not over' ldapsync
sql "UPDATE prov.job_lock SET expires = now() - interval '1 second'"
ok 'the lease is over: run B takes over' ldapsync
output_has '8000 changed'
is "$(job 'owner, run')" '|' 'and has given it back'
map position cn
hold
start_run C ldapsync
pid_c=$run_pid
run_c=$(job run)
lease_c=$(job 'owner, run, fence, expires')
rows_c=$(rows_of "$run_c")
save_tables
kill -CONT "$pid_a"
end_run A "$pid_a" 122 'SR1: run A has lost its lease'
same_tables 'SR1: it writes nothing' 'stage_[a-z]*'
is "$(job 'owner, run, fence, expires')" "$lease_c" 'SR1: the lease of run C is as it was'
is "$(rows_of "$run_c")" "$rows_c" 'SR1: and what it has staged'
is "$(rows_of "$run_a")" 0 'SR1: nothing is left of run A'
release
end_run C "$pid_c" 0 'SR1: run C ends well'
is "$(sql "SELECT count(*) FROM prov.users WHERE source_enabled AND attrs->>'position' IS NOT NULL")" 8000 \
	'SR1: and nobody was disabled'
database_is_sound

# --- the same fence is not the same run: a database that was restored ---
map company sn
hold
start_run D ldapsync
pid_d=$run_pid
sql "UPDATE prov.job_lock SET run = md5('another')::uuid, owner = 'other/boot/pid:[1]/1/1'"
release
end_run D "$pid_d" 122 'SR1: the same fence, but another run'
is "$(job owner)" 'other/boot/pid:[1]/1/1' 'SR1: its lease stays'
is "$(staged)" 0 'nothing is left in staging'

# --- who is dead ---
same_place=$(printf '%s/%s/%s' "$(uname -n)" "$(cat /proc/sys/kernel/random/boot_id)" "$(readlink /proc/self/ns/pid)")
sleep 3600 &
alive=$!
start_of() {
	sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20
}
held_by() {	# OWNER
	sql "UPDATE prov.job_lock SET owner = '$1', run = md5('another')::uuid, expires = now() + interval '1 hour'"
}
held_by "$same_place/$alive/$(start_of "$alive")"
fails 122 'the owner is alive' ldapsync
stderr_has "/$alive/"
held_by "$same_place/$alive/1"
status_is 0 'its PID is that of another process' ldapsync -n
held_by "$same_place/$alive/0"
fails 122 'SR28: when it started is not known' ldapsync
kill "$alive"
{ wait "$alive"; } 2>/dev/null
held_by "$same_place/$alive/1"
status_is 0 'it is dead' ldapsync -n
held_by "$(uname -n)/$(cat /proc/sys/kernel/random/boot_id)/pid:[1]/$alive/1"
fails 122 'SR28: who is in another PID namespace is not dead' ldapsync
stderr_has 'PID namespace'
held_by "elsewhere/$(cat /proc/sys/kernel/random/boot_id)/pid:[1]/$alive/1"
fails 122 'nor who is on another machine' ldapsync
sql "UPDATE prov.job_lock SET expires = now() - interval '1 second'"
status_is 0 'the end of the lease tells' ldapsync
database_is_sound

# --- three runs in two PID namespaces (containers) on one machine ---
elsewhere() {
	unshare -p -f --mount-proc "$@"
}
if elsewhere true 2>"$TMP/unshare.err"; then
	map department cn
	hold
	start_run E ldapsync
	pid_e=$run_pid
	lease_e=$(job 'owner, run, fence')
	fails 122 'SR28: run F, in another PID namespace' elsewhere ldapsync
	stderr_has 'another run of source "company" is active'
	fails 122 'SR28: run G, in one more' elsewhere ldapsync
	is "$(job 'owner, run, fence')" "$lease_e" 'SR28: the lease is that of run E'
	release
	end_run E "$pid_e" 0 'SR28: run E ends well'
	is "$(sql "SELECT count(*) FROM prov.users WHERE source_enabled AND attrs->>'department' IS NOT NULL")" 8000 \
		'SR28: and nobody was disabled'
	ok 'the next run, in another namespace' elsewhere ldapsync
	database_is_sound
	# the other way round: its PID there is that of another process here
	map imap_login sn
	hold
	start_run H unshare -p -f --mount-proc ldapsync
	fails 122 'SR28: a run is active in another PID namespace' ldapsync
	release
	end_run H "$run_pid" 0 'SR28: it ends well'
	database_is_sound
else
	pass "SR28: runs in two PID namespaces # SKIP none can be made here: $(cat "$TMP/unshare.err")"
fi
done_testing
