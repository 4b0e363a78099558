#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# provdb.t - the life of the private database, and what the actions say
# long: other files run the same code under sanitizers
. "$TESTLIB/testlib.sh"
. "$TESTLIB/clilib.sh"

program_ok provdb

# Actions.
fails 104 'no action' provdb
stderr_has 'one action is needed'
fails 104 'two actions' provdb start stop
fails 111 'an unknown action' provdb begin
stderr_has 'unknown action "begin"'
fails 111 'a letter that is none' provdb -x status

# NC6: it says what there is to do.
fails 104 'NC6: config alone' provdb config
stderr_has 'hint: --list, --get KEY or --check'
fails 104 'NC6: no action' provdb
stderr_has 'the actions are init, start, stop, run, status, migrate, distribute, check, reader, dump, restore, master, prune-log, config'
fails 111 'NC6: a slip of the pen' provdb statsu
stderr_has 'hint: did you mean status?'
fails 111 'NC6: another word' provdb begin
stderr_has 'the actions are init,'
for command in provdb licence; do
	$command --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' | sort >"$TMP/actions"
	sed -n 's/^\.It Cm \([a-z-]*\).*/\1/p' "$(man_page $command)" | sort -u >"$TMP/page"
	is "$(comm -23 "$TMP/actions" "$TMP/page")" '' "NC6: the actions that $command --help names are in its page"
	ok "NC6: $command --help names some" test -s "$TMP/actions"
	while read -r action; do
		run $command "$action" --no-such-option
		grep -q 'unknown action' "$TMP/err" && echo "$action"
	done <"$TMP/actions" >"$TMP/unknown"
	is "$(cat "$TMP/unknown")" '' 'and it knows them'
done

# The private database.
latest=$(find "$ROOT/sql/migration" -name '*.sql' | sed 's|.*/0*||; s|_.*||' | sort -n | tail -n 1)
status_line() {
	provdb status --csv | tail -n 1
}
is "$(status_line)" "\"private\",\"$PROV_HOME\",\"not made yet\",\"null\",\"$latest\"," 'status before it is made'
silent 'stop: nothing to do' provdb stop
[ ! -e "$PROV_HOME" ]
is "$?" 0 'and nothing is made for that'
for action in start migrate check; do
	fails 105 "PF4: $action makes none" provdb $action
	stderr_has 'hint: createcontext or "provdb init" makes one'
done
[ ! -e "$PROV_HOME" ]
is "$?" 0 'and not even its folder'
prints '' 'init' provdb init
is "$(cat "$TMP/err")" "provdb: made a private database in \"$PROV_HOME\"" 'PF4: and says so'
is "$(status_line)" "\"private\",\"$PROV_HOME\",\"running\",\"$latest\",\"$latest\",\"PostgreSQL\"" 'status when it runs'
silent 'init again' provdb init
silent 'start: it runs' provdb start
silent 'migrate: nothing to do' provdb migrate
prints '{"action": "migrate", "applied": []}' 'PF22: as JSON' provdb migrate --json
valid 'in its form' action "$TMP/out"
check_clean
as_root_of_it() {
	"$PG_BINDIR/psql" -X -q -A -t -h "$PROV_HOME/run" -U postgres -d prov -c "$1"
}
staging="SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'prov' AND tablename LIKE 'stage\\_%'"
prints prov 'PF31: staging is of the role that has to ANALYZE it' as_root_of_it "$staging"
as_root_of_it 'ALTER TABLE prov.stage_user OWNER TO prov_owner; REVOKE prov FROM prov_owner' || bail 'not undone'
silent 'PF31: a database that was made before that' provdb migrate
prints prov 'is mended' as_root_of_it "$staging"
prints 'context 1 created' 'it works' createcontext -c 1 -q 1 -u a -d b -g c -s d -p e -e f@g
silent 'stop' provdb stop
is "$(status_line)" "\"private\",\"$PROV_HOME\",\"stopped\",\"null\",\"$latest\"," 'status when it does not run'
ok 'a command starts it' listcontext --csv
output_has '"1","null"' 'with all that was in it'
is "$(find "$PROV_HOME" -maxdepth 1 -printf '%f %m\n' | sort | xargs)" \
	'data 700 lock 600 log 700 prov 755 ready 600 run 755' 'its files are of the owner'
is "$(find "$PROV_HOME/run" -name '.s.PGSQL.*' -type s -printf '%f\n')" .s.PGSQL.5432 'it listens on a socket'
is "$(sed -n '/^listen_addresses/p' "$PROV_HOME/data/postgresql.conf")" "listen_addresses = ''" 'and on nothing else'
if [ "$(id -u)" -eq 0 ]; then
	fails 1 'another user of the system is refused' setpriv --reuid=nobody --regid=65534 --clear-groups -- \
		listcontext
	stderr_has 'hint: run as the owner of the data folder, or set PROV_HOME' 'and told what to do'
	fails 1 'one without a name as well' setpriv --reuid=65533 --regid=65534 --clear-groups -- listcontext
	stderr_has 'the user with the id 65533 has no name on this system'
	[ "$(ps -o user= -p "$(head -n 1 "$PROV_HOME/data/postmaster.pid")")" != root ]
	is "$?" 0 'root runs it as somebody else'
