#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ldapsync: the database server crashes in the middle of a merge
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/sync.sh"

# a server of our own, since it has to die; PF29: one that keeps what it has committed
pg_create "$TMP/pg" "$PG_DURABLE" || bail 'no server'
pg_start "$TMP/pg" || bail 'the server does not start'
PGHOST=$TMP/pg
DATABASE=crash
CONNINFO="host=$PGHOST dbname=$DATABASE user=postgres"
export PGHOST CONNINFO
psql -X -q -d postgres -c "CREATE DATABASE $DATABASE" || bail 'no database'
set_config
provdb migrate >"$TMP/migrate.log" 2>&1 || bail "$(cat "$TMP/migrate.log")"
new_context 1 acme
tree >"$TMP/tree.ldif"
start_slapd -l "$TMP/tree.ldif"
# shellcheck disable=SC2046
people $(seq -f 'u%02.0f' 1 20) | change_ldap
source_is 'context = "acme";'
ok 'a run' ldapsync
save_tables
printf 'dn: uid=u01,ou=people,dc=example,dc=com\nchangetype: delete\n\n' | change_ldap
printf 'dn: uid=u02,ou=people,dc=example,dc=com\nchangetype: modify\nreplace: sn\nsn: New\n\n' | change_ldap
people new | change_ldap

sql 'CREATE FUNCTION prov.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	PERFORM pg_sleep(3600); RETURN NEW; END $$;
	CREATE TRIGGER wait BEFORE INSERT ON prov.address FOR EACH STATEMENT EXECUTE FUNCTION prov.wait()'
ldapsync >"$TMP/out" 2>"$TMP/err" &
pid=$!
wait_for 120 sessions 1 "wait_event = 'PgSleep'" || bail "the run does not come to its place: $(cat "$TMP/err")"
pg_stop "$TMP/pg" immediate
run_status=0
wait "$pid" || run_status=$?
is "$run_status" 105 'the server crashes in the middle of the merge'
is "$(grep -c 'the database' "$TMP/err")" 1 'and that is said'
fails 105 'no server' ldapsync
pg_start "$TMP/pg" || bail 'the server does not start again'
same_tables 'PF29: nothing was changed' '\(job_lock\|stage_[a-z]*\)'
sql 'DROP TRIGGER wait ON prov.address'
ok 'the next run works at once' ldapsync
output_has '1 created, 1 changed, 1 disabled'
database_is_sound
silent 'nothing is left to do' ldapsync
done_testing