else
	pass 'root only # SKIP not root'
fi
mkdir "$PROV_HOME/new"
chown --reference="$PROV_HOME/data" "$PROV_HOME/new"
ok 'leftovers do no harm' listcontext
fails 1 'a relative data folder' env PROV_HOME=here provdb init
stderr_has 'must be a full path'
fails 1 'a path too long for a socket' env PROV_HOME="/tmp/$(printf '%0100d' 0)" provdb init
stderr_has 'hint: set PROV_HOME to a shorter one'

# A server that was killed.
kill_postmaster
prints 'context 2 created' 'a killed server is started again' createcontext -c 2 -q 1 -u a -d b -g c -s d -p e -e f@g
check_clean
pids=$("$PG_BINDIR/psql" -XAtq -h "$PROV_HOME/run" -U postgres -d prov -c 'SELECT pg_backend_pid(), pg_sleep(0)' 2>/dev/null)
is "$([ -n "$pids" ] && echo yes)" yes 'its superuser may log in'

# The data folder is gone, another is made.
provdb stop
rm -rf "$PROV_HOME/data"
fails 105 'PF4: reading does not make it anew' listcontext
prints 'context 1 created' 'a database that was removed is made anew' createcontext -c 1 -q 1 -u a -d b -g c -s d -p e -e f@g
stderr_has "createcontext: made a private database in \"$PROV_HOME\""
provdb stop

# A configured database.
use_database
engine=PostgreSQL
if [ -n "${CITUS_NODES-}" ]; then
	engine="Citus $(sql "SELECT extversion FROM pg_extension WHERE extname = 'citus'")"
else
	fails 105 'one server has nothing to distribute to' provdb distribute
	stderr_has 'no Citus'
fi
is "$(status_line)" "\"configured\",\"$CONNINFO\",\"running\",\"$latest\",\"$latest\",\"$engine\"" 'status of a configured one'
for action in start stop; do
	fails 103 "$action is for the private one" provdb $action
	stderr_has 'database.conninfo is set in'
done
psql -X -q -d postgres -c "CREATE DATABASE ${DATABASE}_empty" || bail 'no empty database'
# shellcheck disable=SC2034 # for set_config
CONNINFO="host=$PGHOST dbname=${DATABASE}_empty user=postgres"
set_config
is "$(status_line)" "\"configured\",\"$CONNINFO\",\"running\",\"0\",\"$latest\",\"PostgreSQL\"" 'an empty one has version 0'
fails 106 'commands refuse it' listcontext
stderr_has 'the database is not set up'
stderr_has 'hint: run "provdb migrate"'
prints "$(cd "$ROOT" && find sql/migration -name '*.sql' | sort | sed 's/^/applying /')" \
	'migrate says what it does' provdb migrate
silent 'once' provdb migrate
ok 'commands work' listcontext
psql -X -q -d postgres -c "DROP DATABASE ${DATABASE}_empty WITH (FORCE)" || bail 'the empty database stays'
fails 105 'a database that does not exist' provdb migrate
stderr_has '_empty" does not exist' 'with the words of the server'

# DR13: an encoding that cannot keep every name.
for encoding in LATIN1 SQL_ASCII; do
	psql -X -q -d postgres -c "CREATE DATABASE ${DATABASE}_latin TEMPLATE template0 ENCODING '$encoding' LOCALE 'C'" ||
		bail "no database in $encoding"
	# shellcheck disable=SC2034 # for set_config
	CONNINFO="host=$PGHOST dbname=${DATABASE}_latin user=postgres"
	set_config
	for action in migrate init status check; do
		[ $action != check ] || psql -X -q -d "${DATABASE}_latin" -c 'CREATE SCHEMA prov' -c "CREATE TABLE prov.schema_version AS
			SELECT $latest AS version, ''::text AS name, ''::text AS checksum, now() AS applied" || bail 'no schema'
		fails 106 "DR13: $action with $encoding" provdb $action
		stderr_has "the encoding of the database is $encoding, it has to be UTF8" 'DR13: says so'
		stderr_has 'hint: make another one with createdb -T template0 -E UTF8' 'DR13: and what to do'
		[ $action = check ] || is "$(psql -X -A -t -d "${DATABASE}_latin" -c "SELECT count(*) FROM pg_namespace WHERE nspname = 'prov'")" \
			0 'DR13: before anything is made'
	done
	psql -X -q -d postgres -c "DROP DATABASE ${DATABASE}_latin WITH (FORCE)" || bail 'the database stays'
done

# config
prints 60 'config --get' provdb config --get database.timeout
fails 103 'an unknown setting' provdb config --get database.tiemout
silent 'config --check of a good file' provdb config --check
printf 'database: { tiemout = 3; };\n' >"$PROV_CONFIG"
fails 1 'config --check of a bad one' provdb config --check
stderr_has "$PROV_CONFIG:1: " 'names file and line'
stderr_has 'database.timeout' 'and the setting that may be meant'
done_testing
